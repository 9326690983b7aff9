"""The contact log of one child: what was written, writing it at a desk or on a doorstep, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import Staff, current_staff, may, needs
from portal.audit import Event
from portal.casework import ask_first, contact_log
from portal.casework.ask_first import Stopped
from portal.casework.chronology import Place
from portal.casework.contact_log import Contact, Step, Way, Whom
from portal.casework.models import ContactEntry
from portal.casework.refusals import Refused
from portal.directory import hours
from portal.register import Child
from portal.register.facts import Address, Adult, held, holds_on, rows_of
from portal.register.merging import ids_of
from portal.staff.blueprint import bp
from portal.staff.children.ask_first import panel, whom_to_ask
from portal.staff.children.contact_forms import (
    BeginForm,
    ContactForm,
    CorrectForm,
    QuickForm,
    StepForm,
    StrikeForm,
    answers_of,
)
from portal.staff.children.contact_wording import CAME_SHORT, HEALTH, VIEWS, WAYS, WHOM
from portal.staff.children.frame import framed
from portal.staff.children.openings import reading
from portal.staff.children.writing import writing
from portal.staff.people import members, names
from portal.storage import CannotOpen, db
from portal.web import writes
from portal.web.forms import Form

PAGE = 20
DONE = {
    "written": "It is in the contact log.",
    "told": "It is in the contact log, and those who safeguard are told by email.",
    "struck": "It is struck out.",
    "anew": "It is written anew, and the old one is struck out.",
    "anew-told": "It is written anew, the old one is struck out, and those who safeguard are told by email.",
    "step": "That step is done.",
}


@dataclass(frozen=True)
class Line:
    """One contact as the page shows it. ``contact`` None: its words do not open."""

    entry: ContactEntry
    way: str
    came: str
    contact: Contact | None
    who: str
    whom: str
    views: str | None
    health: str | None
    whose: str | None
    unasked: bool
    struck: str | None


@bp.get("/register/<uuid:child_id>/contacts")
@needs("child:see")
@writes
def child_contacts(child_id: UUID) -> ResponseReturnValue:
    """What was written, newest first, and above it what is still to do."""
    child, me = reading(child_id, "contacts"), current_staff()
    before = Place.read(request.args.get("before", ""))
    found = contact_log.entries(child, PAGE + 1, (before.on, before.at, before.row_id) if before else None)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return framed(
        "staff/children/contacts.html",
        child,
        **panel(child, me),
        lines=worded(found[:PAGE]),
        steps=[] if before else _steps(contact_log.steps_of(child)),
        step_form=StepForm.filled({}),
        may_ask_first=may(me, "child:ask-first", child),
        first=url_for("staff.child_contacts", child_id=child.id) if before else None,
        next=url_for("staff.child_contacts", child_id=child.id, before=str(Place(last.on, last.at, last.id, 1)))
        if last
        else None,
        done=DONE.get(request.args.get("done", "")),
    )


@bp.route("/register/<uuid:child_id>/contacts/new", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_contact_new(child_id: UUID) -> ResponseReturnValue:
    """Write a contact down, in full."""
    child, me = writing(child_id, "child:change"), current_staff()
    form = ContactForm() if request.method == "POST" else ContactForm.filled(_begun())
    form.offer(_people(child), me)
    if request.method == "GET":
        return _form_page(child, form)
    if not (form.validate_on_submit() and form.agrees()):
        return _form_page(child, form), 422
    return _write(child, form, form.contact(me), lambda **more: _form_page(child, form, **more))


@bp.route("/register/<uuid:child_id>/contacts/doorstep", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_contact_quick(child_id: UUID) -> ResponseReturnValue:
    """Write a visit of today down in five taps, on a phone."""
    child, me = writing(child_id, "child:change"), current_staff()
    form = QuickForm() if request.method == "POST" else QuickForm.filled({})
    if request.method == "GET":
        return _quick_page(child, form)
    if not form.validate_on_submit():
        return _quick_page(child, form), 422
    return _write(child, form, form.contact(me, _today()), lambda **more: _quick_page(child, form, **more))


@bp.route("/register/<uuid:child_id>/contacts/begin", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_contact_begin(child_id: UUID) -> ResponseReturnValue:
    """Before somebody dials or sets out: where the way leads, or that it is stopped."""
    child, me, now = writing(child_id, "child:change", "begin"), current_staff(), datetime.now(UTC)
    form = BeginForm() if request.method == "POST" else BeginForm.filled({})
    if not form.validate_on_submit():
        page = framed("staff/children/contact_begin.html", child, form=form, **panel(child, me))
        return page if request.method == "GET" else (page, 422)
    way, with_child = Way(form.how.data), form.who.data == "child"
    try:
        agreed = ask_first.must_allow(child, way, with_child, me, now)
    except Stopped as stopped:
        _tried(child, me, way)
        page = framed(
            "staff/children/contact_stopped.html", child, way=WAYS[way], **_stop(child, me, stopped), begin=True
        )
        return page, 409
    audit.record(Event.CHILD_READ, child, by=me.id, page="begin", way=str(way), agreed=agreed is not None)
    return framed(
        "staff/children/contact_way.html",
        child,
        way=WAYS[way],
        rows=leads_to(child, way),
        agreed=agreed is not None,
        write=url_for(
            "staff.child_contact_new", child_id=child.id, way=str(way), whom="child" if with_child else "parent"
        ),
    )


@bp.route("/register/<uuid:child_id>/contacts/<uuid:entry_id>/correct", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_contact_correct(child_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Write an entry anew; the old one is struck out."""
    child, me, entry = _entry(child_id, entry_id)
    if request.method == "GET":
        try:
            before = Contact.of(entry)
        except CannotOpen:  # the log says so; it can be struck out, and written down once more
            return _back(child)
        if entry.struck_at is not None:
            return _back(child)
        form = CorrectForm.filled(answers_of(before))
        form.offer(_people(child), me)
        if entry.next_by == me.id:
            form.next_by.data = None
        return _form_page(child, form, correcting=entry)
    form = CorrectForm()
    form.offer(_people(child), me)
    if form.validate_on_submit() and form.agrees():
        try:
            told = ask_first.write_anew(
                entry, child, form.contact(me), form.why_anew.data, me, datetime.now(UTC), _key()
            )
        except Refused as refused:
            form.fail(str(refused))
        else:
            return _back(child, "anew-told" if told else "anew")
    return _form_page(child, form, correcting=entry), 422


@bp.route("/register/<uuid:child_id>/contacts/<uuid:entry_id>/strike", methods=["GET", "POST"])
@needs("child:change")
@writes
def child_contact_strike(child_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Strike an entry out."""
    child, me, entry = _entry(child_id, entry_id)
    form = StrikeForm() if request.method == "POST" else StrikeForm.filled({})
    if form.validate_on_submit():
        contact_log.strike(entry, child, form.why_struck.data, me.id, datetime.now(UTC))
        return _back(child, "struck")
    page = framed("staff/children/contact_strike.html", child, form=form, line=worded([entry])[0])
    return page if request.method == "GET" else (page, 422)


@bp.post("/register/<uuid:child_id>/contacts/<uuid:entry_id>/done")
@needs("child:change")
def child_step_done(child_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """The next step of a contact is done."""
    child, me, entry = _entry(child_id, entry_id)
    if not StepForm().validate_on_submit():
        return _back(child)
    contact_log.step_done(entry, child, me.id, datetime.now(UTC))
    return _back(child, "step")


def worded(found: list[ContactEntry]) -> list[Line]:
    """Contacts in words, with names."""
    known = names([*(one.by for one in found), *(one.next_by for one in found)])
    return [_line(one, known) for one in found]


def _line(entry: ContactEntry, known: dict[UUID, str]) -> Line:
    try:
        contact: Contact | None = Contact.of(entry)
        said: dict[str, Any] = entry.said
    except CannotOpen:
        contact, said = None, {}
    return Line(
        entry=entry,
        way=WAYS[Way(entry.way)],
        came=CAME_SHORT[contact.came] if contact else "",
        contact=contact,
        who=known.get(entry.by, "Somebody"),
        whom=", ".join(WHOM[one] for one in contact.whom) if contact else "",
        views=VIEWS[contact.views] if contact and contact.views else None,
        health=HEALTH[contact.health] if contact and contact.health else None,
        whose=(known.get(entry.next_by, "Somebody") if entry.next_by else "The team") if entry.next_on else None,
        unasked=bool(said.get("unasked")),
        struck=str(said.get("struck", "")) if entry.struck_at else None,
    )


def _steps(found: list[Step]) -> list[dict[str, Any]]:
    known, today = names(one.entry.next_by for one in found), _today()
    return [
        {
            "entry": one.entry,
            "words": _step_words(one),
            "whose": known.get(one.entry.next_by, "Somebody") if one.entry.next_by else "Nobody yet",
            "late": one.entry.next_on is not None and one.entry.next_on < today,
        }
        for one in found
    ]


def _step_words(step: Step) -> str:
    try:
        return step.words
    except CannotOpen:
        return "The words do not open. They were changed, or the key is missing."


def _write(child: Child, form: Any, contact: Contact, again: Any) -> ResponseReturnValue:
    """Write it down and go on; or show all that was typed again, with why it is stopped."""
    me, now = current_staff(), datetime.now(UTC)
    try:
        entry = ask_first.write_down(child, contact, me, now, _key(), happened=bool(form.happened.data))
    except Stopped as stopped:
        _tried(child, me, contact.way)
        return again(stopped=True, **_stop(child, me, stopped)), 409
    except Refused as refused:
        form.fail(str(refused))
        return again(), 422
    return _back(child, "told" if entry.said.get("unasked") else "written")


def _stop(child: Child, me: Staff, stopped: Stopped) -> dict[str, Any]:
    return {"reasons": stopped.reasons, **whom_to_ask(child, me)}


def _tried(child: Child, me: Staff, way: Way) -> None:
    """A refusal keeps nothing; that somebody tried is kept."""
    db.session.rollback()
    audit.record(Event.CHILD_READ, child, by=me.id, page="begin", way=str(way), refused=True)
    db.session.commit()


def _form_page(child: Child, form: Form, correcting: ContactEntry | None = None, **more: Any) -> str:
    me = current_staff()
    about = {"key": _key() or uuid4(), "correcting": correcting, "stopped": False, **panel(child, me), **more}
    return framed("staff/children/contact_form.html", child, form=form, **about)


def _quick_page(child: Child, form: Form, **more: Any) -> str:
    about = {"key": _key() or uuid4(), "stopped": False, **panel(child, current_staff()), **more}
    return framed("staff/children/contact_quick.html", child, form=form, **about)


def _begun() -> dict[str, Any]:
    """What the page before knew already, and that most is written down on the same day."""
    way, whom = request.args.get("way", ""), request.args.get("whom", "")
    return {
        "on": _today().isoformat(),
        "way": way if way in set(Way) else None,
        "whom": [whom] if whom in set(Whom) else [],
    }


def leads_to(child: Child, way: Way) -> list[dict[str, str]]:
    """The numbers or addresses that a way leads to, as the record has them today."""
    today, rows = _today(), [row for row in rows_of(ids_of(child)) if holds_on(row, _today())]
    found = []
    for one in held(rows, Adult):
        lead = {Way.PHONE: one.fact.phone, Way.TEXT: one.fact.phone, Way.EMAIL: one.fact.email}.get(
            way, one.fact.address
        )
        asks = "They asked to be written to, and not rung or visited." if one.fact.writing_only else ""
        if lead or asks:
            found.append({"who": one.fact.name, "lead": lead, "asks": asks})
    if way in (Way.LETTER, Way.VISIT_HOME):
        for place in held(rows, Address):
            if holds_on(place.row, today):
                lines = "\n".join(filter(None, (place.fact.lines, place.fact.postcode)))
                found.append({"who": "Where the child lives", "lead": lines, "asks": ""})
    return found


def _entry(child_id: UUID, entry_id: UUID) -> tuple[Child, Staff, ContactEntry]:
    child = writing(child_id, "child:change", "contacts")
    found = contact_log.entry_of(child, entry_id)
    if found is None:
        abort(404)
    return child, current_staff(), found


def _people(child: Child) -> list[Staff]:
    return [one for one in members([child.team_code]) if may(one, "child:change", child)]


def _key() -> UUID | None:
    """What the form was given when it was drawn."""
    try:
        return UUID(request.form.get("key", ""))
    except ValueError:
        return None


def _today() -> date:
    return hours.local(datetime.now(UTC)).date()


def _back(child: Child, done: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("staff.child_contacts", child_id=child.id, done=done))
