"""Making and changing a record: every act leaves its lines, nothing is overwritten, no word lies open."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.audit import AuditLine
from portal.casework import records
from portal.register import Child, children, facts, joins, statuses
from portal.register.facts import Address, Adult, Identity, OtherName, Support, Supported
from portal.register.models import ChildEvent
from portal.register.refusals import Refused
from portal.register.said import Said
from portal.storage import Model, db
from portal.words import ChildStatus, Kind
from tests.support import answers
from tests.support.register import LUTON, NOW, OLU, TODAY, arrived, dump, made, trying

SAM = uuid.UUID(int=8)


def lines(child: Child) -> list[str]:
    """The audit log's events about this record."""
    wanted = select(AuditLine.event).where(AuditLine.subject_id == child.id)
    return list(db.session.scalars(wanted.order_by(AuditLine.number)))


def history(child: Child) -> list[str]:
    wanted = select(ChildEvent.what).where(ChildEvent.child_id == child.id)
    return list(db.session.scalars(wanted.order_by(ChildEvent.at, ChildEvent.id)))


def test_a_record_by_hand_has_an_own_reference_a_status_and_its_lines(app: Flask) -> None:
    with trying(app):
        child = made(told=[Said(Adult(name="Alex Example", phone="01632 960001"))])
        assert child.reference.startswith("C-")
        assert (child.council, child.team_code, child.listed, child.restricted) == ("luton", LUTON, True, False)
        assert sorted(history(child)) == ["made", "status"]
        assert lines(child) == ["child:made", "child:status"]


def test_each_change_leaves_a_line_in_both_books(app: Flask) -> None:
    with trying(app):
        child = made()
        home = children.add(child, Address(lines="1 Invented Street"), OLU, NOW, date(2026, 1, 5))
        children.end(child, home, date(2026, 6, 1), OLU, NOW)
        wrong = children.add(child, Supported(kind=Support.IN_NEED), OLU, NOW)
        right = children.correct(child, wrong, Supported(kind=Support.EARLY_HELP), OLU, NOW, date(2026, 2, 2))
        children.strike(child, right, OLU, NOW, "It was the cousin.")
        children.assign(child, SAM, OLU, NOW)
        children.restrict(child, "The family is at risk.", OLU, NOW)
        children.unrestrict(child, "They are safe now.", OLU, NOW)
        children.set_identity(child, Identity(given="Robyn", family="Example"), OLU, NOW)
        acts = ["added", "ended", "added", "corrected", "struck", "assigned", "restricted", "unrestricted", "identity"]
        assert sorted(history(child)) == sorted(["made", "status", *acts])
        assert len(lines(child)) == 2 + len(acts)


def test_nothing_is_overwritten(app: Flask) -> None:
    with trying(app):
        child = made()
        row = children.add(child, Address(lines="1 Invented Street"), OLU, NOW)
        children.correct(child, row, Address(lines="11 Invented Street"), OLU, NOW)
        rows = facts.held(facts.rows_of([child.id], "address", struck=True), Address)
        assert sorted((one.fact.lines, one.row.struck_by) for one in rows) == [
            ("1 Invented Street", OLU),
            ("11 Invented Street", None),
        ]
        with pytest.raises(Refused, match="meanwhile"):
            children.correct(child, row, Address(lines="111 Invented Street"), OLU, NOW)


def test_a_name_that_was_is_still_known(app: Flask) -> None:
    with trying(app):
        child = made(given="Robin")
        children.set_identity(child, Identity(given="Robyn", family="Other", born="2015-05-04"), OLU, NOW)
        children.set_identity(child, Identity(given="Robyn", family="Other", born="2015-04-05"), OLU, NOW)
        assert Identity.of(child.identity).born == "2015-04-05", "of one moment the last one counts"
        names = [one.fact for one in facts.held(facts.rows_of([child.id]), OtherName)]
        assert [(one.given, one.family) for one in names] == [("Robin", "Example")]
        before = dump(child)
        children.set_identity(child, Identity(given="Robyn", family="Other", born="2015-04-05"), OLU, NOW)
        assert dump(child) == before


def test_somebody_has_to_stay(app: Flask) -> None:
    with trying(app):
        child = made()
        (row,) = facts.rows_of([child.id], "identity")
        with pytest.raises(Refused, match="who the child is"):
            children.strike(child, row, OLU, NOW, "Wrong.")


def test_days_in_the_wrong_order_are_refused(app: Flask) -> None:
    with trying(app):
        child = made()
        with pytest.raises(Refused, match="before the first"):
            children.add(child, Adult(name="A"), OLU, NOW, date(2026, 2, 2), date(2026, 2, 1))
        row = children.add(child, Adult(name="A"), OLU, NOW, date(2026, 2, 2))
        with pytest.raises(Refused, match="before the first"):
            children.end(child, row, date(2026, 2, 1), OLU, NOW)
        with pytest.raises(Refused, match="too long ago"):
            made(from_on=date(1926, 1, 1))


def test_of_what_holds_one_at_a_time_the_newest_counts_and_one_that_never_was_leaves_the_one_before(app: Flask) -> None:
    with trying(app):
        child = made()
        for plans, since in (("At home", date(2026, 1, 1)), ("A tutor", date(2026, 5, 1))):
            wrong = children.add(child, facts.Provision(plans=plans), OLU, NOW, since)
        assert plans_on(child, date(2026, 4, 30)) == "At home"
        assert plans_on(child, date(2026, 5, 1)) == "A tutor"
        ends = {row.since_on: row.until_on for row in facts.rows_of([child.id], "provision")}
        assert ends == {date(2026, 1, 1): date(2026, 4, 30), date(2026, 5, 1): None}
        children.strike(child, wrong, OLU, NOW, "It was the cousin.")
        assert plans_on(child, date(2026, 5, 1)) == "At home"
        assert [row.until_on for row in facts.rows_of([child.id], "provision")] == [None]


def plans_on(child: Child, day: date) -> str | None:
    found = facts.newest(facts.rows_of([child.id]), facts.Provision, day)
    return found.fact.plans if found else None


def test_twice_is_once(app: Flask) -> None:
    with trying(app):
        child = made()
        children.assign(child, SAM, OLU, NOW)
        children.restrict(child, "The family is at risk.", OLU, NOW)
        before = len(lines(child))
        children.assign(child, SAM, OLU, NOW)
        children.restrict(child, "Again.", OLU, NOW)
        assert len(lines(child)) == before


def test_no_word_about_a_child_lies_open_in_the_database(app: Flask) -> None:
    """Every row of every table as it is stored, against names, places and numbers that are in a full record."""
    with trying(app):
        form = {
            **answers.NOTIFICATION,
            "children": [{**answers.CHILD, "first_name": "Zebedee", "last_name": "Quixworth", "born": "2014-07-19"}],
            "your_name": "Xanthippe Quixworth",
            "address": "77 Ziggurat Lane",
            "postcode": "LU3 1AA",
        }
        (child,) = records.begin_all(arrived(form), LUTON, OLU, NOW)
        children.set_identity(child, Identity(given="Zebulon", family="Quixworth", born="2014-07-18"), OLU, NOW)
        statuses.change(child, ChildStatus.MOVED, TODAY, OLU, NOW, {"to": "Quagmire Council"})
        children.strike(child, facts.rows_of([child.id], "adult")[0], OLU, NOW, "Zounds, a cousin.")
        joins.split_off(
            joins.join(
                made(), arrived({**form, "children": [{**answers.CHILD, "first_name": "Zuleika"}]}), 0, OLU, NOW
            ),
            OLU,
            NOW + timedelta(minutes=1),
        )
        db.session.flush()
        secrets = (
            "zebedee",
            "zebulon",
            "zuleika",
            "quixworth",
            "ziggurat",
            "2014-07-1",
            "lu3 1aa",
            "quagmire",
            "zounds",
        )
        for table in Model.metadata.sorted_tables:
            for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')):
                for name, value in row._mapping.items():
                    plain = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    found = [one for one in secrets if one in plain.casefold()]
                    assert not found, f"{table.name}.{name} holds {found}"


def test_a_form_without_children_makes_no_record(app: Flask) -> None:
    with trying(app):
        assert records.begin_all(arrived({"words": "Nobody."}, Kind.CHANGE), LUTON, OLU, NOW) == []
