"""Writing with a young person: what was written so far, an answer with ready texts, and "needs no answer"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Staff, allowed, current_staff, may, needs
from portal.casework import triage
from portal.config import ENGLISH
from portal.directory import snapshot
from portal.pages import Level
from portal.replies import answering, conversations, saved
from portal.replies.conversations import LONGEST, Wiped
from portal.replies.models import Conversation, Message
from portal.replies.saved import Ready
from portal.signs.danger import because, signs_in
from portal.staff.blueprint import bp
from portal.staff.people import names
from portal.staff.submissions.held import held
from portal.staff.submissions.waits import danger, sentence
from portal.staff.wording import KINDS, LEVELS, ago, language_name, moment
from portal.storage import CannotOpen
from portal.submissions import Submission
from portal.web.catalogues import is_checked
from portal.web.fields import Choice, LongTextField, SelectField
from portal.web.forms import Form
from portal.words import Kind

THEY = "The young person"
LONG_SENTENCE = 20
"""Words. Easy words have 15 at most; a warning over each of 16 would soon be read by nobody."""
_SENTENCE_ENDS = re.compile(r"[.!?:]+\s|\n")

NEWER = (
    "Nothing is sent yet: something new was written here while you had this page open. "
    "Read it below. What you wrote is still in the form."
)
WIPED = "Nothing is sent: the young person has wiped their messages. What you wrote stands below, should you need it."


class AnswerForm(Form):
    """An answer; the view fills in the ready texts that fit this young person."""

    ready_text = SelectField("Begin with a ready text")
    answer = LongTextField(
        "Your answer",
        hint="They read it here with their code. Somebody at home may see it, too.",
        required="Write your answer",
        at_most=LONGEST,
        rows=8,
    )


class NoAnswerForm(Form):
    """Why nothing is owed."""

    why_none = LongTextField(
        "Why does it need no answer?",
        hint="For example: they only wrote “thank you”.",
        required="Write why it needs no answer",
        at_most=1000,
        rows=3,
    )


@dataclass(frozen=True)
class Line:
    """One message: whose, when, its words, whether the other side has read it, and what may speak of danger."""

    who: str
    ours: bool
    at: datetime
    words: str
    read: str
    new: bool
    reasons: list[str]


@dataclass(frozen=True)
class Talk:
    """All there is to see and do in one conversation. Forms are None for who may only read, and where no answer would
    ever be read; ``seen`` is how many messages there are, for finding out whether more came meanwhile."""

    submission_id: UUID
    opens: bool = True
    has_code: bool = True
    lines: tuple[Line, ...] = ()
    seen: int = 0
    language: str = ""
    level: Level = Level.STANDARD
    translates: str | None = None
    learns: str = ""
    wiped_at: datetime | None = None
    waits: str | None = None
    danger: str | None = None
    form: AnswerForm | None = None
    no_answer_form: NoAnswerForm | None = None

    @property
    def reads(self) -> str:
        """What they read, in plain English."""
        return f"They read {language_name(self.language)}, {LEVELS[self.level]}."


@bp.post("/submissions/<uuid:submission_id>/answer")
@needs("submission:answer")
def answer(submission_id: UUID) -> ResponseReturnValue:
    """Send the answer; or put a ready text into it, or show how it looks, and send nothing."""
    found, conversation = _load(submission_id)
    me, now, do = current_staff(), datetime.now(UTC), request.form.get("do", "")
    texts = _ready(conversation, found)
    form = _offering(AnswerForm(), texts)
    if do == "put":
        return _put_in(found, texts, form, me, now)
    if not form.validate_on_submit():
        return _not_yet(found, form)
    if do != "send":
        return _page(found, me, now, form, looked=True)
    if open_gaps := saved.gaps(form.answer.data):
        form.fail(f"There is still something to fill in: {', '.join(open_gaps)}. Write it, or take it out.", "answer")
        return _not_yet(found, form)
    try:
        answering.send(conversation, form.answer.data, _seen(), me.id, now)
    except answering.Meanwhile:
        form.fail(NEWER)
        return _page(found, me, now, form)
    except Wiped:
        form.fail(WIPED)
        return _page(found, me, now, form)
    return redirect(url_for("staff.submission", submission_id=found.id, done="answered"))


@bp.post("/submissions/<uuid:submission_id>/no-answer")
@needs("submission:answer")
def no_answer(submission_id: UUID) -> ResponseReturnValue:
    """Decide that nothing is owed, and say why."""
    found, conversation = _load(submission_id)
    me, now, form = current_staff(), datetime.now(UTC), NoAnswerForm()
    if not form.validate_on_submit():
        return _not_yet(found, form)
    try:
        answering.let_rest(conversation, form.why_none.data, _seen(), me.id, now)
    except answering.Meanwhile:
        form.fail(NEWER)
        return _page(found, me, now, form)
    return redirect(url_for("staff.submission", submission_id=found.id, done="rests"))


def talk(found: Submission, me: Staff, now: datetime) -> Talk | None:
    """What was written by code about ``found``, for a page whose reading is logged; None for what no young person sent.

    For who may answer, their messages count as read from now on.
    """
    if found.kind != Kind.VIEWS:
        return None
    conversation = conversations.of(found.id)
    if conversation is None:
        return Talk(found.id, has_code=False)
    try:
        lines = _lines(conversation, now)
    except CannotOpen as error:
        current_app.logger.error("a sealed value does not open: %s", str(error))
        return Talk(found.id, opens=False)
    answers = may(me, "submission:answer", found)
    if answers:
        conversations.seen_by_staff(conversation, now)
    wiped, since = conversation.wiped_at is not None, conversation.waits_since
    offered = _offering(AnswerForm.filled({}), _ready(conversation, found)) if answers and not wiped else None
    return Talk(
        submission_id=found.id,
        lines=tuple(lines),
        seen=len(lines),
        language=conversation.language,
        level=Level(conversation.level),
        translates=_translates(conversation.language),
        learns=_learns(found),
        wiped_at=conversation.wiped_at,
        waits=sentence(found, since, snapshot(), now) if since else None,
        danger=danger(conversation),
        form=offered,
        no_answer_form=NoAnswerForm.filled({}) if answers and since else None,
    )


def _load(submission_id: UUID) -> tuple[Submission, Conversation]:
    """Both, the first held until this request is over: of two people who answer, one is the second."""
    found = held(submission_id)
    allowed("submission:answer", found)
    conversation = conversations.of(found.id)
    if conversation is None:
        abort(404)
    return found, conversation


def _put_in(found: Submission, texts: list[Ready], form: AnswerForm, me: Staff, now: datetime) -> ResponseReturnValue:
    """The ready text behind what was typed so far: nothing is lost, and the person can move it."""
    chosen = {one.code: one for one in texts}.get(form.ready_text.data or "")
    if chosen is None:
        form.fail("Choose a ready text", "ready_text")
        return _not_yet(found, form)
    form.validate()  # only for the token: an empty answer is none of its errors here
    form.answer.errors = []
    if form.summary_errors:
        return _not_yet(found, form)
    form.answer.data = "\n\n".join(part for part in (form.answer.data, chosen.words) if part)
    form.ready_text.data = None
    return _page(found, me, now, form, put=chosen)


def _page(
    found: Submission, me: Staff, now: datetime, form: Form, looked: bool = False, put: Ready | None = None
) -> ResponseReturnValue:
    """The conversation with what was typed. It shows words, so it is a reading of them; it must not be an error in
    HTTP's sense, for then nothing of that would be kept."""
    triage.read(found, me.id, now)
    shown = talk(found, me, now)
    assert shown is not None  # only young people's submissions have a conversation, and _load found this one's
    typed = ""
    if isinstance(form, AnswerForm):
        typed = form.answer.data
        shown = replace(shown, form=form if shown.form else None)
    elif isinstance(form, NoAnswerForm):
        shown = replace(shown, no_answer_form=form)
    return render_template(
        "staff/submissions/answer.html",
        submission=found,
        kind=KINDS[Kind(found.kind)],
        form=form,
        talk=shown,
        typed=typed,
        looked=looked,
        advice=_advice(typed, shown) if looked else [],
        put=put,
        in_english=_in_english(put) if put else None,
    )


def _not_yet(found: Submission, form: Form) -> ResponseReturnValue:
    """What was typed, with what is wrong. That page repeats no word of theirs and is no reading."""
    page = render_template(
        "staff/submissions/answer.html",
        submission=found,
        kind=KINDS[Kind(found.kind)],
        form=form,
        talk=None,
        is_answer=isinstance(form, AnswerForm),
        seen=_seen(),
    )
    return page, 422


def _seen() -> int:
    """How many messages the page showed that sent this; none when it does not say so."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _lines(conversation: Conversation, now: datetime) -> list[Line]:
    known = names(one.by for one in conversation.messages)
    return [
        Line(
            who=known.get(one.by, "A colleague") if one.by else THEY,
            ours=one.by is not None,
            at=one.at,
            words=one.words,
            read=_read(one, conversation, now),
            new=one.by is None and one.read_at is None,
            reasons=[because(sign) for sign in signs_in(one.words)] if one.by is None else [],
        )
        for one in conversation.messages
    ]


def _read(message: Message, conversation: Conversation, now: datetime) -> str:
    if message.read_at is not None:
        return f"Read on {moment(message.read_at)}" if message.by else f"First read here on {moment(message.read_at)}"
    if message.by is None:
        return ""
    if conversation.wiped_at is not None:
        return "They wiped their messages without having read it"
    return f"Not read yet, {ago(message.at, now)}"


def _learns(found: Submission) -> str:
    if conversations.safe_address(found):
        return "A neutral email tells them that someone has answered."
    return "They come back with their code. No email tells them."


def _translates(language: str) -> str | None:
    if language == ENGLISH:
        return None
    name = language_name(language)
    doubt = "" if is_checked(language) else ", but no professional has checked the translation"
    return f"Ready texts come in {name}{doubt}. What you type goes to them as you type it: nothing translates it."


def _ready(conversation: Conversation, found: Submission) -> list[Ready]:
    return saved.ready(conversation.language, Level(conversation.level), found.team_code)


def _offering(form: AnswerForm, texts: list[Ready]) -> AnswerForm:
    """The form with the ready texts, the first of them in the young person's own language and level."""
    first = texts[0] if texts else None
    form.ready_text.choices = [Choice(one.code, _named(one, first)) for one in texts]
    return form


def _named(one: Ready, first: Ready | None) -> str:
    """What the text is called, and in what it differs from what fits this young person best."""
    unlike = []
    if first and one.level is not first.level:
        unlike.append(LEVELS[one.level])
    if first and one.language != first.language:
        unlike.append(language_name(one.language))
    return " – ".join([f"{one.name} (our own)" if one.own else one.name, *([", ".join(unlike)] if unlike else [])])


def _in_english(put: Ready) -> str | None:
    """What one of the portal's own texts says, for staff who do not read the young person's language."""
    if put.own or put.language == ENGLISH:
        return None
    return next((one.words for one in saved.shipped(ENGLISH, put.level) if one.code == put.code), None)


def _advice(words: str, shown: Talk) -> list[str]:
    """What to look at again before it is sent."""
    advice = [f"There is still something to fill in: {gap}" for gap in saved.gaps(words)]
    long = any(len(part.split()) > LONG_SENTENCE for part in _SENTENCE_ENDS.split(words))
    if long and shown.level is Level.EASY:
        advice.append("Some sentences are long for somebody who reads easy words.")
    return advice
