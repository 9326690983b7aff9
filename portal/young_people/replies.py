"""Coming back with five words: to read what the team answered, to write again, to wipe it all."""

from __future__ import annotations

from datetime import UTC, date, datetime

from babel.dates import format_skeleton
from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts import public
from portal.directory import hours
from portal.journeys import drafts
from portal.replies import conversations, standing, typed, visits
from portal.replies.models import Conversation
from portal.replies.opening import Busy, Opened, try_code
from portal.signs.danger import signs_in
from portal.storage import db
from portal.web.commit import writes
from portal.web.forms import Form
from portal.web.language import current_locale
from portal.young_people.cards import front_door
from portal.young_people.journey import VIEWS
from portal.young_people.leaving import take_nothing_of_a_visit_that_was_left
from portal.young_people.replies_forms import (
    BUSY,
    CLOSED,
    ENOUGH,
    SAYS,
    UNKNOWN,
    CodeForm,
    ReplyForm,
    WriteForm,
    WriteWithCodeForm,
)

bp = Blueprint("replies", __name__, url_prefix="/young-people/replies")
bp.before_request(take_nothing_of_a_visit_that_was_left)


@bp.route("", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """The way in. What is wrong with a code is never said, for that would say what is right."""
    now = datetime.now(UTC)
    if request.method != "POST":
        return _ask(now)
    form = WriteWithCodeForm() if request.form.get("words", "").strip() else CodeForm()
    if not form.validate():
        return _not_taken(form, now)
    try:
        opened = try_code(str(form.code.data), now, to_write=isinstance(form, WriteForm))
    except Busy:
        return _not_taken(form, now, BUSY)
    if opened is Opened.DRAFT:
        draft = drafts.current(VIEWS, now)
        assert draft is not None  # it was made this browser's own just now
        return redirect(url_for("young_people.views", step=drafts.progress(draft, VIEWS).next()), 303)
    conversation = visits.current(now) if opened is Opened.CONVERSATION else None
    if conversation is None:
        return _not_taken(form, now, UNKNOWN)
    return _write(conversation, WriteForm(), now) if isinstance(form, WriteForm) else _go_to_messages()


@bp.route("/messages", methods=["GET", "POST"])
@public
@writes
def messages() -> ResponseReturnValue:
    """What was answered and written so far, and a place to write again."""
    now = datetime.now(UTC)
    conversation = visits.current(now)
    if request.method == "POST":
        return _write(conversation, WriteForm(), now) if conversation else _closed_meanwhile(now)
    name = request.args.get("again", "")
    if conversation is None:  # what was typed here, the page of the code still shows
        return redirect(url_for("replies.enter", closed=1, again=name or None), 303)
    before = typed.find(name, now)
    shown = _messages(conversation, WriteForm.from_before(name, before) if before else WriteForm(), now)
    conversations.seen_by_young_person(conversation, now)
    return shown


@bp.post("/finished")
@public
def finished() -> ResponseReturnValue:
    """Close what is open in this browser. Like leaving, it never meets an error and asks for no token: closing harms
    nobody, and what the database cannot forget now runs out by itself."""
    try:
        visits.end()
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        session.pop(visits.TOKEN, None)
        session.pop(typed.TOKEN, None)
    return _closed()


@bp.route("/wipe", methods=["GET", "POST"])
@public
@writes
def wipe() -> ResponseReturnValue:
    """What wiping does and does not do, and the button for it."""
    now = datetime.now(UTC)
    conversation = visits.current(now)
    if conversation is None:
        return redirect(url_for("replies.enter", closed=1), 303)
    form = Form()
    if request.method == "POST":
        if not form.validate():
            return redirect(url_for("replies.wipe", late=1), 303)
        conversations.wipe(conversation, now)
        visits.end()
        return _closed()
    if "late" in request.args:
        form.validate()  # says that the token was too old
    return render_template("young_people/replies/wipe.html", form=form, short_help=True)


@bp.get("/closed")
@public
def closed() -> str:
    """The same after finishing and after wiping: whoever comes next learns nothing from it."""
    return render_template("young_people/replies/closed.html", short_help=True)


def _ask(now: datetime) -> str:
    """The page of the code, with what this browser sent and was not taken."""
    name = request.args.get("again", "")
    before = typed.find(name, now)
    kind = WriteWithCodeForm if before and any(before.values.get("words", ())) else CodeForm
    form = kind.from_before(name, before) if before else kind()
    return render_template(
        "young_people/replies/enter.html",
        form=form,
        pending=isinstance(form, WriteForm),
        closed="closed" in request.args and not before,
        lost=bool(name) and not before,
        short_help=True,  # so that the question is on the first screen of a phone
    )


def _not_taken(form: ReplyForm, now: datetime, why: str = "", page: str = "replies.enter") -> ResponseReturnValue:
    """Keep what was sent, and go to the page that shows it again."""
    return redirect(url_for(page, again=form.keep(now, why)), 303)


def _closed_meanwhile(now: datetime) -> ResponseReturnValue:
    """The visit ran out while somebody wrote: the words are not lost, and go with the code once it is given again."""
    form = WriteForm()
    if not form.words.data:
        return redirect(url_for("replies.enter", closed=1), 303)
    return _not_taken(form, now, CLOSED)


def _write(conversation: Conversation, form: WriteForm, now: datetime) -> ResponseReturnValue:
    """Take the words, or show them again with what is wrong. The visit goes on either way."""
    why = ""
    if form.validate():
        try:
            conversations.write(conversation, str(form.words.data), now, form.send_key)
        except conversations.TooMany:
            why = ENOUGH
        except conversations.Wiped:  # in another browser, in this very moment
            return _closed_meanwhile(now)
        else:
            typed.drop(form.again.data or "")
            return _go_to_messages(sent=True)
    return _not_taken(form, now, why, "replies.messages")


def _go_to_messages(sent: bool = False) -> ResponseReturnValue:
    return redirect(url_for("replies.messages", sent=1 if sent else None), 303)


def _messages(conversation: Conversation, form: WriteForm, now: datetime) -> str:
    """The page of the messages. Help comes first for whoever wrote of danger, also in words that were not taken."""
    found = standing.standing(conversation, now)
    help_first = found.danger or bool(signs_in(str(form.words.data or ""))) or form.words.errors == [str(SAYS[ENOUGH])]
    return render_template(
        "young_people/replies/messages.html",
        form=form,
        standing=found,
        day=_day,
        help_first=help_first,
        door=front_door(found.council) if help_first else None,
        sent="sent" in request.args and not form.errors,
        short_help=True,
    )


def _closed() -> Response:
    response = redirect(url_for("replies.closed"), 303)
    assert isinstance(response, Response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _day(moment: datetime) -> str:
    """The day in London, in the reader's language: "Tuesday 3 November"."""
    day: date = moment.astimezone(hours.LONDON).date()
    return str(format_skeleton("MMMMEEEEd", day, locale=current_locale()))
