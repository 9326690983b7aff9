"""A young person's words linked to what an adult sent: a thing that only those who may read the words ever learn."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import verify
from portal.casework.models import Link
from portal.storage import db
from portal.words import Kind
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR, Person
from tests.support.forms import errors_of, form_of, sent_by
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
NOT_FOUND = "There is no parent’s or professional’s submission of this council with this reference. Check each sign."


@pytest.fixture
def views(sent: Made) -> uuid.UUID:
    made: uuid.UUID = sent(Kind.VIEWS, safe="yes")
    return made


@pytest.fixture
def notice(sent: Made) -> uuid.UUID:
    made: uuid.UUID = sent(Kind.NOTIFICATION)
    return made


@pytest.fixture
def saira(person: Made) -> Person:
    made: Person = person(LUTON, Role.SAFEGUARDING, name="Saira Safeguarding")
    return made


def links(who: Person, views: uuid.UUID, reference: str, sure: bool = True) -> Any:
    return who.does(views, "link", linked_reference=reference, **({"sure": "yes"} if sure else {}))


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def rows(app: Flask) -> int:
    with app.app_context():
        return len(list(db.session.scalars(select(Link))))


def test_what_would_be_linked_is_shown_before_it_is(
    app: Flask, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made, logged: Made
) -> None:
    reference = stored(notice).reference
    asked = links(saira, views, f" {reference.lower().replace('-', ' ')}", sure=False)
    assert asked.status_code == 200
    facts = [text_of(x) for x in parsed(asked.data).iter("dd")]
    assert facts[:2] == ["Parent’s notice", reference]
    assert re.fullmatch(r"\d+ \w+ \d{4}, \d\d:\d\d", facts[2])
    assert "We will learn at the library." not in asked.text, "what it is, and not what it says"
    assert rows(app) == 0
    assert logged(by=saira.id) == []
    sure = {**sent_by(form_of(asked.data, "/link")), "sure": "yes"}
    done = saira.client.post(f"/staff/submissions/{views}/link", data=sure)
    assert done.location == f"/staff/submissions/{views}?done=linked"
    page = saira.get(done.location).text
    assert reference in page
    assert f"Saira Safeguarding noted that parent’s notice {reference} is about the same child" in page
    assert logged(by=saira.id) == ["submission:linked", "submission:read"]
    assert logged(about=notice) == ["submission:received"], "no trace on the parent's side"


def test_it_is_taken_away_again(app: Flask, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made) -> None:
    reference = stored(notice).reference
    links(saira, views, reference)
    form = sent_by(form_of(saira.page(views).data, "/unlink"))
    done = saira.client.post(f"/staff/submissions/{views}/unlink", data=form)
    assert done.location.endswith("done=unlinked")
    assert rows(app) == 0
    assert f"Saira Safeguarding took back that parent’s notice {reference} is about" in saira.page(views).text
    again = saira.client.post(f"/staff/submissions/{views}/unlink", data=form)
    assert again.status_code == 302
    for nonsense in ("", "x", "\0", str(uuid.uuid4())):
        assert saira.does(views, "unlink", link=nonsense).status_code == 302


def test_linking_twice_is_linking_once(
    app: Flask, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made, logged: Made
) -> None:
    for _press in range(2):
        assert links(saira, views, stored(notice).reference).status_code == 302
    assert rows(app) == 1
    assert logged(by=saira.id) == ["submission:linked"]


@pytest.mark.parametrize("kind", [Kind.NOTIFICATION, Kind.REFERRAL])
def test_the_other_page_tells_those_who_may_read_the_words(
    person: Made, saira: Person, views: uuid.UUID, sent: Made, stored: Made, kind: Kind
) -> None:
    other = sent(kind)
    links(saira, views, stored(other).reference)
    page = saira.page(other)
    assert f"Linked to a young person’s words, {stored(views).reference}." in text_of(parsed(page.data).find(".//main"))
    assert f'href="/staff/submissions/{views}"' in page.text


OTHERS = {
    "an officer of its team": (LUTON, Role.OFFICER),
    "the manager of its team": (LUTON, Role.MANAGER),
    "the auditor of its team": (LUTON, Role.AUDITOR),
    "safeguarding of another team": (LUTON_DOOR, Role.SAFEGUARDING),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING),
    "the site's duty team": (DUTY, Role.SAFEGUARDING),
    "the administrator": (None, None),
}


@pytest.mark.parametrize("who", OTHERS)
def test_for_anybody_else_every_page_is_the_same_with_a_link_as_without(
    app: Flask, person: Made, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made, who: str
) -> None:
    """Byte for byte: the page of what the parent sent, the envelope, the queue and all the rest."""
    team, role = OTHERS[who]
    one: Person = person(team, role, name="Kept Out", is_admin=team is None)
    one.page(notice)  # so that it is seen, and its history does not change between the looks below
    pages = [f"/staff/submissions/{notice}", f"/staff/submissions/{views}", "/staff/", "/staff/?kind=views"]
    pages += ["/staff/delivery", "/staff/contacts", f"/staff/submissions/{notice}/link", "/staff/account"]

    def looks() -> list[tuple[int, str]]:
        answers = [one.get(page) for page in pages]
        return [(answer.status_code, without_tokens(answer.text)) for answer in answers]

    before, reference = looks(), stored(notice).reference
    assert links(saira, views, reference).status_code == 302
    assert looks() == before
    assert links(one, views, reference).status_code in (403, 404)
    assert one.does(views, "unlink", link=str(uuid.uuid4())).status_code in (403, 404)
    assert rows(app) == 1


def test_an_officer_it_is_given_to_links_and_sees_and_a_colleague_does_not(
    person: Made, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made
) -> None:
    named, colleague = person(name="Named"), person(name="Colleague")
    saira.does(views, "assign", give_to=str(named.id))
    assert links(named, views, stored(notice).reference).status_code == 302
    assert stored(views).reference in named.page(notice).text
    assert stored(views).reference not in colleague.page(notice).text


def test_who_opened_the_words_with_a_reason_sees_no_link(
    person: Made, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made
) -> None:
    olu = person()
    links(saira, views, stored(notice).reference)
    olu.does(views, "open", why_now="A teacher rang: he may be in danger now.")
    assert "About the same child" not in olu.page(views).text
    assert stored(views).reference not in olu.page(notice).text


def test_an_auditor_learns_that_there_is_a_link_and_not_to_what(
    person: Made, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made, app: Flask
) -> None:
    links(saira, views, stored(notice).reference)
    auditor = person(role=Role.AUDITOR, name="Ada Auditor")
    table = [text_of(x) for body in parsed(auditor.get("/staff/audit").data).iter("tbody") for x in body.iter("tr")]
    assert "Linked a young person’s words to another submission" in table[0]
    assert stored(views).reference in table[0]
    assert stored(notice).reference not in table[0]
    about = auditor.get(f"/staff/audit?submission={notice}").text
    assert "Linked" not in about
    with app.app_context():
        assert verify() == []


@pytest.mark.parametrize("typed", ["2222-2222", "K7MD-29QX", "🙂🙂🙂🙂", "\0\0\0x", "%_", "'; --", "\u202e1234"])
def test_a_reference_that_is_none_gets_a_plain_message(saira: Person, views: uuid.UUID, app: Flask, typed: str) -> None:
    for sure in (False, True):
        answer = links(saira, views, typed, sure)
        assert answer.status_code == 422
        assert errors_of(answer.data) == [NOT_FOUND]
    assert rows(app) == 0


def test_an_empty_or_a_huge_reference_gets_a_plain_message(saira: Person, views: uuid.UUID) -> None:
    assert errors_of(links(saira, views, " ").data) == ["Enter a reference, like K7MD-29QX"]
    assert errors_of(links(saira, views, "x" * 200_000).data) == ["The reference must have 40 characters or fewer"]


def test_what_may_not_be_linked_looks_as_if_it_were_not_there(
    app: Flask, saira: Person, views: uuid.UUID, sent: Made, stored: Made
) -> None:
    for other in (sent(Kind.VIEWS, safe="yes"), sent(council="bedford"), sent(council=None), views):
        answer = links(saira, views, stored(other).reference)
        assert errors_of(answer.data) == [NOT_FOUND]
        assert answer.text.count(stored(other).reference) == (3 if other == views else 1), "as typed, and no more"
    assert rows(app) == 0


def test_an_adults_submission_links_to_nothing(
    app: Flask, saira: Person, notice: uuid.UUID, sent: Made, stored: Made
) -> None:
    other = sent()
    assert links(saira, notice, stored(other).reference).status_code == 403
    assert "About the same child" not in saira.page(notice).text
    assert rows(app) == 0


def test_nothing_is_linked_without_a_token(
    app: Flask, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made
) -> None:
    data = {"linked_reference": stored(notice).reference, "sure": "yes"}
    answer = saira.client.post(f"/staff/submissions/{views}/link", data=data)
    assert answer.status_code == 422
    assert rows(app) == 0
    links(saira, views, stored(notice).reference)
    form = sent_by(form_of(saira.page(views).data, "/unlink"))
    assert saira.client.post(f"/staff/submissions/{views}/unlink", data={"link": form["link"]}).status_code == 302
    assert rows(app) == 1


def test_what_is_linked_in_another_team_is_named_and_not_opened(
    person: Made, sent: Made, stored: Made, notice: uuid.UUID
) -> None:
    door = person(LUTON_DOOR, Role.SAFEGUARDING, name="Front Door")
    unsafe = sent(Kind.VIEWS, safe="no")
    assert links(door, unsafe, stored(notice).reference).status_code == 302
    page = door.page(unsafe)
    assert stored(notice).reference in page.text
    assert f'href="/staff/submissions/{notice}"' not in page.text
    assert door.page(notice).status_code == 404


def test_no_page_of_the_public_knows_of_it(
    app: Flask, client: Any, saira: Person, views: uuid.UUID, notice: uuid.UUID, stored: Made
) -> None:
    links(saira, views, stored(notice).reference)
    for address in (f"/staff/submissions/{notice}", f"/staff/submissions/{views}"):
        assert client.get(address).location.startswith("/staff/sign-in")
    assert client.post(f"/staff/submissions/{views}/link").status_code == 401
    assert client.post(f"/staff/submissions/{views}/unlink").status_code == 401
