"""Coming back with five words: to read what the team answered, to write again, to wipe it all."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from babel.dates import format_skeleton
from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from wtforms.validators import ValidationError

from portal import codes
from portal.accounts import public
from portal.directory import hours
from portal.journeys import drafts
from portal.replies import conversations, standing, visits
from portal.replies.conversations import LONGEST, MOST_A_DAY
from portal.replies.models import Conversation
from portal.replies.opening import Busy, Opened, try_code
from portal.signs.danger import signs_in
from portal.storage import db
from portal.web.catalogues import lazy_gettext as _l
from portal.web.commit import writes
from portal.web.fields import LongTextField, TextField
from portal.web.fields.base import Text
from portal.web.forms import Form
from portal.web.language import current_locale
from portal.young_people.cards import front_door
from portal.young_people.journey import VIEWS

INVALID, TOO_MANY = 422, 429
UNKNOWN = _l("We do not know these words. Check each one and the order they are in.")
BUSY = _l("Too many wrong words were tried on this site. Wait ten minutes, then try again.")
STILL_HERE = _l("Your words are still here. Write your five words to send them.")
ENOUGH = _l(
    "You have sent %(number)s messages in one day, and this page cannot take more. Your words are still here. You can "
    "send them tomorrow.",
    number=MOST_A_DAY,
)
HOLDS_CODE = _l(
    "This looks as if your five words are in it. Please take them out. Whoever knows them can open this page."
)

bp = Blueprint("replies", __name__, url_prefix="/young-people/replies")


class CodeField(TextField):
    """Whatever somebody types. Only the look-up says whether it is a code, and it says no more than that."""

    direction = "ltr"
    capitals = "none"

    def check(self) -> Text | None:
        return None


class CodeForm(Form):
    """The one question: which five words."""

    code = CodeField(
        _l("Write your five words"),
        hint=_l("Small mistakes are okay. So are capital letters. Only the order must be right."),
        required=_l("Write your five words"),
        autocomplete="off",
    )


class WriteForm(Form):
    """What the young person wants to say now."""

    words = LongTextField(
        _l("Write to the team"), required=_l("Write something first"), thing=_l("Your message"), at_most=LONGEST
    )

    def validate_words(self, field: LongTextField) -> None:
        """Whoever reads the message could open the page with the code in it; but a list of animals is no code, so
        there is a way to send it all the same."""
        if codes.holds_code(field.data) and "anyway" not in request.form:
            raise ValidationError(HOLDS_CODE)

    @property
    def key(self) -> str:
        """The same for each press of one form's button, so that its words are kept once."""
        return request.form.get("key", "")[:64] or secrets.token_urlsafe(16)

    @property
    def offers_anyway(self) -> bool:
        """Whether the only thing wrong is that a code seems to be in it."""
        return self.words.errors == [str(HOLDS_CODE)]


class WriteWithCodeForm(CodeForm, WriteForm):
    """Words that were written on a page that had closed: kept here until the code is given once more."""


@bp.route("", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """The way in. What is wrong with a code is never said, for that would say what is right."""
    form = WriteWithCodeForm() if request.form.get("words", "").strip() else CodeForm()
    if request.method != "POST" or not form.validate():
        return _ask(form)
    now = datetime.now(UTC)
    try:
        opened = try_code(str(form.code.data), now, to_write=isinstance(form, WriteForm))
    except Busy:
        form.fail(BUSY)
        return _ask(form, TOO_MANY)
    if opened is Opened.DRAFT:
        draft = drafts.current(VIEWS, now)
        assert draft is not None  # it was made this browser's own just now
        return redirect(url_for("young_people.views", step=drafts.progress(draft, VIEWS).next()), 303)
    conversation = visits.current(now) if opened is Opened.CONVERSATION else None
    if conversation is not None:
        return _write(conversation, form, now) if isinstance(form, WriteForm) else _go_to_messages()
    form.fail(UNKNOWN, "code")
    return _ask(form)


@bp.route("/messages", methods=["GET", "POST"])
@public
@writes
def messages() -> ResponseReturnValue:
    """What was answered and written so far, and a place to write again."""
    now = datetime.now(UTC)
    conversation = visits.current(now)
    if request.method == "POST":
        return _write(conversation, WriteForm(), now) if conversation else _closed_meanwhile()
    if conversation is None:
        return redirect(url_for("replies.enter", closed=1), 303)
    shown = _messages(conversation, WriteForm(), now)
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
    if form.validate_on_submit():
        conversations.wipe(conversation, now)
        visits.end()
        return _closed()
    return render_template("young_people/replies/wipe.html", form=form), INVALID if form.errors else 200


@bp.get("/closed")
@public
def closed() -> str:
    """The same after finishing and after wiping: whoever comes next learns nothing from it."""
    return render_template("young_people/replies/closed.html")


def _ask(form: Form, status: int = INVALID) -> ResponseReturnValue:
    """The page of the code. What was typed stands only in the answer to the press of its button."""
    page = render_template(
        "young_people/replies/enter.html",
        form=form,
        pending=isinstance(form, WriteForm),
        closed="closed" in request.args and not form.errors,
        short_help=True,  # so that the question is on the first screen of a phone
    )
    return page, status if form.errors else 200


def _closed_meanwhile() -> ResponseReturnValue:
    """The visit ran out while somebody wrote: the words are not lost, and go with the code once it is given again."""
    form = WriteWithCodeForm()
    if not form.words.data:
        return redirect(url_for("replies.enter", closed=1), 303)
    form.validate()
    form.code.errors = []
    form.form_errors = [str(STILL_HERE)]
    return _ask(form)


def _write(conversation: Conversation, form: WriteForm, now: datetime) -> ResponseReturnValue:
    """Take the words, or show them again with what is wrong. The visit goes on either way."""
    if form.validate():
        try:
            conversations.write(conversation, str(form.words.data), now, form.key)
        except conversations.TooMany:
            form.fail(ENOUGH, "words")
        except conversations.Wiped:  # in another browser, in this very moment
            return _closed_meanwhile()
        else:
            return _go_to_messages(sent=True)
    db.session.commit()
    return _messages(conversation, form, now), INVALID


def _go_to_messages(sent: bool = False) -> ResponseReturnValue:
    return redirect(url_for("replies.messages", sent=1 if sent else None), 303)


def _messages(conversation: Conversation, form: WriteForm, now: datetime) -> str:
    """The page of the messages. Help comes first for whoever wrote of danger, also in words that were not taken."""
    found = standing.standing(conversation, now)
    help_first = found.danger or bool(signs_in(str(form.words.data or ""))) or form.words.errors == [str(ENOUGH)]
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
