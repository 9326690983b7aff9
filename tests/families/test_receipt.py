"""After sending, a parent knows who has it, by when it is read, what to do meanwhile, and how to come back to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from flask import Flask
from sqlalchemy import select, update

from portal.delivery.mail import compose
from portal.delivery.models import OutboxMessage, Purpose
from portal.delivery.queue import bell
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.law import says
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.models import Words
from portal.words import Regime, Urgency
from tests.support import pdf
from tests.support.answers import CHILD, NOTIFICATION
from tests.support.drafts import begin
from tests.support.pages import CheckedClient, parsed, text_of
from tests.support.sent import code_on, last_sent, registers_at, send

BOTH = pytest.mark.parametrize("journey", [NOTIFY, CHANGE], ids=lambda one: one.code)


def words_of(page: str) -> str:
    return text_of(parsed(page.encode()))


def long_day(moment: datetime) -> str:
    return format_date(moment.astimezone(ZoneInfo("Europe/London")).date(), "long", "en_GB")


def receipts(app: Flask) -> list[str]:
    """The mails to parents, as they go out."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == Purpose.RECEIPT)).all()
        mails = [compose(row, bell(app).config, datetime.now(UTC)) for row in rows]
        return [f"{mail['Subject']}\n{mail.get_content()}" for mail in mails]


@pytest.fixture(autouse=True)
def directory_anew(app: Flask) -> Iterator[None]:
    """The app remembers the directory for a second: no test may see another's law."""
    yield
    app.extensions.pop("portal.directory", None)


@pytest.fixture
def markers() -> dict[str, str]:
    """What nobody but the team and the sender may ever meet."""
    return {"your_name": "Marker Name", "email": "marker@family.example"}


@BOTH
def test_it_says_who_has_it_by_which_working_day_it_is_read_and_how_to_reach_them(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    page = words_of(client.get(f"{send(app, client, journey)}/sent").text)
    sent = last_sent(app)
    assert sent.reference in page
    assert f"The team means to read it by {long_day(sent.look_by)}." in page
    assert "Luton" in page
    assert "01582 548151" in page or "luton.gov.uk" in page, "the team's own card"


def test_what_is_urgent_at_night_is_promised_for_a_working_day_and_never_for_this_moment(
    app: Flask, client: CheckedClient
) -> None:
    address = send(app, client)
    with app.app_context():
        at = datetime(2026, 12, 24, 22, 0, tzinfo=UTC)
        db.session.execute(update(Submission).values(urgency=Urgency.NOW, received_at=at, look_by=at))
        db.session.commit()
    assert "The team means to read it by 29 December 2026." in words_of(client.get(f"{address}/sent").text)


@BOTH
def test_the_code_is_five_words_that_are_shown_in_this_browser_only(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    address = send(app, client, journey)
    shown = client.get(f"{address}/sent")
    assert len(code_on(shown.text).split()) == 5
    assert code_on(client.get(f"{address}/sent").text) == code_on(shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "127.0.0.1:8000/families/follow" in words_of(shown.text), "on paper a link is no way"
    assert app.test_client().get(f"{address}/sent").status_code == 303
    client.get(f"{address}/sent?lang=ur")
    assert code_on(client.get(f"{address}/sent").text) == code_on(shown.text), (
        "the words are the same in every language"
    )


@BOTH
def test_what_was_sent_is_on_the_page_word_for_word_and_questions_left_out_are_not(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    odd = '=HYPERLINK("x") <b>میری</b> 😀 %s {{ 7 * 7 }}'
    page = client.get(f"{send(app, client, journey, your_name=odd)}/sent").text
    (listed,) = [one for one in parsed(page.encode()).iter("section") if one.get("aria-labelledby") == "what-you-sent"]
    answers = [text_of(one) for one in listed.iter("dd")]
    assert odd in answers
    assert all(answers)
    assert "alex@family.example" in answers
    assert "Robin Example" in text_of(listed)


@BOTH
def test_after_the_hour_that_the_page_names_the_words_are_not_shown_again_even_in_this_browser(
    app: Flask, client: CheckedClient, journey: Journey, markers: dict[str, str]
) -> None:
    address = send(app, client, journey, **markers)
    assert "We show the words here for one hour." in client.get(f"{address}/sent").text
    with app.app_context():
        db.session.execute(update(Submission).values(received_at=datetime.now(UTC) - timedelta(hours=1, minutes=1)))
        db.session.commit()
    page = client.get(f"{address}/sent")
    assert last_sent(app).reference in page.text
    assert not [word for word in markers.values() if word in page.text]
    assert client.get(f"{address}/sent.pdf").status_code == 303


@BOTH
def test_clearing_leaves_nothing_in_this_browser_and_takes_nothing_from_the_team(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    address = send(app, client, journey)
    name = app.config["SESSION_COOKIE_NAME"]
    stolen = client.get_cookie(name)
    assert stolen is not None
    cleared = client.post(f"{address}/sent/clear")
    assert cleared.status_code == 303
    assert cleared.headers["Clear-Site-Data"] == '"cache"'
    client.set_cookie(name, stolen.value)
    for what in ("sent", "sent.pdf", "check"):
        assert client.get(f"{address}/{what}").status_code == 303
        assert not client.get(f"{address}/{what}", follow_redirects=True).text.count(last_sent(app).reference)
    with app.app_context():
        assert len(db.session.scalars(select(Words)).all()) == 1


def test_clearing_closes_the_page_that_follows_it_too(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    words = code_on(client.get(f"{address}/sent").text)
    follow = client.submit("/families/follow", reference=last_sent(app).reference, code=words)
    assert client.get(follow.location).status_code == 200
    client.post(f"{address}/sent/clear")
    assert client.get(follow.location).status_code == 303


def test_an_unsent_form_is_not_cleared_by_a_stray_press(app: Flask, client: CheckedClient) -> None:
    client.submit("/families/notify")
    assert client.post("/families/notify/sent/clear").status_code == 404
    assert "Go on with your answers" in client.get("/families/notify").text


def test_the_page_says_that_it_takes_no_child_off_a_list_in_the_words_of_the_law(
    app: Flask, client: CheckedClient
) -> None:
    page = words_of(client.get(f"{send(app, client)}/sent").text)
    for code in ("letter-takes-off-roll", "mainstream-permission"):
        assert says(code, Regime.PRE_CNIS) in page
    assert "/families/letter" in client.get("/families/notify/sent").text
    assert "15 days" not in page, "no deadline that no law sets"


@pytest.mark.parametrize("known", [True, False], ids=["the form of today", "a form of before"])
def test_nobody_who_sees_the_receipt_learns_from_whom_the_address_is_kept(
    app: Flask, client: CheckedClient, known: bool
) -> None:
    address = send(app, client, not_to_share_with="Marker Person")
    if not known:
        with app.app_context():
            words = db.session.scalars(select(Words)).one()
            words.said = {**words.said, "answers": {**words.said["answers"], "a_question_of_old": "x"}}
            db.session.commit()
    page, paper = words_of(client.get(f"{address}/sent").text), pdf.words(client.get(f"{address}/sent.pdf").data)
    for shown in (page, paper):
        assert "Marker Person" not in shown
        assert "address safe" not in shown
        assert "Thank you for reading." in shown, "and nothing else is missing"
    with app.app_context():
        rows = [row for one in db.session.scalars(select(Words)).one().said["sections"] for row in one["rows"]]
    assert ["Marker Person"] in [row["answer"] for row in rows], "the team has it"


def test_what_is_said_of_the_family_does_not_seem_to_be_said_of_the_last_child(
    app: Flask, client: CheckedClient
) -> None:
    address = send(app, client)
    page, paper = words_of(client.get(f"{address}/sent").text), pdf.words(client.get(f"{address}/sent.pdf").data)
    for shown in (page, paper):
        assert shown.index("Sam Example") < shown.index("About your family") < shown.index("School was too loud")


@pytest.mark.parametrize(
    ("name", "code"), [("special_school", "special-school-consent"), ("attendance_order", "attendance-order-roll")]
)
@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_no_page_and_no_paper_lets_a_letter_seem_enough_where_it_is_not(
    app: Flask, client: CheckedClient, name: str, code: str, answer: str
) -> None:
    rule, children = says(code, Regime.PRE_CNIS), [CHILD, {**CHILD, name: answer}]
    name_of, _, cookie = begin(app, NOTIFY, {**NOTIFICATION, "children": children}).cookie.partition("=")
    client.set_cookie(name_of, cookie)
    assert rule in words_of(client.get("/families/notify/check").text)
    address = send(app, client, children=children)
    assert rule in words_of(client.get(f"{address}/sent").text)
    assert " ".join(rule.split()) in " ".join(pdf.words(client.get(f"{address}/sent.pdf").data).split())


def test_nobody_is_told_of_leaving_a_school_where_there_never_was_one(app: Flask, client: CheckedClient) -> None:
    page = words_of(client.get(f"{send(app, client, stage='never_school')}/sent").text)
    assert "If your child is at a school" not in page
    assert "the school’s list" not in page
    assert "takes a child off its list" not in pdf.words(client.get("/families/notify/sent.pdf").data)


def test_a_family_that_only_thinks_about_it_is_not_told_to_save_a_place_that_nobody_gave_up(
    app: Flask, client: CheckedClient
) -> None:
    page = words_of(client.get(f"{send(app, client, stage='thinking')}/sent").text)
    assert "If you change your mind" not in page
    assert "do this today" not in page
    assert "If you change your mind" in words_of(client.get(f"{send(app, client, stage='decided')}/sent").text)


@BOTH
def test_with_the_registers_in_force_the_fifteen_days_are_said(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    registers_at(app, "luton")
    page = words_of(client.get(f"{send(app, client, journey, what_changed='contact')}/sent").text)
    assert says("changes-in-15-days", Regime.CNIS) in page
    assert (says("visit-considered", Regime.CNIS) in page) is (journey is NOTIFY)


@pytest.mark.parametrize("what", ["back_to_school", "changed_mind"])
def test_whoever_goes_back_to_school_is_told_what_to_do_today(app: Flask, client: CheckedClient, what: str) -> None:
    page = words_of(client.get(f"{send(app, client, CHANGE, what_changed=what)}/sent").text)
    assert "What you can do today" in page
    assert "does not ask for a school place" in page
    assert "hear that a message came, and not what it says: Luton" in page
    assert "What you can do today" not in words_of(
        client.get(f"{send(app, client, CHANGE, what_changed='contact')}/sent").text
    )


def test_words_that_were_tampered_with_never_take_the_thank_you_page_away(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    with app.app_context():
        db.session.execute(update(Words).values(said_sealed=b"\1" * 64))
        db.session.commit()
    page = client.get(f"{address}/sent")
    assert page.status_code == 200
    assert last_sent(app).reference in page.text
    assert client.get(f"{address}/sent.pdf").status_code == 303


@BOTH
def test_the_mail_says_what_the_page_says_and_nothing_of_anybody(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    address = send(app, client, journey)
    sent, code = last_sent(app), code_on(client.get(f"{address}/sent").text)
    (mail,) = receipts(app)
    assert sent.reference in mail
    assert f"The team means to read it by {long_day(sent.look_by)}." in mail
    assert "/families/follow?lang=en_GB" in mail
    assert says("form-is-a-choice", Regime.PRE_CNIS) in mail
    assert "does not take" in mail or says("letter-takes-off-roll", Regime.PRE_CNIS) in mail
    assert not re.search(r"\S\* ", mail), "each point has a line of its own"
    assert "\n\nPlease do not reply" in mail, "and each paragraph an empty one before it"
    assert "\n\n\n" not in mail
    for told in ("Robin", "Example", "alex", "2015", code, *code.split()[:1], code.replace(" ", "-")):
        assert not re.search(rf"\b{re.escape(told)}\b", mail), f"the mail says {told!r}"


@BOTH
def test_the_mail_follows_the_law_of_the_council(app: Flask, client: CheckedClient, journey: Journey) -> None:
    registers_at(app, "luton")
    send(app, client, journey)
    (mail,) = receipts(app)
    assert says("form-is-a-choice", Regime.CNIS) in mail


@BOTH
def test_no_address_no_mail(app: Flask, client: CheckedClient, journey: Journey) -> None:
    address = send(app, client, journey, contact_by="phone", email=None, phone="01632 960001")
    assert receipts(app) == []
    assert "A short note is on its way" not in client.get(f"{address}/sent").text
