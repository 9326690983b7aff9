"""The letter to the school: written from a few answers, kept by nobody, and explained where it would not work."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.families.journey import NOTIFY
from portal.families.letter import LONGEST_MAIL, NOT_ENOUGH
from portal.families.steps.children import MOST_CHILDREN
from portal.journeys import drafts
from portal.journeys.journey import field_names
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.law import says
from portal.storage import db
from portal.web.fields import today
from portal.words import Regime
from tests.families.test_space import under
from tests.support.answers import NOTIFICATION, SHORT_NOTIFICATION
from tests.support.drafts import begin
from tests.support.kept import let_go_by
from tests.support.pages import CheckedClient, parsed, text_of
from tests.support.sent import last_sent

BEFORE, WRITE = "/families/letter", "/families/letter/write"
NOTHING = {"special_school": "no", "attendance_order": "no"}
AISHA = {
    "first_name_1": "Aisha",
    "last_name_1": "Khan",
    "born_1-day": "3",
    "born_1-month": "March",
    "born_1-year": "2015",
}
ANSWERS = {**AISHA, "school_name": "Hill Top Primary", "your_name": "Sara Khan", "children": "1"}
YUSUF = {name.replace("_1", "_2"): value for name, value in AISHA.items()} | {"first_name_2": "Yusuf"}
HOSTILE = [
    "🙂🧑‍🏫",
    "علی خان",
    "<script>alert(1)</script>",
    '=HYPERLINK("https://x.example")',
    "{{ 7 * 7 }} %(name)s",
    "a\u202eb",
    "O’Brien & Söhne",
]


def letter_on(data: bytes) -> list[str]:
    """The paragraphs of the English letter on a page; nothing where there is none. Isolates are left out."""
    box: Element | None = next((one for one in parsed(data).iter("div") if one.get("id") == "letter"), None)
    found = [] if box is None else [text_of(one) for one in box.iter("p")]
    return [one.translate({ord(sign): None for sign in "\u2068\u2069"}) for one in found]


def write(client: CheckedClient, **answers: object) -> list[str]:
    """The letter that these answers give."""
    answer = client.submit(WRITE, **{**ANSWERS, **answers})
    assert answer.status_code == 200
    return letter_on(answer.data)


def day(which: date, name: str = "last_day") -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(which, part)) for part in ("day", "month", "year")}


def spoken(which: date) -> str:
    return f"{which.day} {which:%B %Y}"


def test_a_plain_no_leads_on_to_the_letter(client: CheckedClient) -> None:
    answer = client.submit(BEFORE, **NOTHING)
    assert (answer.status_code, answer.headers["Location"]) == (303, WRITE)


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
@pytest.mark.parametrize("name", ["special_school", "attendance_order"])
def test_where_a_letter_would_not_work_the_page_says_why_and_what_does(
    app: Flask, client: CheckedClient, name: str, answer: str
) -> None:
    page = client.submit(BEFORE, **{**NOTHING, name: answer})
    with app.test_request_context("/"):
        assert says(NOT_ENOUGH[name], Regime.PRE_CNIS) in text_of(parsed(page.data))
    links = {one.get("href") for one in parsed(page.data).iter("a")}
    ways = links | {one.get("action") for one in parsed(page.data).iter("form")}
    assert "/families/notify" in links
    assert WRITE in ways, "never a dead end"


def test_consent_is_asked_about_only_where_its_law_is_in_force(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'name="enquiries"' not in client.get(BEFORE).text
    under(app, monkeypatch, luton=Regime.CNIS)
    assert 'name="enquiries"' in client.get(f"{BEFORE}?council=luton").text
    page = client.submit(BEFORE, **NOTHING, enquiries="yes")
    with app.test_request_context("/"):
        assert says("enquiries-consent", Regime.CNIS) in text_of(parsed(page.data))


@pytest.mark.parametrize("typed", [{}, {"special_school": "perhaps"}, {"special_school": "no"}])
def test_a_question_left_out_is_asked_again(client: CheckedClient, typed: dict[str, str]) -> None:
    answer = client.submit(BEFORE, **typed)
    assert answer.status_code == 422
    assert "Choose whether there is a school attendance order for your child" in answer.text


def test_each_question_left_out_is_told_in_words_of_its_own(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    under(app, monkeypatch, luton=Regime.CNIS)
    client.get(f"{BEFORE}?council=luton")
    page = parsed(client.submit(BEFORE).data)
    (told,) = [one for one in page.iter("ul") if "error-summary" in (one.get("class") or "")]
    assert len({text_of(one) for one in told.iter("li")}) == len(NOT_ENOUGH)


def test_the_letter_says_who_from_when_and_under_which_rule(client: CheckedClient) -> None:
    letter = write(client)
    assert letter[0] == spoken(today())
    assert "Dear head teacher," in letter
    assert "I am the parent of: Aisha Khan, born on 3 March 2015" in letter
    assert "From today I educate them at home." in letter
    assert any("regulation 9(1)(f)" in one for one in letter)
    assert letter[-1] == "Yours sincerely, Sara Khan"
    assert not any("agreed" in one for one in letter)


def test_a_day_to_come_is_the_last_one_and_a_day_gone_by_is_never_made_the_beginning(client: CheckedClient) -> None:
    later, earlier = today() + timedelta(30), today() - timedelta(30)
    assert f"Their last day at school is {spoken(later)}. After that day I will educate them at home." in write(
        client, **day(later)
    )
    assert f"They were last at school on {spoken(earlier)}. From today I educate them at home." in write(
        client, **day(earlier)
    )


def test_a_head_teacher_who_is_named_is_written_to(client: CheckedClient) -> None:
    letter = write(client, head_teacher="Mrs Brown")
    assert "Mrs Brown Hill Top Primary" in letter
    assert "Dear Mrs Brown," in letter


def test_a_council_s_consent_is_named_once_a_parent_says_that_it_is_there(client: CheckedClient) -> None:
    client.submit(BEFORE, **{**NOTHING, "special_school": "yes"})
    begun = client.post(WRITE, data={"start": "1", "agreed": "1"})
    assert 'name="agreed"' in begun.text
    assert "There is a problem" not in begun.text
    assert "The council has agreed to this." in write(client, agreed="1")


def test_brothers_and_sisters_go_into_one_letter_and_an_empty_one_is_left_out(client: CheckedClient) -> None:
    more = client.submit(WRITE, **ANSWERS, add="1")
    assert 'name="first_name_2"' in more.text
    assert 'value="Aisha"' in more.text
    assert "There is a problem" not in more.text
    both = write(client, **YUSUF, children="2")
    assert "I am the parent of: Aisha Khan, born on 3 March 2015 Yusuf Khan, born on 3 March 2015" in both
    third = {name.replace("_2", "_3"): value for name, value in YUSUF.items()}
    assert write(client, **third, children="3") == both


def test_a_letter_names_no_more_children_than_a_form_takes(client: CheckedClient) -> None:
    answer = client.submit(WRITE, **{**ANSWERS, "children": str(MOST_CHILDREN)}, add="1")
    assert f'name="first_name_{MOST_CHILDREN}"' in answer.text
    assert f'name="first_name_{MOST_CHILDREN + 1}"' not in answer.text
    assert 'name="add"' not in answer.text


@pytest.mark.parametrize("children", ["", "0", "-3", "999", "9" * 500, "two", "٣", "1.5", "<b>"])
def test_a_number_of_children_that_somebody_made_up_does_no_harm(client: CheckedClient, children: str) -> None:
    assert "I am the parent of: Aisha Khan, born on 3 March 2015" in write(client, children=children)


@pytest.mark.parametrize("typed", HOSTILE)
def test_any_name_stands_in_the_letter_as_it_was_typed(client: CheckedClient, typed: str) -> None:
    letter = write(client, first_name_1=typed, school_name=typed, your_name=typed, head_teacher=typed)
    assert f"I am the parent of: {typed} Khan, born on 3 March 2015" in letter
    assert letter[-1] == f"Yours sincerely, {typed}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"your_name": ""},
        {"school_name": "x" * 201},
        {"born_1-month": "Brumaire"},
        {"born_1-year": "1850"},
        {"born_1-day": ["3", "4"]},
        {"last_day-day": "31", "last_day-month": "2", "last_day-year": "2027"},
        {"first_name_1": "\0"},
    ],
)
def test_a_slip_is_named_and_nothing_typed_is_lost(client: CheckedClient, wrong: dict[str, Any]) -> None:
    typed = {**ANSWERS, **YUSUF, "children": "2", "head_teacher": "Mrs Brown", **wrong}
    answer = client.submit(WRITE, **typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    values = {one.get("value") for one in parsed(answer.data).iter("input")}
    kept = {value for value in typed.values() if isinstance(value, str) and value.strip("\0")} - {"1"}
    assert kept <= values


def test_it_can_be_changed_without_typing_it_again(client: CheckedClient) -> None:
    shown = client.submit(WRITE, **ANSWERS)
    hidden = {
        one.get("name"): one.get("value") for one in parsed(shown.data).iter("input") if one.get("type") == "hidden"
    }
    again = client.post(WRITE, data={**hidden, "change": "1"})
    assert again.status_code == 200
    assert {"Aisha", "Khan", "March", "Hill Top Primary", "Sara Khan"} <= {
        one.get("value") for one in parsed(again.data).iter("input")
    }


def test_nobody_keeps_the_letter(app: Flask, client: CheckedClient, marker: Callable[[str], str]) -> None:
    planted = marker("school")
    assert any(planted in one for one in write(client, school_name=planted))
    with app.app_context():
        assert db.session.scalars(select(Draft)).all() == []
    assert planted not in json.dumps([str(page) for page in app.extensions.get("portal.kept", {}).values()])
    session = client.get_cookie("session")
    assert session
    assert planted not in session.decoded_value
    assert planted not in client.get(WRITE).text


def test_the_mail_has_the_whole_letter_and_a_subject_that_names_nobody(client: CheckedClient) -> None:
    page = client.submit(WRITE, **{**ANSWERS, "first_name_1": "علی"})
    link = next(one.get("href", "") for one in parsed(page.data).iter("a") if one.get("href", "").startswith("mailto:"))
    asked = parse_qs(urlsplit(link).query)
    body = asked["body"][0]
    assert urlsplit(link).path == ""
    assert "Khan" not in asked["subject"][0]
    assert "علی Khan, born on 3 March 2015" in body
    assert [" ".join(one.split()) for one in body.split("\r\n\r\n")] == letter_on(page.data)
    assert not set("\u2066\u2067\u2068\u2069") & set(unquote(link))


def test_a_letter_too_long_for_a_mail_s_address_is_offered_to_copy_only(client: CheckedClient) -> None:
    page = client.submit(
        WRITE, **{**ANSWERS, "first_name_1": "ع" * 100, "last_name_1": "ع" * 100, "your_name": "ع" * 200}
    )
    assert "mailto:" not in page.text
    assert len(page.text) > LONGEST_MAIL
    assert letter_on(page.data)


def test_a_parent_who_reads_another_language_sees_the_letter_and_what_it_means(client: CheckedClient) -> None:
    page = client.submit(f"{WRITE}?lang=pl", **ANSWERS)
    assert "Dear head teacher," in letter_on(page.data)
    meaning = text_of(next(one for one in parsed(page.data).iter("div") if one.get("class") == "note"))
    assert "3 marca 2015" in meaning
    assert "3 March 2015" not in meaning


def told(app: Flask, client: FlaskClient, **answers: str) -> tuple[Draft, dict[str, Any]]:
    """The draft after "tell the council", and what it holds."""
    answer = client.post(WRITE, data={**ANSWERS, **answers, "tell": "1", "csrf_token": token(client)})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/families/notify/")
    assert client.get(answer.headers["Location"]).status_code == 200
    with app.app_context():
        draft = db.session.scalars(select(Draft)).one()
        return draft, dict(draft.state or {})


def token(client: FlaskClient) -> str:
    fields = parsed(client.get(WRITE).data).iter("input")
    return next(one.get("value", "") for one in fields if one.get("name") == "csrf_token")


def test_telling_the_council_brings_along_what_the_letter_says(app: Flask, client: CheckedClient) -> None:
    later = today() + timedelta(30)
    _, state = told(app, client, **YUSUF, children="2", **day(later))
    first, second = state["values"]["children"]
    assert (first["first_name"], second["first_name"]) == ("Aisha", "Yusuf")
    for child in (first, second):
        assert (child["last_name"], child["born"]) == ("Khan", "2015-03-03")
        assert (child["school_name"], child["last_day"]) == ("Hill Top Primary", later.isoformat())
    assert state["done"] == [], "every page is still looked over"
    assert state["carried"]["your_name"] == "Sara Khan"
    assert "Aisha Khan, born on 3 March 2015" in state["carried"]["letter_copy"]


def test_the_form_has_a_question_that_takes_the_copy() -> None:
    assert "letter_copy" in {name for step in NOTIFY.every_step() for name in field_names(step)}


def test_a_form_that_was_begun_keeps_its_answers_and_gets_the_copy(app: Flask, client: CheckedClient) -> None:
    begun = begin(app, NOTIFY, SHORT_NOTIFICATION, done=False)
    client.set_cookie(*begun.cookie.split("=", 1))
    draft, state = told(app, client)
    assert draft.id.hex == begun.draft_id
    assert state["values"]["children"][0]["first_name"] == SHORT_NOTIFICATION["children"][0]["first_name"]
    assert "Aisha" in state["carried"]["letter_copy"]


@pytest.mark.parametrize("whose", ["theirs", "somebody else's"])
def test_a_form_that_has_closed_is_not_opened_by_a_letter(app: Flask, client: CheckedClient, whose: str) -> None:
    begun = begin(app, NOTIFY, SHORT_NOTIFICATION)
    client.set_cookie(*begun.cookie.split("=", 1))
    let_go_by(app, timedelta(minutes=31))
    year, month, date = SHORT_NOTIFICATION["children"][0]["born"].split("-")
    born = {"born_1-day": date, "born_1-month": month, "born_1-year": year} if whose == "theirs" else {}
    answer = client.post(WRITE, data={**ANSWERS, **born, "tell": "1", "csrf_token": token(client)})
    assert answer.location == "/families/notify/locked"
    assert client.get("/families/notify/check").location == "/families/notify/locked"
    with app.app_context():
        draft = db.session.scalars(select(Draft)).one()
        assert draft.id.hex == begun.draft_id
        assert ("letter_copy" in draft.state["carried"]) is (whose == "theirs")


@pytest.mark.parametrize(
    ("given", "aside"), [({}, True), ({"plans": "She wants to kill herself."}, False)], ids=["plain", "danger"]
)
def test_a_machine_is_no_less_seen_for_coming_by_the_letter(
    app: Flask, client: CheckedClient, given: dict[str, str], aside: bool
) -> None:
    _, state = told(app, client)
    begun = datetime.fromisoformat(state["begun"])
    assert timedelta(0) <= datetime.now(UTC) - begun < timedelta(minutes=1), "when the form's first page comes"
    with app.app_context():
        draft = db.session.scalars(select(Draft)).one()
        made = Progress(NOTIFY, {**NOTIFICATION, **given}, begun=state["begun"])
        made.done = [place.address for place in made.path.places]
        drafts.note(draft, made)
        db.session.commit()
        draft_id = draft.id.hex
    sent = client.post("/families/notify/check", data={"csrf_token": token(client), "draft": draft_id})
    assert sent.location == "/families/notify/sent"
    assert last_sent(app).suspect is aside


def test_a_form_that_was_sent_is_not_touched(app: Flask, client: CheckedClient) -> None:
    begun = begin(app, NOTIFY, SHORT_NOTIFICATION)
    assert begun.send(client).status_code == 303
    draft, state = told(app, client)
    assert draft.id.hex != begun.draft_id
    assert "letter_copy" in state["carried"]


def test_what_was_brought_along_stands_in_the_form_to_be_looked_over(app: Flask, client: CheckedClient) -> None:
    told(app, client)
    client.submit("/families/notify/where-you-are", stage="decided")
    name = client.submit("/families/notify/postcode", follow=True, no_postcode="have_it", postcode="LU1 2BQ")
    assert name.request.path == "/families/notify/children/1/name"
    assert {"Aisha", "Khan", "2015"} <= {one.get("value") for one in parsed(name.data).iter("input")}
