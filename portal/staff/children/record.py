"""One child's record: what matters first, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.casework import contact_log
from portal.casework.chronology import timeline
from portal.directory import hours, snapshot
from portal.register import Child, children, completeness, facts, households, joins, own_words
from portal.register.facts import Address, Adult, Supported
from portal.register.merging import ids_of
from portal.staff.blueprint import bp
from portal.staff.children import ask_first
from portal.staff.children.chronology_wording import worded
from portal.staff.children.fact_words import head, kept_back
from portal.staff.children.frame import framed
from portal.staff.children.household import readable
from portal.staff.children.merge import merges_of
from portal.staff.children.openings import reading
from portal.staff.children.others import Alike, alike
from portal.staff.children.wording import SUPPORTS
from portal.staff.children.writing import writing
from portal.staff.people import members
from portal.staff.wording import KINDS, spoken_day
from portal.storage import db
from portal.submissions import Submission
from portal.web import writes
from portal.web.fields import Choice, SelectField
from portal.web.forms import Form
from portal.words import ChildStatus, Kind

NOBODY = "nobody"
LATEST = 5
"""Entries of the chronology that the overview shows."""
DONE = {
    "made": "The record is begun.",
    "moved": "It is joined to this record now, with all that it brought.",
    "split": "It is taken away from this record, with all that it brought.",
    "assigned": "The officer is changed.",
    "merged": "The two records are one now.",
    "apart": "The two records are apart again.",
    "two": "It is noted that they are two children. Neither is shown as perhaps the other any more.",
    "restricted": "The record is restricted now.",
    "unrestricted": "The team can read the record again.",
}


class OfficerForm(Form):
    """Who looks after the child; the view fills in who can."""

    officer = SelectField("Officer", required="Choose who looks after this child")


class TakeForm(Form):
    """One button."""


@dataclass(frozen=True)
class Due:
    """Something that this record needs: in words, by when, and where it is done."""

    words: str
    href: str
    late: bool = False


@bp.get("/register/<uuid:child_id>")
@needs("child:see")
@writes
def child(child_id: UUID) -> ResponseReturnValue:
    """The overview. Of a record that is part of another one, the one that stands for both."""
    found, me = reading(child_id, "overview"), current_staff()
    return _page(found, me, done=DONE.get(request.args.get("done", "")))


@bp.post("/register/<uuid:child_id>/take")
@needs("child:take")
def take_child(child_id: UUID) -> ResponseReturnValue:
    """Look after this child oneself."""
    found, me = writing(child_id, "child:take"), current_staff()
    if TakeForm().validate_on_submit() and found.assignee_id is None:
        children.assign(found, me.id, me.id, datetime.now(UTC))
    return redirect(url_for("staff.child", child_id=found.id))


@bp.post("/register/<uuid:child_id>/assign")
@needs("child:assign")
def assign_child(child_id: UUID) -> ResponseReturnValue:
    """Say who looks after this child, or that nobody does."""
    found, me = writing(child_id, "child:assign"), current_staff()
    form = _officer_form(found, OfficerForm())
    if not form.validate_on_submit():
        return _page(found, me, officer_form=form), 422
    to = None if form.officer.data == NOBODY else UUID(form.officer.data)
    children.assign(found, to, me.id, datetime.now(UTC))
    return redirect(url_for("staff.child", child_id=found.id, done="assigned"))


def _page(found: Child, me: Staff, done: str | None = None, officer_form: Form | None = None) -> str:
    today = hours.local(datetime.now(UTC)).date()
    rows = facts.rows_of(ids_of(found))
    council = snapshot().council(found.council)
    assert council is not None  # a record belongs to a council of the directory
    now = [row for row in rows if facts.holds_on(row, today)]
    family = households.household(found)
    asking = ask_first.panel(found, me)
    asks = asking["ask_first"] is not None
    same, same_closed = _alike(found, me)
    return framed(
        "staff/children/record.html",
        found,
        dues=_dues(found, me, today),
        support=[_supported(one) for one in facts.held(now, Supported)],
        support_before=[_supported(one) for one in facts.held([row for row in rows if row not in now], Supported)],
        adults=[_adult(one.fact, asks) for one in facts.held(now, Adult)],
        homes=[] if asks else _homes([one.fact for one in facts.held(now, Address)]),
        family=readable(family, me),
        siblings=readable([one for one in households.siblings(found) if one not in family], me),
        maybe_family=readable(households.suggested(found, today), me, counted=False),
        complete=completeness.of(found, council.regime_on(today), today),
        submissions=_joined(found, me),
        officer_form=officer_form
        or (_officer_form(found, OfficerForm.filled({})) if may(me, "child:assign", found) else None),
        take_form=TakeForm.filled({}) if found.assignee_id is None and may(me, "child:take", found) else None,
        same=same,
        same_closed=same_closed,
        merges=merges_of(found),
        latest=worded(timeline(found, me, limit=LATEST).entries, me, asks),
        may_restrict=may(me, "child:restrict", found),
        done=done,
        **asking,
    )


def _alike(found: Child, me: Staff) -> tuple[list[Alike], int]:
    """Records that may be the same child's: asked for who could lay them together, while there is work on the child."""
    return alike(found, me) if found.current and may(me, "child:change", found) else ([], 0)


def _dues(found: Child, me: Staff, today: date) -> list[Due]:
    """What the record needs, what is late first. A record that is not current needs nothing."""
    dues: list[Due] = []
    rating = url_for("staff.child_rating", child_id=found.id)
    if found.current:
        if found.next_review_on is None:
            dues.append(Due("No review is planned. Plan one, or write why none is needed.", rating, late=True))
        elif found.next_review_on < today:
            dues.append(Due(f"The review was due on {spoken_day(found.next_review_on)}.", rating, late=True))
        if found.last_contact_on is None:
            dues.append(Due("Nobody has reached the family yet.", url_for("staff.child_contacts", child_id=found.id)))
        if found.status == ChildStatus.NOT_CONFIRMED:
            words = "Nobody has confirmed yet that the child is home educated."
            dues.append(Due(words, url_for("staff.child_status", child_id=found.id)))
        if found.assignee_id is None:
            dues.append(Due("No officer looks after this child.", "#whose"))
    for step in contact_log.steps_of(found):
        on = step.entry.next_on
        words = f"{step.words} (by {spoken_day(on)})" if on else step.words
        dues.append(Due(words, url_for("staff.child_contacts", child_id=found.id), late=bool(on and on < today)))
    return sorted(dues, key=lambda due: not due.late)


def _adult(one: Adult, asks: bool) -> Adult:
    return Adult.of(dict(kept_back(Adult.topic, one.as_json()))) if asks else one


def _homes(lived: list[Address]) -> list[str]:
    """Where the child lives, each place once. A postcode alone says nothing beside an address that has it."""
    whole = {one.postcode for one in lived if one.lines}
    told = [head(one.topic, one.as_json()) for one in lived if one.lines or one.postcode not in whole]
    return list(dict.fromkeys(told))


def _supported(one: facts.Held[Supported]) -> dict[str, Any]:
    return {
        "words": SUPPORTS.get(facts.Support(one.fact.kind), one.fact.kind),
        "urgent": one.fact.kind in (facts.Support.CHILD_PROTECTION, facts.Support.ENQUIRIES),
        "row": one.row,
        "note": one.fact.note,
    }


def _joined(found: Child, me: Staff) -> list[dict[str, Any]]:
    """What was sent about the child, newest first. A young person's words stand here only for who may read them."""
    rows: list[Any] = [*joins.joined(found), *own_words.views_of(found)]
    sent = [(row, db.session.get_one(Submission, row.submission_id)) for row in rows]
    return [
        {"kind": KINDS[Kind(one.kind)], "submission": one, "row": row, "opens": may(me, "submission:read", one)}
        for row, one in sorted(sent, key=lambda pair: pair[1].received_at, reverse=True)
        if one.kind != Kind.VIEWS or may(me, "submission:read", one)
    ]


def _officer_form(found: Child, form: Any) -> Any:
    could = [
        one
        for one in members([found.team_code])
        if may(one, "child:read", Probe(found.team_code, found.restricted, one.id))
    ]
    form.officer.choices = [*(Choice(str(one.id), one.name) for one in could), Choice(NOBODY, "Nobody, the team")]
    return form
