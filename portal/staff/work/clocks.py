"""How quickly a council means to work, and its term dates: read by all its staff, changed by its managers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.directory import Council, clocks, hours, snapshot
from portal.directory.clocks import MOST_DAYS, MOST_TERMS, Clocks, Term
from portal.staff.blueprint import bp
from portal.staff.council.contacts import number_of
from portal.staff.people import names
from portal.staff.wording import moment
from portal.web.fields import TextField, today
from portal.web.fields.base import clean, latin_digits
from portal.web.forms import Form

DONE = {
    "saved": "Saved. It counts for what comes in from now on. What was promised before stays as it was.",
    "same": "That is how it is already, so nothing was changed.",
}
BLANK = 3
"""Empty rows to write into."""
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class DaysField(TextField):
    """A whole number of days. ``days`` is there once it was checked."""

    inputmode = "numeric"

    def __init__(self, label: str, *, least: int, **rest: Any) -> None:
        super().__init__(label, at_most=10, width=2, **rest)
        self.least = least

    def check(self) -> str | None:
        typed = latin_digits(self.data)
        if typed.isascii() and typed.isdigit() and self.least <= int(typed) <= MOST_DAYS:
            return None
        return f"{self.thing} must be a whole number from {self.least} to {MOST_DAYS}"

    @property
    def days(self) -> int:
        """The number. Ask only where nothing is wrong."""
        return int(latin_digits(self.data))


class ClocksForm(Form):
    """Days for each clock, and why it changes. The rows of terms stand beside it."""

    acknowledge = DaysField(
        "They know that it arrived",
        hint="Working days. 0 means the same day.",
        least=0,
        thing="Days until they know that it arrived",
        required="Enter a number of days, 0 for the same day",
    )
    contact = DaysField(
        "First contact with the family",
        hint="School days.",
        least=1,
        thing="Days until the first contact",
        required="Enter a number of days",
    )
    checks = DaysField(
        "Checks behind a parent’s notice",
        hint="Working days.",
        least=1,
        thing="Days until the checks are done",
        required="Enter a number of days",
    )
    why = TextField(
        "Why is it so, or where does it come from?",
        hint="Colleagues see this in the history. For term dates, name the page that they were read on.",
        thing="Why",
        required="Write why",
        at_most=500,
    )
    row_errors: tuple[tuple[str, str], ...] = ()
    """What is wrong with the rows of terms: the id of the input, and a sentence."""

    @property
    def summary_errors(self) -> list[dict[str, str]]:
        rows = [{"text": text, "href": f"#{where}"} for where, text in self.row_errors]
        return [*super().summary_errors, *rows]


@dataclass(frozen=True)
class Row:
    """One row of terms as it was typed, and what is wrong with it."""

    begins: str = ""
    ends: str = ""
    error: str | None = None


@bp.get("/clocks", endpoint="clocks")
@needs("clocks:read")
def council_list() -> ResponseReturnValue:
    """The councils of this person, and whether they have said when school is."""
    mine = [one for one in snapshot(fresh=True).councils if may(current_staff(), "clocks:read", _thing(one.code))]
    if len(mine) == 1:
        return redirect(url_for("staff.council_clocks", council_code=mine[0].code))
    return render_template("staff/work/councils.html", lines=[(one, *_said_of(one.code)) for one in mine])


@bp.get("/clocks/<council_code>")
@needs("clocks:read")
def council_clocks(council_code: str) -> ResponseReturnValue:
    """The clocks of one council, with their history."""
    council = _council("clocks:read", council_code)
    said = clocks.history(council.code)
    now = said[0].clocks if said else clocks.START
    rows = [Row(_short(one.begins), _short(one.ends)) for one in now.terms]
    return _page(council, ClocksForm.filled(_days(now)), [*rows, *[Row()] * BLANK], said)


@bp.post("/clocks/<council_code>")
@needs("clocks:edit")
def change_clocks(council_code: str) -> ResponseReturnValue:
    """Save them, or give more empty rows. What was typed stays where something is wrong."""
    council, form = _council("clocks:edit", council_code), ClocksForm()
    rows = _typed()
    if request.form.get("do") == "more":
        return _page(council, ClocksForm.filled(form.stored()), [*rows, *[Row()] * BLANK])
    valid = form.validate_on_submit()
    rows, terms = _read(rows)
    form.row_errors = tuple((f"term-{at}-from", one.error) for at, one in enumerate(rows) if one.error)
    if not valid or form.row_errors:
        return _page(council, form, [*rows, *[Row()] * BLANK]), 422
    said = Clocks(form.acknowledge.days, form.contact.days, form.checks.days, terms)
    seen, me = number_of(request.form.get("version")), current_staff()
    try:
        clocks.change(council.code, said, seen, form.why.data, me.id, datetime.now(UTC))
    except clocks.SameClocks:
        return redirect(url_for("staff.council_clocks", council_code=council.code, done="same"))
    except clocks.ClocksMeanwhile as meanwhile:
        latest = meanwhile.latest
        who = names([latest.by]).get(latest.by, "Somebody") if latest.by else "The demonstration"
        form.fail(f"{who} changed this on {moment(latest.at)}: “{latest.why}”. Look at it before you save again.")
        return _page(council, form, [*rows, *[Row()] * BLANK]), 409
    return redirect(url_for("staff.council_clocks", council_code=council.code, done="saved"))


def day_of(typed: str) -> date | None:
    """A day as somebody writes it: 2026-09-02, 2/9/2026, 2.9.26 or 2 September 2026. None when it is none."""
    text = latin_digits(clean(typed)).casefold()
    parts = [part for part in "".join(sign if sign.isalnum() else " " for sign in text).split() if part]
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    if not month.isdigit():
        month = str(MONTHS.index(month[:3]) + 1) if month[:3] in MONTHS else ""
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (day, month, year)):
        return None
    try:
        return date(int(year) + 2000 if len(year) == 2 else int(year), int(month), int(day))
    except ValueError:
        return None


def _typed() -> list[Row]:
    """The rows as they came, but for those that were to be taken away and empty ones."""
    begins, ends = request.form.getlist("begins"), request.form.getlist("ends")
    away = set(request.form.getlist("away"))
    rows = [
        Row(clean(one)[:40], clean(other)[:40])
        for at, (one, other) in enumerate(zip(begins, ends, strict=False))
        if str(at) not in away
    ]
    return [one for one in rows if one.begins or one.ends][:MOST_TERMS]


def _read(rows: list[Row]) -> tuple[list[Row], tuple[Term, ...]]:
    """The rows with what is wrong with each, in the order of their days where all can be read; and the terms."""
    found: list[tuple[Row, Term | None]] = []
    for row in rows:
        begins, ends = day_of(row.begins), day_of(row.ends)
        if begins is None or ends is None:
            which = "first" if begins is None else "last"
            found.append((replace(row, error=f"Enter the {which} day of the term, like 2/9/{today().year}."), None))
        else:
            found.append((row, Term(begins, ends)))
    if any(term is None for _, term in found):
        return [row for row, _ in found], ()
    ordered = sorted(((term, row) for row, term in found if term is not None), key=lambda pair: pair[0])
    terms = tuple(term for term, _ in ordered)
    rows = [row for _, row in ordered]
    if wrong := clocks.problem(terms):
        at, why = wrong
        rows[at] = replace(rows[at], error=why)
    return rows, terms


def _page(council: Council, form: Any, rows: list[Row], said: list[clocks.Said] | None = None) -> str:
    said = clocks.history(council.code) if said is None else said
    known = names(one.by for one in said)
    now = said[0].clocks if said else clocks.START
    return render_template(
        "staff/work/clocks.html",
        council=council,
        form=form,
        rows=rows,
        now=now,
        known_until=now.known_until(),
        is_over=(until := now.known_until()) is not None and until < today(),
        teams=[one for one in snapshot().teams if one.council_code == council.code and one.active],
        holidays_until=hours.known_until(),
        version=said[0].number if said else 0,
        said=[(one, known.get(one.by, "Somebody") if one.by else "The demonstration") for one in said],
        may_edit=may(current_staff(), "clocks:edit", _thing(council.code)),
        done=DONE.get(request.args.get("done", "")),
    )


def _short(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _days(said: Clocks) -> dict[str, Any]:
    return {
        "acknowledge": str(said.acknowledge_days),
        "contact": str(said.contact_days),
        "checks": str(said.checks_days),
    }


def _said_of(council_code: str) -> tuple[Clocks, date | None]:
    said = clocks.history(council_code)
    now = said[0].clocks if said else clocks.START
    return now, now.known_until()


def _council(permission: str, council_code: str) -> Council:
    """The council. Aborts with 404 when it is not this person's, with 403 when they may only read."""
    found = snapshot(fresh=True).council(council_code)
    if found is None:
        abort(404)
    allowed(permission, _thing(found.code), known="clocks:read")
    return found


def _thing(council_code: str) -> Probe:
    return Probe(f"{council_code}/", restricted=False)
