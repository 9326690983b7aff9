"""The law as a council tells it: which is in force and from when, and who read each sentence over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.config import ENGLISH
from portal.directory import Council, regimes, snapshot
from portal.law import reviews
from portal.law.sentences import GOOD_FOR
from portal.staff.blueprint import bp
from portal.staff.council.contacts import number_of
from portal.staff.council.law_items import REGIMES, is_label, items
from portal.staff.people import names
from portal.staff.wording import moment
from portal.web.catalogues import speaking
from portal.web.fields import Choice, ChoiceField, ChoicesField, DateField, TextField, today
from portal.web.forms import Form
from portal.words import Regime

LONGEST = timedelta(days=366)
DONE = {
    "regime": "Saved. From that day on the forms and pages follow it.",
    "same": "That is how it is already, so nothing was changed.",
    "read": "Noted. They will be listed again when that day has come.",
}


class RegimeForm(Form):
    """Which law, from when, and why."""

    regime = ChoiceField(
        "Which law do your pages and forms follow?",
        choices=[
            Choice(Regime.PRE_CNIS, REGIMES[Regime.PRE_CNIS]),
            Choice(
                Regime.CNIS,
                REGIMES[Regime.CNIS],
                hint="Only once the government has brought sections 37 and 38 of the Act of 2026 into force.",
                reveals="begins",
            ),
        ],
        required="Choose which law your pages follow",
    )
    begins = DateField(
        "From which day?",
        hint="Until then everything stays as it is.",
        thing="The day",
        required="Enter the day from which it counts",
    )
    why = TextField(
        "Why? Name the decision or the commencement regulations",
        hint="Colleagues see this in the history.",
        thing="Why",
        required="Write why",
        at_most=500,
    )


class ReadOverForm(Form):
    """Which ones somebody read, and until when that holds."""

    read = ChoicesField("Those that you read over", required="Choose at least one")
    again_by = DateField(
        "Read them again by",
        hint="Within a year.",
        thing="The day",
        required="Enter a day",
        earliest=lambda: today() + timedelta(days=1),
        latest=lambda: today() + LONGEST,
    )


@bp.get("/law")
@needs("law:read")
def law() -> ResponseReturnValue:
    """The councils of this person, and how much of the law waits to be read over."""
    with speaking(ENGLISH):
        every = items()
    mine = [one for one in snapshot(fresh=True).councils if may(current_staff(), "law:read", _thing(one.code))]
    if len(mine) == 1:
        return redirect(url_for("staff.council_law", council_code=mine[0].code))
    lines = [(one, REGIMES[one.regime_on(today())], _overdue(one.code, every)) for one in mine]
    return render_template("staff/council/law.html", lines=lines)


@bp.get("/law/<council_code>")
@needs("law:read")
def council_law(council_code: str) -> ResponseReturnValue:
    """Which law is in force here, and every sentence and label with its source, owner and review."""
    return _page(load_council("law:read", council_code))


@bp.post("/law/<council_code>/regime")
@needs("law:edit")
def change_regime(council_code: str) -> ResponseReturnValue:
    """Say which law is in force, from a day on."""
    council, form = load_council("law:edit", council_code), RegimeForm()
    if not form.validate():
        return _page(council, regime_form=form), 422
    regime = Regime(str(form.regime.data))
    begins = _day(form.begins.stored) if regime is not Regime.PRE_CNIS else None
    seen = number_of(request.form.get("version"))
    try:
        by, now = current_staff().id, datetime.now(UTC)
        regimes.change(council.code, regime, begins, seen, str(form.why.data), by, now)
    except regimes.SameRegime:
        return _leads(council, "same")
    except regimes.RegimeMeanwhile as meanwhile:
        latest = meanwhile.latest
        who = names([latest.by]).get(latest.by, "Somebody") if latest.by else "A file that was loaded"
        form.fail(f"{who} changed this on {moment(latest.at)}: “{latest.why}”. Look at it before you save again.")
        return _page(council, regime_form=form), 409
    return _leads(council, "regime")


@bp.post("/law/<council_code>/read-over")
@needs("law:edit")
def read_law_over(council_code: str) -> ResponseReturnValue:
    """Note that this person read some of it over, and stands for it."""
    council, form = load_council("law:edit", council_code), ReadOverForm()
    with speaking(ENGLISH):
        every = items()
    form.read.choices = [Choice(one.key, one.where) for one in every]
    if form.validate():
        again_by, me = _day(form.again_by.stored), current_staff().id
        reviews.read_over(council.code, form.read.chosen, again_by, me, datetime.now(UTC))
        return _leads(council, "read")
    return _page(council, read_form=form), 422


def load_council(permission: str, council_code: str) -> Council:
    """The council as it is in the database now. Aborts with 404 when it is not this person's, with 403 when they may
    only read."""
    found = snapshot(fresh=True).council(council_code)
    if found is None:
        abort(404)
    allowed(permission, _thing(found.code), known="law:read")
    return found


def _page(council: Council, regime_form: RegimeForm | None = None, read_form: ReadOverForm | None = None) -> str:
    with speaking(ENGLISH):
        states = reviews.states(council.code, items())
    said = regimes.history(council.code)
    known = names([one.by for one in said] + [one.by for one in states])
    lines = [(one, known.get(one.by, "Somebody") if one.by else None, one.is_overdue(today())) for one in states]
    stored = {"regime": str(council.regime), "begins": council.regime_from and council.regime_from.isoformat()}
    return render_template(
        "staff/council/law_council.html",
        council=council,
        now=REGIMES[council.regime_on(today())],
        coming=REGIMES[council.regime] if council.regime_from and council.regime_from > today() else None,
        form=read_form or regime_form,
        regime_form=regime_form or RegimeForm.filled({name: value for name, value in stored.items() if value}),
        read_form=read_form or ReadOverForm.filled({"again_by": (today() + GOOD_FOR).isoformat()}),
        chosen=set(read_form.read.chosen) if read_form else set(),
        version=said[0].number if said else 0,
        said=[(one, REGIMES[one.regime], known.get(one.by, "Somebody") if one.by else None) for one in said],
        sentences=[one for one in lines if not is_label(one[0].item)],
        labels=[one for one in lines if is_label(one[0].item)],
        overdue=sum(one.is_overdue(today()) for one in states),
        may_edit=may(current_staff(), "law:edit", _thing(council.code)),
        regimes=[(str(one), words) for one, words in REGIMES.items()],
        done=DONE.get(request.args.get("done", "")),
    )


def _overdue(council_code: str, every: list[reviews.Item]) -> int:
    return sum(one.is_overdue(today()) for one in reviews.states(council_code, every))


def _day(stored: object) -> date:
    return date.fromisoformat(str(stored))


def _thing(council_code: str) -> Probe:
    return Probe(f"{council_code}/", restricted=False)


def _leads(council: Council, done: str) -> ResponseReturnValue:
    return redirect(url_for("staff.council_law", council_code=council.code, done=done))
