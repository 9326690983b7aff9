"""Retention: how long each council keeps each kind of record, what would be deleted, and deciding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import allowed, current_staff, may, needs
from portal.accounts.permissions import Probe
from portal.audit import Event, record
from portal.directory import snapshot
from portal.lifecycle import retention as periods
from portal.lifecycle.models import RetentionPeriod
from portal.lifecycle.outlook import COUNTED, outlook
from portal.lifecycle.retention import LONGEST, NOBODYS, NOTICE, PeriodMeanwhile, RetentionKind, SamePeriod
from portal.staff.blueprint import bp
from portal.staff.council.contacts import number_of
from portal.staff.people import names
from portal.staff.wording import moment, spoken_day
from portal.submissions.removal import Stays
from portal.web import writes
from portal.web.fields import Choice, ChoiceField, TextField
from portal.web.fields.base import latin_digits
from portal.web.forms import Form

KINDS = {
    RetentionKind.YOUNG_PERSON_VIEWS: "Young people’s views",
    RetentionKind.FAMILY_NOTIFICATION: "Parents’ notices",
    RetentionKind.FAMILY_CHANGE: "Parents’ changes",
    RetentionKind.REFERRAL: "Professionals’ referrals",
    RetentionKind.SET_ASIDE: "Set aside as sent by a machine",
}
WHY_IT_STAYS: Mapping[Stays, str] = {
    Stays.OPEN: "it is open",
    Stays.UNREAD: "something in it is unread",
    Stays.UNANSWERED: "a young person waits for an answer",
    Stays.UNDELIVERED: "an email or text about it did not go out",
    Stays.HELD: "somebody holds it",
    Stays.NOT_PASSED_ON: "a child waits to be passed on to the health service",
    Stays.ON_REGISTER: "it belongs to a child on the register",
}
UNKNOWN = "unknown"
"""What the address says for what came in without anybody knowing which council it belongs to."""
NO_PERIOD = "No period: nothing is deleted"
DONE = {
    "saved": f"Saved. If it is shorter than before, it counts in {NOTICE.days} days. If it is longer, it counts now.",
    "same": "That is how it is already, so nothing was changed.",
}


class MonthsField(TextField):
    """A number of months as people type it."""

    direction = "ltr"
    inputmode = "numeric"

    @property
    def months(self) -> int | None:
        """The number; None when it is none that can be meant."""
        typed = latin_digits(self.data).replace(" ", "")
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
        return number if 1 <= number <= LONGEST else None

    def check(self) -> str | None:
        return None if self.months else f"Months must be a whole number from 1 to {LONGEST}, like 24"


class PeriodForm(Form):
    """For how long, and why."""

    keep = ChoiceField(
        "How long are they kept?",
        choices=[
            Choice("months", "For some months after they are closed", hint="Then they are deleted.", reveals="months"),
            Choice("on", "Until the council has decided", hint="Nothing is deleted."),
        ],
        required="Choose how long they are kept",
    )
    months = MonthsField("How many months?", width=4, thing="Months", required="Enter how many months")
    why = TextField(
        "Why? Name the line of your retention schedule, or who decided",
        hint="Colleagues see this in the history.",
        thing="Why",
        required="Write why",
        at_most=500,
    )


@dataclass(frozen=True)
class Line:
    """One kind of one council."""

    kind: str
    words: str
    address: dict[str, str]
    has_period: bool
    period: str
    coming: str | None
    now: str
    soon: str
    stay: list[str]


@dataclass(frozen=True)
class Council:
    """One council, or what nobody knows the council of."""

    name: str
    lines: list[Line]
    may_set: bool

    @property
    def open_kinds(self) -> list[str]:
        """The kinds for which nothing is decided."""
        return [line.words for line in self.lines if not line.has_period and not line.coming]


@bp.get("/retention")
@needs("retention:read")
@writes
def retention() -> ResponseReturnValue:
    """The periods of this person's councils, and in numbers what they do. The look is a line in the audit log."""
    now = datetime.now(UTC)
    codes = [one.code for one in snapshot(fresh=True).councils] + [NOBODYS]
    mine = [code for code in codes if may(current_staff(), "retention:read", _thing(code))]
    record(Event.RETENTION_READ, by=current_staff().id)
    return render_template(
        "staff/council/retention.html",
        councils=[
            Council(_name(code), [_line(code, kind, now) for kind in RetentionKind], _may_set(code)) for code in mine
        ],
        notice=NOTICE.days,
        done=DONE.get(request.args.get("done", "")),
    )


@bp.get("/retention/<council_code>/<kind>")
@needs("retention:set")
def retention_period(council_code: str, kind: str) -> ResponseReturnValue:
    """How long one kind is kept, ready to be changed."""
    code, found = _load(council_code, kind)
    before = periods.decided(code, found)
    stored: dict[str, str] = {}
    if before:
        stored = {"keep": "months", "months": str(before[0].months)} if before[0].months else {"keep": "on"}
    return _page(code, found, PeriodForm.filled(stored), before[0].number if before else 0)


@bp.post("/retention/<council_code>/<kind>")
@needs("retention:set")
def set_retention(council_code: str, kind: str) -> ResponseReturnValue:
    """Decide it; or show what is wrong."""
    (code, found), form = _load(council_code, kind), PeriodForm()
    seen = number_of(request.form.get("version"))
    if not form.validate_on_submit():
        return _page(code, found, form, seen), 422
    months = form.months.months if form.keep.data == "months" else None
    try:
        periods.decide(code, found, months, seen, form.why.data, current_staff().id, datetime.now(UTC))
    except SamePeriod:
        return redirect(url_for("staff.retention", done="same"))
    except PeriodMeanwhile as meanwhile:
        latest = meanwhile.latest
        who = names([latest.by]).get(latest.by, "Somebody")
        form.fail(f"{who} changed this on {moment(latest.at)}: {_period(latest.months)}. Look at it, then save again.")
        return _page(code, found, form, latest.number), 409
    return redirect(url_for("staff.retention", done="saved"))


def _page(code: str, kind: RetentionKind, form: PeriodForm, version: int) -> str:
    before = periods.decided(code, kind)
    known = names(one.by for one in before)
    return render_template(
        "staff/council/retention_period.html",
        council=_name(code),
        words=KINDS[kind],
        is_views=kind is RetentionKind.YOUNG_PERSON_VIEWS,
        form=form,
        version=version,
        notice=NOTICE.days,
        said=[(_period(one.months), one, known.get(one.by, "Somebody")) for one in before],
    )


def _load(council_code: str, kind: str) -> tuple[str, RetentionKind]:
    """What the address means. Aborts with 404 when there is no such thing or it is not this person's."""
    code = NOBODYS if council_code == UNKNOWN else council_code
    if kind not in KINDS or (code != NOBODYS and snapshot(fresh=True).council(code) is None):
        abort(404)
    allowed("retention:set", _thing(code), known="retention:read")
    return code, RetentionKind(kind)


def _line(code: str, kind: RetentionKind, now: datetime) -> Line:
    counts, looks = periods.in_force(now).get((code, kind)), outlook(code, kind, now)
    return Line(
        kind=str(kind),
        words=KINDS[kind],
        address={"council_code": code or UNKNOWN, "kind": str(kind)},
        has_period=counts is not None,
        period=_period(counts),
        coming=_coming(periods.decided(code, kind), counts),
        now=_count(looks.now),
        soon=_count(looks.soon),
        stay=[f"{_count(number)}: {WHY_IT_STAYS[why]}" for why, number in looks.stay.items()],
    )


def _coming(before: list[RetentionPeriod], counts: int | None) -> str | None:
    """What was decided last, where it does not count yet."""
    if not before or before[0].months == counts:
        return None
    day = spoken_day(periods.begins_to_count(before[0]))
    return f"From {day}: {_period(before[0].months)}"


def _period(months: int | None) -> str:
    if months is None:
        return NO_PERIOD
    years, rest = divmod(months, 12)
    said = f"{months} months" if months > 1 else "1 month"
    if rest == 0:
        said += f" ({years} years)" if years > 1 else " (1 year)"
    return f"{said} after closing"


def _count(number: int) -> str:
    return f"more than {COUNTED:,}" if number > COUNTED else f"{number:,}"


def _name(code: str) -> str:
    council = snapshot().council(code)
    return council.name if council else "Council not known"


def _may_set(code: str) -> bool:
    return may(current_staff(), "retention:set", _thing(code))


def _thing(code: str) -> Probe:
    return Probe(f"{code}/", restricted=False)
