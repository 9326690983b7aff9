"""The letter to the school, page by page. Nothing of it is kept: the letter is the answer to the form, and goes into a
draft only when the parent tells the council and sends a copy along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.accounts import public
from portal.directory import snapshot
from portal.directory.chosen import chosen_council, regime_at, regimes_differ, remember_council
from portal.families.journey import CHILDREN, NOTIFY
from portal.families.letter import (
    NOT_ENOUGH,
    Before,
    Letter,
    count_of,
    letter_form,
    without_empty,
)
from portal.families.space import team_card
from portal.families.steps.children import MOST_CHILDREN
from portal.journeys import drafts
from portal.journeys.closing import LOCKED
from portal.journeys.journey import field_names
from portal.journeys.pages import INVALID
from portal.journeys.progress import Progress
from portal.law import drawn
from portal.web.forms import Form
from portal.words import TeamRole

BUTTONS = ("add", "change", "start", "tell", "csrf_token")
"""What a press sends beside the answers."""
COPY_AT_MOST = 4000
"""Characters that the notification's question for a copy takes."""

bp = Blueprint("letter", __name__, url_prefix="/families/letter")
bp.after_request(remember_council)


@bp.route("", methods=["GET", "POST"])
@public
def before() -> ResponseReturnValue:
    """Would a letter work? Where it might not, the page says why, and what does."""
    council = chosen_council()
    regime = regime_at(council)
    form = Before.under(regime)
    if form.validate_on_submit():
        found = form.hindrances()
        if not found:
            return redirect(url_for("letter.write"), 303)
        role = TeamRole.SEND if "special_school" in found else TeamRole.HOME_EDUCATION
        return render_template(
            "families/letter_first.html",
            found={name: drawn(NOT_ENOUGH[name], regime) for name in found},
            sure="yes" in found.values(),
            form=form,
            council=council,
            card=team_card(council, role),
        )
    page = render_template(
        "families/letter.html",
        form=form,
        regime=regime,
        council=council,
        councils=snapshot().councils,
        unsettled=council is None and regimes_differ(),
    )
    return page, INVALID if form.errors else 200


@bp.route("/write", methods=["GET", "POST"])
@public
def write() -> ResponseReturnValue:
    """The few answers that the letter needs, and then the letter."""
    sent: MultiDict[str, str] = request.form
    if request.method != "POST" or "start" in sent:
        return _ask(letter_form(1)(formdata=None), 1)
    if "add" in sent or "change" in sent:
        count = min(count_of(sent) + ("add" in sent), MOST_CHILDREN)
        return _ask(letter_form(count)(formdata=sent), count)
    sent = without_empty(sent)
    count = count_of(sent)
    form = letter_form(count)(formdata=sent)
    if not form.validate():
        return _ask(form, count), INVALID
    letter = Letter.of(form, count, agreed="agreed" in sent)
    if "tell" in sent:
        return _tell(letter)
    return _show(letter, sent)


def _ask(form: Form, count: int) -> str:
    return render_template(
        "families/letter_write.html",
        form=form,
        count=count,
        full=count >= MOST_CHILDREN,
        agreed="agreed" in request.form,
        regime=regime_at(chosen_council()),
    )


def _show(letter: Letter, sent: MultiDict[str, str]) -> str:
    regime = regime_at(chosen_council())
    return render_template(
        "families/letter_done.html",
        form=Form(formdata=None),
        english=letter.english(regime),
        meaning=letter.paragraphs(regime),
        mail=letter.mail(regime),
        regime=regime,
        again=[(name, value) for name, value in sent.items(multi=True) if name not in BUTTONS],
    )


def _tell(letter: Letter) -> ResponseReturnValue:
    """Begin the notification with what the letter says. One that has begun keeps its answers and gets the copy; one
    that has closed here stays closed, and gets it only when the letter is about a child in it: it may be somebody
    else's."""
    now = datetime.now(UTC)
    copy = letter.text(regime_at(chosen_council()))[:COPY_AT_MOST]
    draft = drafts.current(NOTIFY, now)
    closed = False
    if draft and not draft.submission_id and not drafts.put_away(draft):
        made = drafts.progress(draft, NOTIFY)
        births = made.answered("born")
        closed = bool(births) and drafts.is_closed(draft, now)
        if closed and births.isdisjoint(child.born.isoformat() for child in letter.children):
            return redirect(url_for(NOTIFY.endpoint, step=LOCKED), 303)
        made.carried |= {"letter_with": "yes", "letter_copy": copy}
        if "letter_copy" in made.values:
            made.values["letter_copy"] = copy  # an earlier letter was sent along, and this is the one that counts
    else:
        draft, made = drafts.start(NOTIFY, now), _with(letter, copy, now)
    if closed:
        drafts.note(draft, made)
        return redirect(url_for(NOTIFY.endpoint, step=LOCKED), 303)
    drafts.save(draft, made, now)
    return redirect(url_for(NOTIFY.endpoint, step=made.next(), begun=1), 303)


def _with(letter: Letter, copy: str, now: datetime) -> Progress:
    """A new notification that has what the letter says, to be looked over: no page of it is done yet, so it takes a
    person the time of any other. The first page comes next, and its clock starts here."""
    for_all: dict[str, Any] = {
        "school_name": letter.school,
        "last_day": letter.last_day.isoformat() if letter.last_day else None,
        "your_name": letter.parent,
        "letter_with": "yes",
        "letter_copy": copy,
    }
    asked_of_each = {name for step in CHILDREN.steps for name in field_names(step)}
    items = [
        {
            "first_name": child.first_name,
            "last_name": child.last_name,
            "born": child.born.isoformat(),
            **{name: value for name, value in for_all.items() if name in asked_of_each and value},
        }
        for child in letter.children
    ]
    carried = {name: value for name, value in for_all.items() if name not in asked_of_each and value}
    return Progress(NOTIFY, values={CHILDREN.code: items}, carried=carried, begun=now.isoformat())
