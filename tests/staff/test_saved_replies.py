"""Saved replies: a team writes its own, in its own words, and nobody else's team sees or changes them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import AuditLine
from portal.replies.models import SavedReply
from portal.storage import db
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.support.pages import parsed, text_of

Made = Callable[..., Any]
LIST, NEW = "/staff/saved-replies", "/staff/saved-replies/new"
TYPED = {"name": "Library times", "language": "en_GB", "level": "easy", "words": "The library is open on Mondays."}


@pytest.fixture
def kept(app: Flask) -> Callable[[], list[SavedReply]]:
    """All saved replies there are."""

    def found() -> list[SavedReply]:
        with app.app_context():
            return list(db.session.scalars(select(SavedReply).order_by(SavedReply.name)))

    return found


def post(who: Person, address: str, **typed: str) -> Any:
    return who.client.post(address, data={"csrf_token": who.token(), **typed})


def write(who: Person, **typed: str) -> None:
    assert post(who, NEW, **{**TYPED, **typed}).status_code == 302


def version(who: Person, address: str) -> str:
    return next(x.get("value") or "" for x in parsed(who.get(address).data).iter("input") if x.get("name") == "version")


def test_a_team_writes_changes_and_deletes_its_own(manager: Person, kept: Made, app: Flask) -> None:
    write(manager)
    (reply,) = kept()
    assert (reply.team_code, reply.by) == (LUTON, manager.id)
    page = manager.get(f"{LIST}?done=added").text
    for told in ("Library times", "English, easy words", "Marek Manager", "The library is open", "It is saved."):
        assert told in page
    address = f"{LIST}/{reply.id}"
    changed = {**TYPED, "words": "It is open on Tuesdays.", "version": version(manager, address)}
    assert post(manager, address, **changed).status_code == 302
    assert [one.words for one in kept()] == ["It is open on Tuesdays."]
    assert post(manager, f"{address}/delete").status_code == 302
    assert kept() == []
    with app.app_context():
        wanted = select(AuditLine).where(AuditLine.event == "saved-reply:changed").order_by(AuditLine.number)
        lines = list(db.session.scalars(wanted))
    assert [line.facts for line in lines] == [{"what": what, "team": LUTON} for what in ("added", "changed", "deleted")]
    assert {line.by for line in lines} == {manager.id}


def test_it_is_offered_with_the_next_answer_of_that_team_alone(
    manager: Person, saira: Person, talk: Made, kept: Made
) -> None:
    write(manager)
    write(manager, name="Urdu one", language="ur", level="standard")
    one = talk()
    offered = {x.get("value"): text_of(x) for x in parsed(saira.page(one.id).data).iter("option")}
    codes = {reply.name: str(reply.id) for reply in kept()}
    assert offered[codes["Library times"]] == "Library times (our own)"
    assert offered[codes["Urdu one"]] == "Urdu one (our own) – standard words, Urdu"
    put = saira.does(one.id, "answer", answer="", ready_text=codes["Library times"], seen="0", do="put")
    assert "The library is open on Mondays." in put.text
    saira.does(one.id, "pass", to_team=LUTON_DOOR, reason="Theirs.")
    other = Person(saira.app, "Door", [(LUTON_DOOR, Role.SAFEGUARDING)])
    assert codes["Library times"] not in other.page(one.id).text


def test_the_texts_that_come_with_the_site_can_be_read_and_not_changed(manager: Person) -> None:
    page = manager.get(LIST).text
    assert "Thank you for writing to us. We are glad that you told us." in page
    assert "[what happens, who does it and when]" in page
    assert "There is none yet." in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": " "}, "Write what it is called"),
        ({"name": "x" * 81}, "The name must have 80 characters or fewer"),
        ({"language": "xx"}, "Choose from the answers shown"),
        ({"level": ""}, "Choose who it is written for"),
        ({"words": ""}, "Write the text"),
        ({"words": "x" * 3001}, "3000 characters or fewer"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    manager: Person, kept: Made, typed: dict[str, str], says: str
) -> None:
    refused = post(manager, NEW, **{**TYPED, **typed})
    assert refused.status_code == 422
    assert says in refused.text
    assert ("Library times" in refused.text) is ("name" not in typed)
    assert kept() == []
    write(manager)
    address = f"{LIST}/{kept()[0].id}"
    again = post(manager, address, **{**TYPED, **typed, "version": version(manager, address)})
    assert again.status_code == 422
    assert says in again.text


def test_pressing_save_twice_keeps_it_once(manager: Person, kept: Made) -> None:
    write(manager)
    write(manager)
    assert len(kept()) == 1


def test_of_two_who_change_it_the_second_sees_what_the_first_saved(manager: Person, saira: Person, kept: Made) -> None:
    write(manager)
    address = f"{LIST}/{kept()[0].id}"
    seen = version(saira, address)
    post(manager, address, **{**TYPED, "words": "Theirs."}, version=version(manager, address))
    late = post(saira, address, **{**TYPED, "words": "Mine."}, version=seen)
    assert late.status_code == 409
    for told in ("Marek Manager changed this on", "Theirs.", "Mine."):
        assert told in late.text
    assert [one.words for one in kept()] == ["Theirs."]
    newer = next(x.get("value") or "" for x in parsed(late.data).iter("input") if x.get("name") == "version")
    assert post(saira, address, **{**TYPED, "words": "Mine."}, version=newer).status_code == 302
    assert [one.words for one in kept()] == ["Mine."]


@pytest.mark.parametrize("version", ["", "nonsense", "2026-11-03", "0001-01-01T00:00:00", "9999-12-31T23:59:59-23:00"])
def test_a_version_that_no_page_of_ours_sent_replaces_nothing(manager: Person, kept: Made, version: str) -> None:
    write(manager)
    late = post(manager, f"{LIST}/{kept()[0].id}", **{**TYPED, "words": "New."}, version=version)
    assert late.status_code == 409
    assert [one.words for one in kept()] == [TYPED["words"]]


def test_what_a_colleague_deleted_meanwhile_is_not_lost(manager: Person, saira: Person, kept: Made) -> None:
    write(manager)
    address = f"{LIST}/{kept()[0].id}"
    seen = version(saira, address)
    post(manager, f"{address}/delete")
    late = post(saira, address, **{**TYPED, "words": "Long thought."}, version=seen)
    assert late.status_code == 409
    assert "A colleague has deleted this." in late.text
    assert "Long thought." in late.text
    assert next(x.get("action") for x in parsed(late.data).iter("form") if x.get("novalidate") is not None) == NEW


def test_who_is_in_several_teams_says_for_which_one_it_is(person: Made, kept: Made) -> None:
    both = person(roles=[(LUTON, Role.MANAGER), (LUTON_DOOR, Role.SAFEGUARDING), (BEDFORD, Role.OFFICER)])
    refused = post(both, NEW, **TYPED)
    assert refused.status_code == 422
    assert "Choose the team" in refused.text
    assert post(both, NEW, **TYPED, team_code=BEDFORD).status_code == 422, "an officer there writes none"
    assert post(both, NEW, **TYPED, team_code=LUTON_DOOR).status_code == 302
    assert [one.team_code for one in kept()] == [LUTON_DOOR]
    assert "Your teams’ own" in both.get(LIST).text


NOT_THEIRS = {
    "an officer of the team": (LUTON, Role.OFFICER, 403),
    "the auditor of the team": (LUTON, Role.AUDITOR, 403),
    "the manager of another team": (LUTON_DOOR, Role.MANAGER, 404),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING, 404),
    "the administrator": (None, None, 403),
}


@pytest.mark.parametrize("who", NOT_THEIRS)
def test_nobody_else_reads_or_changes_a_teams_texts(
    manager: Person, person: Made, kept: Made, logged: Made, marker: Made, who: str
) -> None:
    words = marker("ours")
    write(manager, words=words)
    (reply,) = kept()
    team, role, status = NOT_THEIRS[who]
    out = person(team, role, name="Kept Out", is_admin=team is None)
    seen = out.get(LIST)
    assert words not in seen.text
    assert seen.status_code == (403 if status == 403 else 200)
    assert ("Saved replies" in out.client.get("/staff/account").text) is (status == 404)
    address = f"{LIST}/{reply.id}"
    assert out.get(address).status_code == status
    assert post(out, address, **TYPED, version=reply.at.isoformat()).status_code == status
    assert post(out, f"{address}/delete").status_code == status
    assert post(out, NEW, **TYPED, team_code=LUTON).status_code in (403, 302)
    assert [one.words for one in kept() if one.team_code == LUTON] == [words]
    assert not [line for line in logged(by=out.id) if line == "saved-reply:changed" and status == 403]


def test_nobody_who_is_not_signed_in_gets_a_page(client: Any) -> None:
    some = f"{LIST}/{uuid.uuid4()}"
    for address in (LIST, NEW, some):
        assert client.get(address).location.startswith("/staff/sign-in")
    for address in (NEW, some, f"{some}/delete"):
        kept = client.post(address, data=TYPED)
        assert kept.status_code == 401
        assert TYPED["words"] in kept.text


def test_nothing_without_a_token(manager: Person, kept: Made) -> None:
    assert manager.client.post(NEW, data=TYPED).status_code == 422
    write(manager)
    address = f"{LIST}/{kept()[0].id}"
    assert manager.client.post(address, data={**TYPED, "words": "New."}).status_code == 422
    manager.client.post(f"{address}/delete")
    assert [one.words for one in kept()] == [TYPED["words"]]


def test_nothing_that_never_was_is_there(manager: Person) -> None:
    some = f"{LIST}/{uuid.uuid4()}"
    assert manager.get(some).status_code == 404
    assert post(manager, f"{some}/delete").status_code == 404


def test_whatever_is_typed_is_kept_as_it_was_typed(manager: Person, kept: Made) -> None:
    for words in ('=HYPERLINK("http://x.example")', "😀 <b>Hello</b>", "میں نے پڑھ لیا۔ ABC 123"):
        write(manager, name=words, words=words)
        page = manager.get(LIST)
        assert words in [text_of(x) for x in parsed(page.data).iter("p")]
    write(manager, name="Nul", words="Hel\x00lo")
    assert "Hello" in [one.words for one in kept()]
