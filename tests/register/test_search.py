"""Finding children: by each thing that is known of them, only within reach, and in the log without the words."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select

from portal.accounts import Membership, Role, Staff
from portal.audit import AuditLine
from portal.register import Child, blind, children, joins, lookup, merging, search
from portal.register.facts import Address, Identifier, Identity, OtherName, School
from portal.register.models import MatchKey
from portal.register.said import said
from portal.register.search import Found
from portal.register.wanted import Misread, Wanted, understand
from portal.storage import db
from portal.words import ChildStatus, Kind
from tests.support.answers import SHORT_NOTIFICATION
from tests.support.register import LUTON, NOW, OLU, arrived, made, trying

BEDFORD = "bedford/home-education"


def somebody(team: str = LUTON, role: Role = Role.OFFICER) -> Staff:
    staff = Staff(email=f"{uuid.uuid4().hex}@council.example", name="Olu", password="none", active=True, is_admin=False)
    staff.memberships = [Membership(team_code=team, role=role)]
    db.session.add(staff)
    db.session.flush()
    return staff


def found(typed: str | Wanted, me: Staff | None = None, page: int = 1) -> Found:
    return search.search(understand(typed) if isinstance(typed, str) else typed, me or somebody(), page)


def names(found: Found) -> list[str]:
    return [Identity.of(line.child.identity).name for line in found.lines]


def luke() -> Child:
    child = made("Łukasz", "Smith-Jones", "2014-04-03")
    for fact in (
        Address(lines="1 Street", postcode="LU1 2BQ"),
        Identifier(system="upn", value="A123456789012"),
        Identifier(system="mosaic", value="700123"),
        School(name="Icknield High School"),
        OtherName(given="Luke", family="O’Neill"),
    ):
        children.add(child, fact, OLU, NOW)
    return child


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Łukasz Smith-Jones", "name"),
        ("smith jones lukasz", "name"),
        ("lukash smyth", "name sounds alike"),
        ("jones", "name"),
        ("oneill", "another or earlier name"),
        ("luke o'neil", "another or earlier name, name sounds alike"),
        ("3/4/2014", "date of birth"),
        ("3 April 2014", "date of birth"),
        ("2014-04-03", "date of birth"),
        ("03.04.14", "date of birth"),
        ("4/3/2014", "date of birth with day and month the other way round"),
        ("lu12bq", "postcode"),
        ("LU1 2BQ smith", "name, postcode"),
        ("A123456789012", "UPN"),
        ("a 1234 5678 9012".replace(" ", ""), "UPN"),
        ("700123", "number"),
        ("Icknield school", "school"),
        ("Smith 3.4.2014 LU1 2BQ", "name, date of birth, postcode"),
        ("Smith Icknield High School", "name, school"),
    ],
)
def test_a_child_is_found_by_what_is_known_and_it_says_why(app: Flask, typed: str, why: str) -> None:
    with trying(app):
        child = luke()
        made("Quite", "Another", "2009-12-30")
        result = found(typed)
        assert [line.child for line in result.lines] == [child], typed
        assert ", ".join(result.lines[0].reasons) == why
        assert (result.number, result.unread, result.more) == (1, 0, False)


@pytest.mark.parametrize(
    "typed", ["Smith Brown", "Smith 5/4/2014", "LU1 2BQ 4.4.2014", "Icknield school Brown", "B123456789012"]
)
def test_several_things_at_once_narrow_it(app: Flask, typed: str) -> None:
    with trying(app):
        luke()
        assert found(typed).lines == ()


def test_a_reference_of_the_child_or_of_what_was_sent_leads_to_it(app: Flask) -> None:
    with trying(app):
        child = luke()
        submission = arrived(SHORT_NOTIFICATION)
        joined = joins.join(child, submission, 0, OLU, NOW)
        for typed, why in (
            (child.reference, "its reference"),
            (child.reference.lower().replace("-", " "), "its reference"),
            (submission.reference, "the submission"),
            (f"{submission.reference} Smith", "the submission, name"),
        ):
            [line] = found(typed).lines
            assert (line.child, ", ".join(line.reasons)) == (child, why)
        assert found(f"{child.reference} Brown").lines == ()
        assert found(f"{child.reference} {submission.reference}").number == 1
        joins.split(joined, OLU, NOW)
        assert found(submission.reference).number == 0, "it is about somebody else"


@pytest.mark.parametrize("typed", ["C-NTGC-TFQT", "c ntgc tfqt", "CNTGCTFQT"])
def test_a_record_whose_reference_has_no_digit_is_found_by_it_too(typed: str) -> None:
    assert understand(typed) == Wanted(child="C-NTGC-TFQT")


def test_a_young_persons_number_leads_nowhere(app: Flask) -> None:
    with trying(app):
        views = arrived({"called": "Aisha"}, Kind.VIEWS)
        told = said(views)[0]
        children.make(
            told.identity, (), ChildStatus.NOT_CONFIRMED, date(2026, 1, 1), "luton", LUTON, OLU, NOW, (views, 0)
        )
        saira = somebody(role=Role.SAFEGUARDING)
        assert found(views.reference, saira).number == 0
        assert found(Wanted(submission=views.reference), saira).number == 0
        result = found("Aisha", saira)
        assert names(result) == ["Aisha"], "who safeguards finds the record"
        assert found("Aisha") == Found((), 0, 0, False, 1, 1), "nobody else learns that there is one"


def test_what_is_spelled_as_typed_comes_first_then_school_age_then_the_newest(app: Flask) -> None:
    with trying(app):
        for number, (given, family, status) in enumerate(
            [
                ("Old", "Khan", ChildStatus.EHE),
                ("New", "Kahn", ChildStatus.EHE),
                ("Gone", "Khan", ChildStatus.SCHOOL),
                ("Newer", "Khan", ChildStatus.EHE),
            ]
        ):
            made(given, family, None, status, now=NOW - timedelta(days=90 - number))
        assert names(found("Khan")) == ["Newer Khan", "Old Khan", "Gone Khan", "New Kahn"]


def test_words_may_stand_apart_or_together(app: Flask) -> None:
    with trying(app):
        made("Abdulrahman", "Khan")
        made("Abdul Rahim", "Khan")
        assert names(found("Abdul Rahman Khan")) == ["Abdulrahman Khan"]
        assert names(found("Abdulrahim")) == ["Abdul Rahim Khan"]


def test_what_one_may_not_read_is_counted_and_what_is_not_ones_own_is_not_there(app: Flask) -> None:
    with trying(app):
        made("Open", "Khan")
        closed = made("Closed", "Khan", restricted=True)
        made("Other", "Khan", council="bedford")
        me, saira, auditor = somebody(), somebody(role=Role.SAFEGUARDING), somebody(role=Role.AUDITOR)
        result = found("Khan", me)
        assert (names(result), result.number, result.unread) == (["Open Khan"], 1, 1)
        assert set(names(found("Khan", saira))) == {"Open Khan", "Closed Khan"}
        assert (found("Khan", auditor).number, found("Khan", auditor).unread) == (0, 2)
        assert names(found("Khan", somebody(BEDFORD))) == ["Other Khan"]
        assert found(closed.reference, me) == Found((), 0, 1, False, 1, 1)
        assert found(closed.reference, somebody(BEDFORD)).unread == 0
        closed.assignee_id = me.id
        assert set(names(found("Khan", me))) == {"Open Khan", "Closed Khan"}


def test_merged_records_are_found_as_one(app: Flask) -> None:
    with trying(app):
        gone, into = made("Ali", "Khan"), made("Someone", "Else", None)
        merging.merge(gone, into, "The same child.", OLU, NOW)
        children.changed(into)
        for typed in ("Khan", "Else", "Khan Ali", gone.reference, f"{gone.reference} Khan"):
            assert [line.child for line in found(typed).lines] == [into], typed


def test_the_log_has_the_kinds_and_counts_and_never_the_words(app: Flask) -> None:
    with trying(app):
        luke()
        me = somebody()
        found("Smith 3.4.2014 LU1 2BQ", me)
        line = db.session.scalars(select(AuditLine).where(AuditLine.by == me.id)).one()
        assert line.event == "child:searched"
        assert line.facts == {"by_what": "names,born,postcode", "found": 1, "unread": 0, "page": 1}
        assert line.subject_id is None


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        ("😀", Wanted()),
        ("Christina", Wanted(names=("Christina",))),
        ("C-K7MD-39QX", Wanted(child="C-K7MD-39QX")),
        ("ck7md39qx", Wanted(child="C-K7MD-39QX")),
        ("k7md 39qx", Wanted(submission="K7MD-39QX")),
        ("582-904-631", Wanted(number="582904631")),
        ("Khan 1st May 2012", Wanted(names=("Khan",), born=date(2012, 5, 1))),
        ("04/13/2012", Wanted(born=date(2012, 4, 13))),
        ("٣/٤/٢٠١٤", Wanted(born=date(2014, 4, 3))),
        ("J Khan", Wanted(names=("Khan",))),
        ("12 Rose 2014", Wanted(names=("12", "Rose"), number="2014")),
        ("St Mary’s Primary School", Wanted(either=("Marys",))),
        ("Primary School", Wanted(school=("Primary", "School"))),
    ],
)
def test_the_box_understands(typed: str, wanted: Wanted) -> None:
    assert understand(typed) == wanted


@pytest.mark.parametrize("typed", ["31/2/2014", "Khan 0.0.2014", "99 99 2014", "2014-02-30", "1/1/0000"])
def test_a_day_that_is_none_is_said(typed: str) -> None:
    with pytest.raises(Misread, match="is not a date"):
        understand(typed)


@pytest.mark.parametrize(
    "typed", ["\0", " ", "\u200f\u202e", "x" * 10_000, "1 " * 5_000, "=HYPERLINK(1)", "%' OR 1=1 --", "²/³/2014"]
)
def test_any_words_are_searched(app: Flask, typed: str) -> None:
    with trying(app):
        luke()
        wanted = understand(typed)
        if wanted:
            assert found(wanted).number == 0


def _crowd(number: int, given: str, family: str) -> None:
    """Many records of one name, without the acts that make one: only what a search reads."""
    marks = blind.marks_of("luton", [Identity(given=given, family=family, born="2014-04-03")])
    rows, keys = [], []
    for place in range(number):
        child = Child(reference=f"C-{given[:2]}{place:09d}", council="luton", team_code=LUTON, made_by=OLU)
        child.identity = {"given": given, "family": family}
        made_at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=place)
        row: dict[str, Any] = {"id": child.id, "reference": child.reference, "identity_sealed": child.identity_sealed}
        row |= {"council": "luton", "team_code": LUTON, "made_at": made_at, "made_by": OLU, "restricted": False}
        rows.append(row)
        keys += [
            {
                "id": uuid.uuid4(),
                "child_id": child.id,
                "council": "luton",
                "what": what,
                "mark": one,
                "made_at": made_at,
            }
            for what, some in marks.items()
            for one in some
        ]
    db.session.execute(insert(Child), rows)
    db.session.execute(insert(MatchKey), keys)


def test_a_name_that_a_thousand_children_share_is_cut_and_says_so(app: Flask) -> None:
    with trying(app):
        _crowd(lookup.MOST + 50, "Olivia", "Smith")
        rare = made("Xanthe", "Smith", now=datetime(2019, 1, 1, tzinfo=UTC))
        me = somebody()
        result = found("Smith", me)
        assert result.more
        assert (result.number, result.pages) == (lookup.MOST, -(-lookup.MOST // search.PAGE))
        last = found("Smith", me, page=99)
        assert last.page == last.pages
        assert not {line.child.id for line in last.lines} & {line.child.id for line in result.lines}
        assert [line.child for line in found("Smith Xanthe", me).lines] == [rare], "the rarest mark leads"
        assert found("Smith 4/3/2014", me).more, "more than are ever looked at share a birthday as well"


def test_a_search_asks_the_database_no_more_when_there_are_more_children(app: Flask) -> None:
    with trying(app):
        me = somebody()
        made("Ali", "Smith")

        def statements(typed: str) -> int:
            asked: list[str] = []
            listen = lambda *told: asked.append(told[2])  # noqa: E731 - named, to be taken off again
            event.listen(db.engine, "before_cursor_execute", listen)
            try:
                found(typed, me)
            finally:
                event.remove(db.engine, "before_cursor_execute", listen)
            return len(asked)

        found("Smith", me)
        few = statements("Olivia Smith")
        _crowd(100, "Olivia", "Smith")
        assert statements("Olivia Smith") <= few + 2
