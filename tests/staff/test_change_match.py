"""A parent's change names an earlier message: staff see what it may be about, and nothing they may not read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts import Role
from portal.audit import AuditLine, Event
from portal.casework.models import Link
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import BEDFORD, LUTON, LUTON_DOOR, Person
from tests.support.changes import ROBIN, SAM
from tests.support.pages import parsed, text_of

Sent = Callable[..., uuid.UUID]
Stored = Callable[[uuid.UUID], Submission]
BEFORE = datetime(2026, 9, 1, 10, tzinfo=UTC)
FAMILY: dict[str, Any] = {
    "children": [ROBIN, SAM],
    "your_name": "Alex Example",
    "address": "1 Invented Street\nLuton",
    "phone": "01632 960001",
}
NO_MATCH = "There is no earlier parent’s message with it that you may read."


@pytest.fixture
def earlier(sent: Sent, stored: Stored) -> Submission:
    """What the family told Luton in September."""
    return stored(sent(Kind.NOTIFICATION, at=BEFORE, **FAMILY))


@pytest.fixture
def change(sent: Sent) -> Callable[..., uuid.UUID]:
    """``change("K7MD-39QX", born="2015-05-04", ...)``: a change that names a reference and a child."""

    def made(reference: str | None, born: str = ROBIN["born"], **answers: Any) -> uuid.UUID:
        child = {"first_name": "Robin", "last_name": "Invented", "born": born}
        given = {"what_changed": "contact", "children": [child], "earlier_reference": reference, **answers}
        return sent(Kind.CHANGE, **{name: value for name, value in given.items() if value is not None})

    return made


def panel(person: Person, submission_id: uuid.UUID) -> str:
    """What the page says of an earlier message; empty when it says nothing."""
    page = person.page(submission_id)
    assert page.status_code == 200
    sections = [one for one in parsed(page.data).iter("section") if one.get("aria-labelledby") == "earlier"]
    return " ".join(text_of(one) for one in sections)


@pytest.mark.parametrize("typed", ["{}", " {} ", "small", "no dash"])
def test_reference_and_date_of_birth_together_name_the_earlier_message(
    person: Callable[..., Person], earlier: Submission, change: Callable[..., uuid.UUID], typed: str
) -> None:
    written = {"small": earlier.reference.lower(), "no dash": earlier.reference.replace("-", " ")}
    reference = written.get(typed, typed.format(earlier.reference))
    officer, made = person(), change(reference)
    said = panel(officer, made)
    assert f"This may be about {earlier.reference}" in said
    assert "for Robin Invented." in said
    assert f"/staff/submissions/{earlier.id}" in officer.page(made).text


def test_only_what_differs_is_laid_side_by_side(
    person: Callable[..., Person], earlier: Submission, change: Callable[..., uuid.UUID]
) -> None:
    said = panel(
        person(),
        change(
            earlier.reference,
            your_name="ALEX  Example",
            new_address="2 Invented Road",
            phone="01632 960 001",
            new_email="alex@family.example",
        ),
    )
    assert "Address Before: 1 Invented Street Luton Now: 2 Invented Road" in said
    assert "Email Not given before Now: alex@family.example" in said
    assert "Phone" not in said
    assert "Name " not in said


def test_an_address_that_has_to_be_kept_safe_is_not_forgotten_with_the_change(
    person: Callable[..., Person], sent: Sent, stored: Stored, change: Callable[..., uuid.UUID]
) -> None:
    before = stored(sent(Kind.NOTIFICATION, at=BEFORE, **FAMILY, not_to_share_with="Marker Person"))
    said = panel(person(), change(before.reference, new_address="2 Invented Road"))
    assert "It asks you to keep their address from somebody." in said
    assert "Marker Person" not in said
    uncertain = panel(person(), change(before.reference, born="2011-01-01"))
    assert "keep their address" not in uncertain, "a reference alone shows no fact of it"


def test_the_reference_alone_is_uncertain_and_shows_no_fact_of_it(
    person: Callable[..., Person], earlier: Submission, change: Callable[..., uuid.UUID]
) -> None:
    said = panel(person(), change(earlier.reference, born="2011-01-01", new_phone="01632 960777"))
    assert said.startswith("An earlier message Uncertain")
    assert "01632" not in said
    assert "Invented Street" not in said


def test_a_date_of_birth_alone_is_no_match(
    person: Callable[..., Person], earlier: Submission, change: Callable[..., uuid.UUID]
) -> None:
    assert panel(person(), change(None)) == ""
    assert NO_MATCH in panel(person(), change("K7MD-39QX"))
    assert earlier.reference not in panel(person(), change("K7MD-39QX"))


@pytest.mark.parametrize(
    ("roles", "reads"),
    [
        ([(LUTON, Role.OFFICER)], True),
        ([(LUTON, Role.MANAGER)], True),
        ([(LUTON, Role.SAFEGUARDING)], True),
        ([(BEDFORD, Role.OFFICER)], False),
        ([(BEDFORD, Role.OFFICER), (LUTON_DOOR, Role.OFFICER)], False),
        ([(BEDFORD, Role.OFFICER), (LUTON, Role.OFFICER)], True),
        ([(BEDFORD, Role.OFFICER), (LUTON, Role.AUDITOR)], False),
    ],
)
def test_only_who_may_read_the_earlier_message_learns_that_there_is_one(
    person: Callable[..., Person],
    earlier: Submission,
    sent: Sent,
    roles: list[tuple[str, Role]],
    reads: bool,
) -> None:
    council = "luton" if roles[0][0] == LUTON else "bedford"
    children = [{"first_name": "R", "last_name": "E", "born": ROBIN["born"]}]
    there, nowhere = (
        sent(Kind.CHANGE, council, what_changed="contact", children=children, earlier_reference=reference)
        for reference in (earlier.reference, "K7MD-39QX")
    )
    reader = person(roles=roles)
    said = panel(reader, there)
    assert ("This may be about" in said) is reads
    if not reads:
        assert said.replace(earlier.reference, "K7MD-39QX") == panel(reader, nowhere)


def test_a_young_persons_words_and_a_professionals_are_never_matched(
    saira: Person, sent: Sent, stored: Stored, change: Callable[..., uuid.UUID]
) -> None:
    for kind in (Kind.VIEWS, Kind.REFERRAL):
        other = stored(sent(kind, at=BEFORE, **FAMILY))
        made = change(other.reference)
        assert NO_MATCH in panel(saira, made)
        assert str(other.id) not in saira.page(made).text


def test_what_came_later_is_not_earlier(
    person: Callable[..., Person], sent: Sent, stored: Stored, change: Callable[..., uuid.UUID]
) -> None:
    later = stored(sent(Kind.NOTIFICATION, at=datetime.now(UTC) + timedelta(days=1), **FAMILY))
    assert NO_MATCH in panel(person(), change(later.reference))


def test_a_notice_or_a_referral_shows_no_such_panel(person: Callable[..., Person], sent: Sent) -> None:
    for kind in (Kind.NOTIFICATION, Kind.REFERRAL):
        assert panel(person(), sent(kind, earlier_reference="K7MD-39QX", children=[ROBIN])) == ""


def test_comparing_is_a_reading_and_is_logged_once_for_each_time(
    app: Flask, person: Callable[..., Person], earlier: Submission, change: Callable[..., uuid.UUID], logged: Any
) -> None:
    officer, made = person(), change(earlier.reference)
    panel(officer, made)
    assert logged(by=officer.id, about=earlier.id) == [Event.SUBMISSION_READ]
    other = person()
    panel(other, change("K7MD-39QX"))
    assert logged(by=other.id, about=earlier.id) == []
    with app.app_context():
        again = db.session.get(Submission, earlier.id)
        assert again is not None
        assert again.status == "new", "looking at a change is no first look at the notice"
        assert db.session.scalar(select(func.count()).select_from(Link)) == 0, "nothing is linked by itself"
        assert db.session.scalar(select(func.count()).select_from(AuditLine).where(AuditLine.by == officer.id)) == 2


@pytest.mark.parametrize("typed", ["🙂", "=HYPERLINK(1)", "582-904-631", "' or 1=1 --", "ے", "K" * 40, "%"])
def test_whatever_was_typed_as_a_reference_the_page_comes(
    person: Callable[..., Person], earlier: Submission, change: Callable[..., uuid.UUID], typed: str
) -> None:
    assert NO_MATCH in panel(person(), change(typed))


@pytest.mark.usefixtures("earlier")
def test_a_change_without_a_date_of_birth_is_uncertain_at_most(
    person: Callable[..., Person], earlier: Submission, sent: Sent
) -> None:
    made = sent(Kind.CHANGE, what_changed="other", earlier_reference=earlier.reference, children=[{"first_name": "R"}])
    assert "Uncertain" in panel(person(), made)
