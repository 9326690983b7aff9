"""Everything that is known of one child, topic by topic, and writing it down, ending it or striking it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs
from portal.casework import ask_first, records
from portal.casework.chronology import hidden_from
from portal.directory import hours
from portal.register import Child, children, facts, statuses
from portal.register.facts import Identity
from portal.register.merging import ids_of
from portal.register.models import ChildFact, StatusChange
from portal.register.refusals import Refused
from portal.staff.blueprint import bp
from portal.staff.children.ask_first import panel
from portal.staff.children.details_forms import (
    BY_CODE,
    TOPICS,
    EndForm,
    StatusForm,
    StrikeForm,
    Topic,
    written,
)
from portal.staff.children.fact_words import REACHES, days, head, kept_back, more, source
from portal.staff.children.frame import framed
from portal.staff.children.openings import reading
from portal.staff.children.wording import STATUSES
from portal.staff.children.writing import writing
from portal.staff.people import names
from portal.staff.wording import spoken_day
from portal.storage import db
from portal.web import writes
from portal.web.forms import Form
from portal.words import ChildStatus

DONE = {
    "written": "It is written down.",
    "ended": "It is noted as over.",
    "corrected": "It is put right. What stood before is struck out, and readable below.",
    "struck": "It is struck out. It stays readable below.",
    "status": "The status is written down.",
}
STAYS = ". Its numbers and addresses stay as they are. If one is wrong: “It never was so”, and write it anew."


@dataclass(frozen=True)
class Shown:
    """A fact in words."""

    row: ChildFact
    head: str
    more: list[tuple[str, str]]
    days: str
    source: str
    over: bool
    by: str
    struck_by: str | None


@dataclass(frozen=True)
class Section:
    """One topic: what holds, what is over, what was struck."""

    topic: Topic
    now: list[Shown]
    before: list[Shown]
    struck: list[Shown]


@bp.get("/register/<uuid:child_id>/details")
@needs("child:see")
@writes
def child_details(child_id: UUID) -> ResponseReturnValue:
    """All that is known, and all that was, topic by topic."""
    child = reading(child_id, "details")
    asking = panel(child, current_staff())
    return framed(
        "staff/children/details.html",
        child,
        **asking,
        sections=list(_sections(child, asks=asking["ask_first"] is not None)),
        history=_statuses(child),
        done=DONE.get(request.args.get("done", "")),
    )


@bp.route("/register/<uuid:child_id>/details/add/<topic>", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_fact(child_id: UUID, topic: str) -> ResponseReturnValue:
    """Write a fact of one topic down. What holds one at a time begins with what is known."""
    child = writing(child_id, "child:change")
    found = BY_CODE.get(topic) or abort(404)

    def act(form: Any, by: UUID, now: datetime) -> None:
        fact = written(found, form)
        if isinstance(fact, Identity):
            children.set_identity(child, fact, by, now)
        else:
            children.add(child, fact, by, now, form.since.data, form.until.data)

    stored = _stored(child, found)
    return _asked(child, found.form, stored, act, f"Add {found.one}", "written", f"topic-{found.code}")


@bp.route("/register/<uuid:child_id>/details/<uuid:fact_id>/end", methods=["GET", "POST"])
@needs("child:change")
@writes
def end_fact(child_id: UUID, fact_id: UUID) -> ResponseReturnValue:
    """It was so, and is over."""
    child, row = _fact(child_id, fact_id)

    def act(form: Any, by: UUID, now: datetime) -> None:
        children.end(child, row, form.until.data, by, now)

    shown = _shown_one(row, ask_first.stops(child))
    return _asked(child, EndForm, {}, act, "It is over", "ended", f"topic-{row.topic}", shown=shown)


@bp.route("/register/<uuid:child_id>/details/<uuid:fact_id>/correct", methods=["GET", "POST"])
@needs("child:change")
@writes
def correct_fact(child_id: UUID, fact_id: UUID) -> ResponseReturnValue:
    """It was written down wrongly. Who the child is has a form of its own, and so has what holds one at a time. Where
    somebody is to be asked first, its numbers and addresses are not asked for, and stay."""
    child, row = _fact(child_id, fact_id)
    asks = ask_first.stops(child)
    topic = BY_CODE.get(row.topic)
    if topic is None or topic.fact.single:
        abort(404)

    def act(form: Any, by: UUID, now: datetime) -> None:
        # what the form does not ask for stays as it was written
        right = topic.fact.of({**_unasked(row, form), **written(topic, form).as_json()})
        since, until = (form.since.data, form.until.data) if "since" in form else (row.since_on, row.until_on)
        children.correct(child, row, right, by, now, since, until)

    stored = {**topic.unfill(dict(row.said)), "since": _iso(row.since_on), "until": _iso(row.until_on)}
    shown = f"Now it says: {_shown_one(row, asks)}{STAYS if asks and row.topic in REACHES else ''}"
    left_out = REACHES.get(row.topic, ()) if asks else ()
    anchor = f"topic-{topic.code}"
    return _asked(child, topic.form, stored, act, "Correct it", "corrected", anchor, shown=shown, left_out=left_out)


@bp.route("/register/<uuid:child_id>/details/<uuid:fact_id>/strike", methods=["GET", "POST"])
@needs("child:change")
@writes
def strike_fact(child_id: UUID, fact_id: UUID) -> ResponseReturnValue:
    """It never was so."""
    child, row = _fact(child_id, fact_id)

    def act(form: Any, by: UUID, now: datetime) -> None:
        children.strike(child, row, by, now, form.why.data)

    shown = _shown_one(row, ask_first.stops(child))
    return _asked(child, StrikeForm, {}, act, "It never was so", "struck", f"topic-{row.topic}", shown=shown)


@bp.route("/register/<uuid:child_id>/status", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_status(child_id: UUID) -> ResponseReturnValue:
    """From which day the child is what."""
    child = writing(child_id, "child:change")

    def act(form: Any, by: UUID, now: datetime) -> None:
        said = {"reason": form.why.data} | ({"to": form.where_to.data} if form.where_to.data else {})
        records.change_status(child, ChildStatus(form.status.data), form.from_on.data, by, now, said)

    return _asked(
        child, StatusForm, {}, act, "Change the status", "status", "statuses", template="staff/children/status.html"
    )


@bp.route("/register/<uuid:child_id>/status/<uuid:row_id>/strike", methods=["GET", "POST"])
@needs("child:change")
@writes
def strike_status(child_id: UUID, row_id: UUID) -> ResponseReturnValue:
    """The child never had this status."""
    child = writing(child_id, "child:change")
    row = db.session.get(StatusChange, row_id)
    if row is None or row.child_id not in ids_of(child):
        abort(404)

    def act(form: Any, by: UUID, now: datetime) -> None:
        records.strike_status(row, child, by, now, form.why.data)

    shown = f"{STATUSES[ChildStatus(row.status)]}, from {spoken_day(row.from_on)}"
    return _asked(child, StrikeForm, {}, act, "It never was so", "struck", "statuses", shown=shown)


def _asked(
    child: Child,
    form_class: type[Form],
    stored: Mapping[str, Any],
    act: Callable[[Any, UUID, datetime], None],
    heading: str,
    done: str,
    anchor: str,
    shown: str | None = None,
    template: str = "staff/children/write.html",
    left_out: tuple[str, ...] = (),
) -> ResponseReturnValue:
    """One form on a page of its own: shown, or done and back to the details. ``left_out``: what it does not ask."""
    form: Any = form_class() if request.method == "POST" else form_class.filled(stored)
    for name in left_out:
        del form[name]
    if request.method == "POST" and form.validate():
        try:
            act(form, current_staff().id, datetime.now(UTC))
        except Refused as refused:
            form.fail(str(refused))
        else:
            return redirect(url_for("staff.child_details", child_id=child.id, done=done, _anchor=anchor))
    page = framed(template, child, form=form, heading=heading, shown=shown, anchor=anchor)
    return (page, 422) if request.method == "POST" else page


def _fact(child_id: UUID, fact_id: UUID) -> tuple[Child, ChildFact]:
    child = writing(child_id, "child:change")
    row = db.session.get(ChildFact, fact_id)
    if row is None or row.child_id not in ids_of(child):
        abort(404)
    return child, row


def _unasked(row: ChildFact, form: Any) -> dict[str, Any]:
    asked = {field.short_name for field in form.answers()} | {"suggested", "exclusion"}
    return {name: value for name, value in row.said.items() if name not in asked}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _stored(child: Child, topic: Topic) -> dict[str, Any]:
    """What the form begins with: for what holds one at a time, what holds now."""
    if not topic.fact.single:
        return {}
    rows = [row for row in facts.rows_of(ids_of(child), topic.code) if row.until_on is None]
    if not rows:
        return {}
    fields = {field.short_name for field in topic.form.filled({}).answers()}
    said = {name: value for name, value in rows[-1].said.items() if name in fields}
    return {name: value for name, value in said.items() if name not in ("source", "source_on", "note")}


def _sections(child: Child, asks: bool) -> Iterator[Section]:
    rows, today = facts.rows_of(ids_of(child), struck=True), hours.local(datetime.now(UTC)).date()
    known = names([*(row.by for row in rows), *(row.struck_by for row in rows)])
    hidden = hidden_from(child, current_staff())
    for topic in TOPICS:
        mine = [
            _shown(row, known, today, asks, row.source_id in hidden)
            for row in reversed(rows)
            if row.topic == topic.code
        ]
        standing = [one for one in mine if one.struck_by is None]
        yield Section(
            topic,
            [one for one in standing if not one.over],
            [one for one in standing if one.over],
            [one for one in mine if one.struck_by is not None],
        )


def _shown(row: ChildFact, known: Mapping[UUID, str], today: date, asks: bool, hidden: bool = False) -> Shown:
    """``asks``: without what leads to the family, as somebody is to be asked first. ``hidden``: it does not say that
    the child told us, as this reader may not know that."""
    said = kept_back(row.topic, row.said) if asks else row.said
    return Shown(
        row=row,
        head=head(row.topic, said),
        more=more(row.topic, said),
        days=days(row.since_on, row.until_on),
        source=source(said, hidden),
        over=row.until_on is not None and row.until_on < today,
        by=known.get(row.by, "Somebody"),
        struck_by=known.get(row.struck_by, "Somebody") if row.struck_by else None,
    )


def _shown_one(row: ChildFact, asks: bool) -> str:
    shown = _shown(row, {}, hours.local(datetime.now(UTC)).date(), asks)
    return f"{shown.head}{f', {shown.days}' if shown.days else ''}"


def _statuses(child: Child) -> list[dict[str, Any]]:
    """The statuses, newest day first, with those that were struck."""
    rows = statuses.changes(ids_of(child), struck=True)
    known = names(row.by for row in rows)
    return [
        {
            "row": row,
            "words": STATUSES[ChildStatus(row.status)],
            "said": row.said or {},
            "by": known.get(row.by, "Somebody"),
        }
        for row in reversed(rows)
    ]
