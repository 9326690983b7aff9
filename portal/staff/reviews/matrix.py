"""The council's matrix: reading it, changing it, its history, and what another one would suggest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import allowed, current_staff, may, needs, reach
from portal.accounts.permissions import Probe
from portal.audit import Event
from portal.directory import Council, hours, snapshot
from portal.register.facts import identity_shown
from portal.reviews.inputs import INPUTS
from portal.reviews.matrix import Matrix, matrix_from
from portal.reviews.models import MatrixVersion
from portal.reviews.versions import MatrixMeanwhile, SameMatrix, change, current, versions
from portal.reviews.whatif import MOST, WhatIf, what_if
from portal.staff.blueprint import bp
from portal.staff.children.wording import RATINGS
from portal.staff.council.contacts import number_of
from portal.staff.people import names
from portal.staff.reviews.matrix_form import BANDS, UNITS, MatrixForm, WhatIfForm, filled_from, matrix_of
from portal.staff.wording import moment
from portal.web.forms import Form
from portal.words import Rating

SHOWN = 200
"""Children listed who would change; the others are counted."""
DONE = {
    "saved": "Saved. It suggests from now on. No rating and no review was changed by it.",
    "same": "That is how it is already, so nothing was changed.",
}


@bp.get("/matrix")
@needs("matrix:read")
def matrices() -> ResponseReturnValue:
    """The councils whose matrix this person may read; the only one at once."""
    mine = [one for one in snapshot().councils if may(current_staff(), "matrix:read", _thing(one.code))]
    if len(mine) == 1:
        return redirect(url_for("staff.matrix", council_code=mine[0].code))
    return render_template("staff/reviews/matrices.html", councils=mine)


@bp.get("/matrix/<council_code>")
@needs("matrix:read")
def matrix(council_code: str) -> ResponseReturnValue:
    """What counts now, line by line, and all that counted before."""
    council = _council("matrix:read", council_code)
    before = versions(council.code)
    known = names(row.by for row in before)
    return render_template(
        "staff/reviews/matrix.html",
        council=council,
        matrix=current(council.code),
        inputs=[one for one in INPUTS.values()],
        units=UNITS,
        ratings=RATINGS,
        history=[(row, known.get(row.by, "Somebody") if row.by else None, _changes(before, row)) for row in before],
        may_edit=may(current_staff(), "matrix:edit", _thing(council.code)),
        may_try=_may_try(council.code),
        done=DONE.get(request.args.get("done", "")),
    )


@bp.get("/matrix/<council_code>/change")
@needs("matrix:edit")
def edit_matrix(council_code: str) -> ResponseReturnValue:
    """The matrix, ready to be changed."""
    council = _council("matrix:edit", council_code)
    now = current(council.code)
    return _edit_page(council, MatrixForm.filled(filled_from(now)), now.number)


@bp.post("/matrix/<council_code>/change")
@needs("matrix:edit")
def change_matrix(council_code: str) -> ResponseReturnValue:
    """Let what was typed count from now on; or show what is wrong with it."""
    council, form = _council("matrix:edit", council_code), MatrixForm()
    seen = number_of(request.form.get("version"))
    good = form.validate_on_submit()
    wanted = matrix_of(form, current(council.code))
    if not good or wanted is None:
        return _edit_page(council, form, seen), 422
    try:
        why: Any = form["why"]
        change(council.code, wanted.as_json(), seen, why.data, current_staff().id, datetime.now(UTC))
    except SameMatrix:
        return redirect(url_for("staff.matrix", council_code=council.code, done="same"), 303)
    except MatrixMeanwhile as meanwhile:
        latest = meanwhile.latest
        who = names([latest.by]).get(latest.by, "Somebody") if latest.by else "The portal"
        form.fail(
            f"{who} changed this on {moment(latest.at)}, while you had it open: “{latest.why}”. Nothing you typed is "
            "lost. Compare it with what counts now, below, then save again: what stands in the form then replaces it."
        )
        return _edit_page(council, form, latest.number, theirs=matrix_from(latest.said, latest.number)), 409
    return redirect(url_for("staff.matrix", council_code=council.code, done="saved"), 303)


@bp.get("/matrix/<council_code>/what-if")
@needs("matrix:what-if")
def what_if_matrix(council_code: str) -> ResponseReturnValue:
    """Other points and bands to try: those that count now to begin with."""
    council = _to_try(council_code)
    return _what_if_page(council, WhatIfForm.filled(filled_from(current(council.code))))


@bp.post("/matrix/<council_code>/what-if")
@needs("matrix:what-if")
def try_matrix(council_code: str) -> ResponseReturnValue:
    """Whom another matrix would suggest something else for. Nothing is saved but a line in the audit log."""
    council, form, me = _to_try(council_code), WhatIfForm(), current_staff()
    now = current(council.code)
    good = form.validate_on_submit()
    wanted = matrix_of(form, now)
    if not good or wanted is None:
        return _what_if_page(council, form), 422
    today = hours.local(datetime.now(UTC)).date()
    found = what_if(reach(me, "matrix:what-if"), reach(me, "child:read"), council.code, now, wanted, today)
    audit.record(
        Event.WHAT_IF_READ,
        by=me.id,
        council=council.code,
        looked_at=found.looked_at,
        changes=len(found.changes) + found.hidden_changes,
    )
    return _what_if_page(council, form, found)


def _edit_page(council: Council, form: Form, version: int, theirs: Matrix | None = None) -> str:
    return render_template(
        "staff/reviews/matrix_edit.html",
        council=council,
        form=form,
        version=version,
        inputs=list(INPUTS.values()),
        bands=range(1, BANDS + 1),
        ratings=list(Rating),
        theirs=theirs,
        rating_words=RATINGS,
    )


def _what_if_page(council: Council, form: Form, found: WhatIf | None = None) -> str:
    changes = found.changes if found else []
    return render_template(
        "staff/reviews/what_if.html",
        council=council,
        form=form,
        inputs=list(INPUTS.values()),
        bands=range(1, BANDS + 1),
        found=found,
        most=MOST,
        table=_table(found) if found else [],
        changes=[(one, identity_shown(one.child).name) for one in changes[:SHOWN]],
        more=max(0, len(changes) - SHOWN),
        rating_words=RATINGS,
    )


def _table(found: WhatIf) -> list[tuple[Rating, Rating, int]]:
    """From what to what, and how many; those that stay last. Only colours: nothing else is ever suggested."""
    order = list(Rating)
    rows = [(was, would, number) for (was, would), number in found.from_to.items()]
    return sorted(rows, key=lambda row: (row[0] == row[1], order.index(row[0]), order.index(row[1])))


def _changes(rows: list[MatrixVersion], row: MatrixVersion) -> list[str]:
    """What one version says otherwise than the one before it, in words."""
    before = next((one for one in rows if one.number == row.number - 1), None)
    if before is None:
        return []
    old, new = matrix_from(before.said), matrix_from(row.said)
    told = [
        f"{INPUTS[code].words}: {old.points.get(code, 0)} → {new.points.get(code, 0)} points"
        for code in INPUTS
        if old.points.get(code, 0) != new.points.get(code, 0)
    ]
    told += [
        f"{INPUTS[code].words}: {old.within.get(code, 0)} → {new.within.get(code, 0)} {one.unit}"
        for code, one in INPUTS.items()
        if one.unit and old.within.get(code) != new.within.get(code)
    ]
    told += [
        f"{INPUTS[code].words}: {'always red now' if code in new.always_red else 'not always red any more'}"
        for code in sorted(old.always_red ^ new.always_red)
    ]
    if old.bands != new.bands:
        told.append(f"Bands: {_bands(old)} → {_bands(new)}")
    told += [f"Another text for {RATINGS[one].lower()}" for one in Rating if old.texts[one] != new.texts[one]]
    told += [
        f"First review, {RATINGS[one].lower()}: {old.first_months[one]} → {months} months"
        for one, months in new.first_months.items()
        if old.first_months[one] != months
    ]
    if old.concern_days != new.concern_days:
        told.append(f"New concerns: {old.concern_days} → {new.concern_days} working days")
    return told


def _bands(said: Matrix) -> str:
    return "; ".join(f"{one.words}: {RATINGS[one.rating].lower()}, {one.months} months" for one in said.bands)


def _council(permission: str, code: str) -> Council:
    """The council. Aborts with 404 when there is none or it is not this person's, with 403 when they may only read."""
    found = snapshot(fresh=True).council(code)
    if found is None:
        abort(404)
    allowed(permission, _thing(code), known="matrix:read")
    return found


def _to_try(code: str) -> Council:
    """The council, for who manages a team of it."""
    found = _council("matrix:read", code)
    if not _may_try(code):
        abort(403)
    return found


def _may_try(code: str) -> bool:
    teams = reach(current_staff(), "matrix:what-if")
    return any(team.partition("/")[0] == code for team in teams.ordinary | teams.restricted)


def _thing(code: str) -> Probe:
    return Probe(f"{code}/", restricted=False)
