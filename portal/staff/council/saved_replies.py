"""Saved replies: the ready texts of the portal, to read, and those of one's own teams, to write and change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, needs, reach
from portal.accounts.permissions import Probe
from portal.config import ENGLISH
from portal.directory import snapshot
from portal.pages import Level
from portal.replies import saved
from portal.replies.models import SavedReply
from portal.replies.saved import LONGEST, Meanwhile, Ready
from portal.staff.blueprint import bp
from portal.staff.people import names
from portal.staff.submissions.history import team_name
from portal.staff.wording import LEVELS, language_name, moment
from portal.web.fields import Choice, ChoiceField, LongTextField, SelectField, TextField
from portal.web.forms import Form

DONE = {
    "added": "It is saved. It is offered with every answer to a young person from now on.",
    "changed": "It is saved.",
    "deleted": "It is deleted. Answers that began with it stay as they are.",
}
FIELDS = ("name", "language", "level", "words")


class SavedReplyForm(Form):
    """A text of a team; the view fills in the languages, and the teams where there is a choice."""

    team_code = SelectField("Team", required="Choose the team")
    name = TextField(
        "What is it called?",
        hint="Colleagues choose it by this name. The young person does not see it.",
        required="Write what it is called",
        thing="The name",
        at_most=80,
    )
    language = SelectField("Language", required="Choose the language it is written in")
    level = ChoiceField(
        "Who is it written for?",
        choices=[
            Choice(Level.EASY, "Easy words", hint="Short words, at most 15 in a sentence"),
            Choice(Level.STANDARD, "Standard words", hint="For readers of about 12 and over"),
        ],
        required="Choose who it is written for",
    )
    words = LongTextField(
        "The text",
        hint="Where your colleague has to write something, put a gap in square brackets, like [day]. "
        "Promise no secrecy, and nothing that you cannot keep. Write about no child.",
        required="Write the text",
        at_most=LONGEST,
        rows=8,
    )


@dataclass(frozen=True)
class Own:
    """One of the teams' own texts, in words."""

    id: UUID
    name: str
    team: str
    language: str
    level: str
    words: str
    by: str
    at: datetime


@bp.get("/saved-replies")
@needs("replies:edit")
def saved_replies() -> ResponseReturnValue:
    """The own texts of this person's teams, then those that come with the portal."""
    own = saved.of_teams(_teams())
    known, directory = names(one.by for one in own), snapshot()
    return render_template(
        "staff/council/saved_replies.html",
        own=[
            Own(
                one.id,
                one.name,
                team_name(one.team_code, directory),
                language_name(one.language),
                LEVELS[Level(one.level)],
                one.words,
                known.get(one.by, "Somebody"),
                one.at,
            )
            for one in own
        ],
        several=len(_teams()) > 1,
        shipped=_shipped(),
        done=DONE.get(request.args.get("done", "")),
    )


@bp.get("/saved-replies/new")
@needs("replies:edit")
def new_saved_reply() -> ResponseReturnValue:
    """An empty form."""
    return _page(_offering(SavedReplyForm.filled({"language": ENGLISH, "level": Level.EASY})))


@bp.post("/saved-replies/new")
@needs("replies:edit")
def add_saved_reply() -> ResponseReturnValue:
    """Keep a new text."""
    form = _offering(SavedReplyForm())
    if not form.validate_on_submit():
        return _page(form), 422
    team_code = form.team_code.data if len(_teams()) > 1 else _teams()[0]
    typed = _typed(form)
    if not _has(team_code, typed):  # a second press of the button keeps it once
        saved.add(team_code, typed, current_staff().id, datetime.now(UTC))
    return redirect(url_for("staff.saved_replies", done="added"))


@bp.get("/saved-replies/<uuid:reply_id>")
@needs("replies:edit")
def saved_reply(reply_id: UUID) -> ResponseReturnValue:
    """One text, ready to be changed."""
    reply = _load(reply_id)
    form = _offering(SavedReplyForm.filled({field: getattr(reply, field) for field in FIELDS}), reply)
    return _page(form, reply, reply.at)


@bp.post("/saved-replies/<uuid:reply_id>")
@needs("replies:edit")
def change_saved_reply(reply_id: UUID) -> ResponseReturnValue:
    """Save what was changed. What somebody else deleted meanwhile can be saved as a new one."""
    reply = saved.find(reply_id)
    if reply is None:
        form = _offering(SavedReplyForm())
        form.fail("A colleague has deleted this. Nothing you typed is lost. Save it to keep it as a new one.")
        return _page(form), 409
    _must_be_ours(reply)
    form = _offering(SavedReplyForm(), reply)
    if not form.validate_on_submit():
        return _page(form, reply, _version()), 422
    try:
        saved.change(reply, _typed(form), _version(), current_staff().id, datetime.now(UTC))
    except Meanwhile:
        who = names([reply.by]).get(reply.by, "Somebody")
        form.fail(
            f"{who} changed this on {moment(reply.at)}, while you had it open. Nothing you typed is lost. "
            "Compare it with theirs, then save again: what stands in the form then replaces theirs."
        )
        return _page(form, reply, reply.at, theirs=reply.words), 409
    return redirect(url_for("staff.saved_replies", done="changed"))


@bp.post("/saved-replies/<uuid:reply_id>/delete")
@needs("replies:edit")
def delete_saved_reply(reply_id: UUID) -> ResponseReturnValue:
    """Offer it no more."""
    reply = _load(reply_id)
    form = Form()
    if not form.validate_on_submit():
        return redirect(url_for("staff.saved_reply", reply_id=reply.id))
    saved.delete(reply, current_staff().id)
    return redirect(url_for("staff.saved_replies", done="deleted"))


def _page(
    form: SavedReplyForm, reply: SavedReply | None = None, version: datetime | None = None, theirs: str | None = None
) -> str:
    return render_template(
        "staff/council/saved_reply.html",
        form=form,
        reply=reply,
        version=version.isoformat() if version else "",
        theirs=theirs,
        button=Form.filled({}),
    )


def _load(reply_id: UUID) -> SavedReply:
    """The text, held until this request is over. Aborts with 404 when it is not there or another team's."""
    reply = saved.find(reply_id)
    if reply is None:
        abort(404)
    _must_be_ours(reply)
    return reply


def _must_be_ours(reply: SavedReply) -> None:
    """Aborts with 404 for another team's."""
    allowed("replies:edit", Probe(reply.team_code, restricted=False), known="replies:edit")


def _teams() -> list[str]:
    return sorted(reach(current_staff(), "replies:edit").ordinary)


def _offering(form: SavedReplyForm, reply: SavedReply | None = None) -> SavedReplyForm:
    """The form with the languages of this site, and with a choice of team where there is one to make."""
    languages: tuple[str, ...] = current_app.extensions["portal.languages"]
    kept = () if reply is None or reply.language in languages else (reply.language,)
    form.language.choices = [Choice(code, language_name(code)) for code in (*languages, *kept)]
    if reply is not None or len(_teams()) == 1:
        del form.team_code
    else:
        form.team_code.choices = [Choice(code, team_name(code, snapshot())) for code in _teams()]
    return form


def _typed(form: SavedReplyForm) -> dict[str, Any]:
    return {field: form[field].data for field in FIELDS}


def _has(team_code: str, typed: dict[str, Any]) -> bool:
    return any(all(getattr(one, field) == typed[field] for field in FIELDS) for one in saved.of_teams([team_code]))


def _version() -> datetime:
    """The moment of the version that the page showed; one before them all when it does not say so."""
    try:
        return datetime.fromisoformat(request.form.get("version", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def _shipped() -> list[tuple[Ready, Ready]]:
    """The portal's own texts in English: easy words beside standard ones."""
    easy, standard = (saved.shipped(ENGLISH, level) for level in (Level.EASY, Level.STANDARD))
    return list(zip(easy, standard, strict=True))
