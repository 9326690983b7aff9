"""The page for whoever kept a form and comes back with five words, on this device or on another."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import public
from portal.codes import Audience
from portal.codes.fields import HINT, TOO_MANY_TRIES, WRONG_WORDS, CodeField
from portal.codes.trying import Busy, try_code
from portal.families.forms import FORMS
from portal.families.lock import KEPT_FOR
from portal.journeys import drafts
from portal.journeys.closing import INVALID, REMOVE, go
from portal.journeys.models import Draft
from portal.web.catalogues import lazy_gettext as _l
from portal.web.forms import Form

TOO_MANY = 429

bp = Blueprint("coming_back", __name__, url_prefix="/families")


class ReturnForm(Form):
    """The one question: which five words."""

    code = CodeField(
        _l("Write your five words"),
        hint=HINT,
        required=_l("Write your five words"),
        autocomplete="off",
    )


@bp.route("/return", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """The way back in. What is wrong with the words is never said, for that would say what is right."""
    form, now = ReturnForm(), datetime.now(UTC)
    if request.method != "POST" or not form.validate():
        return _ask(form, now)
    try:
        draft = try_code(Audience.FAMILIES, str(form.code.data), lambda key: _open(key, now), now)
    except Busy:
        form.fail(TOO_MANY_TRIES)
        return _ask(form, now, TOO_MANY)
    if draft is None:
        form.fail(WRONG_WORDS, "code")
        return _ask(form, now)
    journey = FORMS[draft.journey]
    return go(journey, REMOVE if "remove" in request.form else drafts.progress(draft, journey).where())


def _open(key: bytes, now: datetime) -> Draft | None:
    """The form that is kept under ``key``, opened in this browser; its words stay good."""
    draft = drafts.resume_by_code(key, now, FORMS.values())
    if draft is not None:
        drafts.take_up(draft, FORMS[draft.journey], now)
    return draft


def _ask(form: ReturnForm, now: datetime, status: int = INVALID) -> ResponseReturnValue:
    begun = [draft for journey in FORMS.values() if (draft := drafts.current(journey, now))]
    page = render_template(
        "families/return.html",
        form=form,
        kept_for=KEPT_FOR.days,
        closed="closed" in request.args and not form.errors,
        loses=any(not draft.submission_id and not draft.code_key for draft in begun),
    )
    return page, status if form.errors else 200
