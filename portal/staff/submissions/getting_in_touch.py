"""Before anybody dials: what a young person said about being reached, held to by these pages and not only shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import allowed, current_staff, may, needs
from portal.audit import Event
from portal.casework import contact_plan
from portal.casework.contact_plan import ADDRESSES, DANGER, OVERRIDE_LASTS, Came, ContactPlan, Stopped, Way
from portal.casework.models import PlanOverride
from portal.casework.refusals import Refused
from portal.replies import conversations
from portal.staff.blueprint import bp
from portal.staff.children.fact_words import NOT_SHOWN
from portal.staff.people import members
from portal.staff.submissions.care_wording import CAME, MAY_COME, MEANT, NONE_GIVEN, WAYS, WayWords
from portal.staff.submissions.heed import FROM_FAMILIES
from portal.staff.submissions.held import held
from portal.storage import CannotOpen, db
from portal.submissions import Submission
from portal.web import writes
from portal.web.fields import Choice, ChoiceField, LongTextField
from portal.web.forms import Form

SHOWN_LATER = "Shown when you choose a way under “Before you get in touch”."
OF_A_HOME = ("postcode", "address", "address_before", "addresses_too", "new_address", "letter_address")
OF_A_FAMILY = (*OF_A_HOME, "phone", "new_phone", "email", "new_email", "other_parent_contact")
"""The answers that lead to a door, or to somebody behind it."""
WORTH_HIDING = 6
"""Signs. Nobody can dial less, and a shorter answer ("Gran") may well be the whole answer to another question."""


class ChooseForm(Form):
    """One button."""


class ContactedForm(Form):
    """What came of it; the view fills in what can come of this way."""

    came = ChoiceField("What happened?", required="Choose what happened")
    contact_note = LongTextField(
        "In a few words (optional)",
        hint="Everyone who can read this submission can read it.",
        at_most=2000,
        rows=3,
        thing="Your note",
    )


class AgainstForm(Form):
    """Why somebody goes against what a young person asked for."""

    why_against = LongTextField(
        "Why is this needed?",
        hint="Say what may happen to them otherwise. It stays in the history under your name.",
        required="Write why this is needed",
        at_most=1000,
        rows=4,
        thing="Your reason",
    )


@dataclass(frozen=True)
class Row:
    """One way, and why it is stopped; None when it is open. ``against``: this person has decided to go it anyway."""

    way: Way
    words: WayWords
    stopped: str | None
    against: bool


@dataclass(frozen=True)
class Section:
    """What stands under "Before you get in touch". ``rows`` is empty for those who may read and not act."""

    sentences: list[str]
    rows: list[Row]
    has_code: bool
    may_override: bool
    deciders: list[str]
    """The names of those who may decide to go against the plan."""
    form: Form


def section(found: Submission, now: datetime) -> Section | None:
    """The section for the person who is signed in; None for what a parent or a professional sent.

    Raises CannotOpen when the words were tampered with.
    """
    plan, me = contact_plan.plan_for(found), current_staff()
    if plan is None:
        return None
    acts = may(me, "submission:read-restricted", found)
    decided = contact_plan.standing_overrides(found, me.id, now) if acts else {}
    conversation = conversations.of(found.id)
    return Section(
        sentences=plan.sentences,
        rows=[_row(plan, way, words, way in decided) for way, words in WAYS.items()] if acts else [],
        has_code=conversation is not None and conversation.code_key is not None,
        may_override=may(me, "contact:override", found),
        deciders=_deciders(found),
        form=ChooseForm.filled({}),
    )


def sections(found: Submission, asks: bool = False) -> list[dict[str, Any]]:
    """The questions and answers, without a young person's numbers and addresses: so nobody dials one by reflex.
    ``asks``: somebody is to be asked before anybody gets in touch about its child, so a family's stand here as little;
    they are where a contact begins, in the record.

    Raises CannotOpen when the words were tampered with.
    """
    whole: list[dict[str, Any]] = found.said["sections"]
    plan = contact_plan.plan_for(found)
    reaches = _reaches(found) if asks else []
    hidden = [_lines(value) for value in (plan.addresses.values() if plan else reaches) if len(value) >= WORTH_HIDING]
    instead = SHOWN_LATER if plan else NOT_SHOWN
    return [
        {
            **one,
            "rows": [{**row, "answer": [instead]} if _lines(row["answer"]) in hidden else row for row in one["rows"]],
        }
        for one in whole
    ]


@bp.route("/submissions/<uuid:submission_id>/contact/<way>", methods=["GET", "POST"])
@needs("submission:read-restricted")
@writes
def get_in_touch(submission_id: UUID, way: str) -> ResponseReturnValue:
    """The number or address, with all one has to know before using it. Each time it is shown is logged."""
    found, chosen, now = _asked(submission_id, way)
    if request.method == "POST" and not ChooseForm().validate_on_submit():
        return redirect(url_for("staff.submission", submission_id=found.id))
    try:
        standing = contact_plan.show(found, chosen, current_staff().id, now)
    except Stopped as stopped:
        return _stopped(found, chosen, stopped)
    db.session.flush()
    return _contact_page(found, chosen, _contacted_form(found, chosen), standing)


@bp.post("/submissions/<uuid:submission_id>/contact/<way>/done")
@needs("submission:read-restricted")
def got_in_touch(submission_id: UUID, way: str) -> ResponseReturnValue:
    """Write down what came of it."""
    found, chosen, now = _asked(submission_id, way)
    form = _contacted_form(found, chosen, ContactedForm())
    try:
        contact_plan.must_allow(found, chosen, current_staff().id, now)
        if not form.validate_on_submit():
            return render_template(
                "staff/submissions/contact_way.html", **_about(found, chosen), form=form, shown=False
            ), 422
        came, note = Came(form.came.data), form.contact_note.data
        contact_plan.contacted(found, chosen, came, note, current_staff().id, now)
    except Stopped as stopped:
        return _stopped(found, chosen, stopped, form.contact_note.data)
    return redirect(url_for("staff.submission", submission_id=found.id, done="contacted"))


@bp.route("/submissions/<uuid:submission_id>/contact/<way>/against", methods=["GET", "POST"])
@needs("contact:override")
def against(submission_id: UUID, way: str) -> ResponseReturnValue:
    """Decide to go a stopped way, with a reason. The page repeats none of the answers, so it is no look at them."""
    found, chosen, now = _asked(submission_id, way)
    allowed("contact:override", found)
    if contact_plan.why_stopped(found, chosen) is None:
        return redirect(url_for("staff.submission", submission_id=found.id))
    form = AgainstForm()
    if form.validate_on_submit():
        try:
            contact_plan.override(found, chosen, form.why_against.data, current_staff().id, now)
        except Refused as refused:
            form.fail(str(refused), "why_against")
        else:
            return redirect(url_for("staff.get_in_touch", submission_id=found.id, way=chosen))
    page = render_template(
        "staff/submissions/contact_against.html",
        **_about(found, chosen),
        form=form,
        danger=DANGER[chosen],
        hours=int(OVERRIDE_LASTS.total_seconds() // 3600),
    )
    return page, 422 if form.errors or form.is_submitted() else 200


def _asked(submission_id: UUID, way: str) -> tuple[Submission, Way, datetime]:
    """What the address asks for. Aborts with 404 for a way that is none, and as :func:`allowed` does."""
    found = held(submission_id)
    allowed("submission:read-restricted", found)
    chosen = next((one for one in WAYS if one == way), None)
    if chosen is None:
        abort(404)
    return found, chosen, datetime.now(UTC)


def _about(found: Submission, way: Way) -> dict[str, Any]:
    """What stands on every page about a way: nothing that anybody wrote."""
    return {"submission": found, "way": way, "words": WAYS[way]}


def _contact_page(found: Submission, way: Way, form: Form, standing: PlanOverride | None) -> str:
    try:
        plan = contact_plan.plan_for(found)
    except CannotOpen:
        plan = None  # overridden: the person goes on with what another record says
    given = plan.given(way) if plan else None
    meant_for_it = given is not None and given.name == ADDRESSES[way][0] and way is not Way.VISIT
    return render_template(
        "staff/submissions/contact_way.html",
        **_about(found, way),
        form=form,
        shown=True,
        given=given.value if given else None,
        meant=None if meant_for_it else MEANT[given.name] if given else NONE_GIVEN,
        circumstances=plan.circumstances if plan else [],
        standing=standing,
        until=standing.at + OVERRIDE_LASTS if standing else None,
        stopped=contact_plan.why_stopped(found, way),
    )


def _stopped(found: Submission, way: Way, stopped: Stopped, note: str = "") -> ResponseReturnValue:
    """Refused, with the reason and with whoever may decide otherwise. What was typed stays, to be kept as a note."""
    me = current_staff()
    audit.record(Event.SUBMISSION_READ, found, by=me.id, way=str(way), refused=True)
    db.session.commit()  # a refusal keeps nothing, but that somebody tried is kept: the reason repeats an answer
    page = render_template(
        "staff/submissions/contact_stopped.html",
        **_about(found, way),
        reason=str(stopped),
        may_override=may(me, "contact:override", found),
        deciders=_deciders(found),
        note=note,
        form=ChooseForm.filled({}),
    )
    return page, 409


def _contacted_form(found: Submission, way: Way, form: ContactedForm | None = None) -> ContactedForm:
    """The form with what can come of ``way``. Leaving a message is no choice where they did not allow one."""
    made = form or ContactedForm.filled({})
    offered: Iterable[Came] = MAY_COME[way]
    if not _may_leave_message(found):
        offered = [came for came in offered if came is not Came.LEFT_MESSAGE]
    made.came.choices = [Choice(came, CAME[came]) for came in offered]
    return made


def _may_leave_message(found: Submission) -> bool:
    try:
        plan = contact_plan.plan_for(found)
    except CannotOpen:
        return False
    return plan is not None and plan.message_ok == "yes"


def _row(plan: ContactPlan, way: Way, words: WayWords, decided: bool) -> Row:
    stopped = plan.stopped(way)
    return Row(way, words, stopped, against=stopped is not None and decided)


def _deciders(found: Submission) -> list[str]:
    return [one.name for one in members([found.team_code]) if may(one, "contact:override", found)]


def _reaches(found: Submission) -> list[str]:
    """What leads to the family: not a professional's own number, who is rung about the child and not at their home."""
    said: Mapping[str, Any] = found.said["answers"]
    names = OF_A_FAMILY if found.kind in FROM_FAMILIES else OF_A_HOME
    return [str(said[name]) for name in names if said.get(name)]


def _lines(text: str | list[str]) -> list[str]:
    """The lines of an answer, as it was typed or as it is shown."""
    several = text.split("\n") if isinstance(text, str) else text
    return [line.strip() for line in several if line.strip()]
