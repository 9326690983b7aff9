"""The queue: one list, most urgent and oldest first, and finding one submission by its reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import Reach, Staff, current_staff, may, needs, reach, signed_in
from portal.casework import backlog, bulk
from portal.casework.backlog import Age
from portal.delivery.trouble import trouble
from portal.directory import Directory, snapshot
from portal.replies import waiting
from portal.replies.waiting import Mark
from portal.staff.blueprint import bp
from portal.staff.find import FindForm, find
from portal.staff.people import members, names
from portal.staff.submissions.waits import Waits, in_queue
from portal.staff.wording import KINDS, STATUSES, URGENCIES, age, due
from portal.submissions import Submission
from portal.submissions.models import Status
from portal.submissions.queue import COUNTED, Filters, SetAside, counts, set_aside
from portal.submissions.queue import queue as read_queue
from portal.words import Kind, Urgency

Code = TypeVar("Code", bound=StrEnum)

ME, NOBODY = "me", "nobody"
WAITING = "waiting"
"""The list of those who wait for an answer stands beside the statuses, and in their place in the address."""
DONE = {
    "passed": "It is passed on. The other team has been told by email, and you can no longer read it.",
    "closed": "It is closed.",
    "given": "It is given to your colleague.",
    "none-chosen": "Nothing was done: choose at least one submission in the list first.",
}
AGES = {
    Age.TODAY: "Today",
    Age.TWO: "1 to 2 days",
    Age.FIVE: "3 to 5 days",
    Age.TEN: "6 to 10 days",
    Age.FIFTEEN: "11 to 15 days",
    Age.MORE: "More than 15 days",
}
"""In working days, as the backlog counts."""


@dataclass(frozen=True)
class Line:
    """One row, in words."""

    submission: Submission
    kind: str
    team: str
    urgency: str
    age: str
    due: str | None
    status: str
    who: str | None
    opens: bool
    """False for one that this person may count but not read."""
    leads: bool
    """True where there is a page for them: the words, or the way to open it with a reason."""
    waits: list[Waits]
    mark: str = ""
    """What a checkbox beside it stands for, where several can be chosen."""


@dataclass(frozen=True)
class Choice:
    """A way to narrow the list: ``options`` are code and words; ``chosen`` the words of the code chosen, if any."""

    name: str
    label: str
    any: str
    options: Mapping[str, str]
    code: str

    @property
    def chosen(self) -> str | None:
        return self.options.get(self.code)


@bp.get("/")
@signed_in
def queue() -> ResponseReturnValue:
    """What the teams of this person have before them. Who is in no team is shown what they may do instead."""
    if not may(current_staff(), "queue:see"):
        return redirect(url_for("accounts.account"))
    return _page(FindForm.filled({}))


@bp.post("/")
@needs("queue:see")
def find_submission() -> ResponseReturnValue:
    """Lead from a reference, as somebody reads it out on the telephone, to its submission."""
    form = FindForm()
    if form.validate_on_submit():
        found = find(form.reference.data, current_staff())
        if found is not None:
            return redirect(url_for("staff.submission", submission_id=found.id))
        form.fail("There is no submission with this reference in your teams. Check each sign of it.", "reference")
    return _page(form), 422


def _page(form: Any) -> str:
    me, directory, now = current_staff(), snapshot(), datetime.now(UTC)
    mine = reach(me, "queue:see")
    choices = _choices(mine, directory, request.args, me.id)
    filters = _filters(choices, request.args, me.id, now)
    status = WAITING if request.args.get("status") == WAITING else str(filters.status or "")
    after = uuid_or_none(request.args.get("after"))
    page = waiting.waiting(mine, filters, after) if status == WAITING else read_queue(mine, filters, after)
    kept = {choice.name: choice.code for choice in choices if choice.code}
    return render_template(
        "staff/submissions/queue.html",
        form=form,
        lines=lines(page.lines, me, directory, now),
        aside=_set_aside(set_aside(mine), now),
        choices=choices,
        removals=[(choice, _address(status, kept, without=choice.name)) for choice in choices if choice.chosen],
        tabs=_tabs(mine, status, kept),
        status=status,
        whole=_address(status, {}),
        first=_address(status, kept) if "after" in request.args else None,
        next=_address(status, {**kept, "after": page.after.hex}) if page.after else None,
        several=len(mine.ordinary | mine.restricted) > 1,
        trouble=trouble(now).sentences if may(me, "submission:resend") else [],
        done=DONE.get(request.args.get("done", "")),
        choosing=status not in (Status.CLOSED, WAITING) and may(me, "work:bulk"),
        all_chosen=request.args.get("all") == "1",
        choose_all=_address(status, {**kept, **_after(), "all": "1"}),
    )


def _set_aside(found: SetAside, now: datetime) -> str | None:
    """What is set aside and for how long, as a sentence or two; None when nothing is."""
    if found.oldest is None:
        return None
    old = age(found.oldest, now)
    came = old if old == "today" else f"{old} ago"
    late = f" and is {owed}" if (owed := due(found.oldest, now)) else ""
    if found.number == 1:
        return f"1 is set aside, because it looks as if a machine had sent it. It came {came}{late}."
    number = f"{found.number}{'+' if found.more else ''}"
    return f"{number} are set aside, because they look as if a machine had sent them. The oldest came {came}{late}."


def lines(found: Iterable[Submission], me: Staff, directory: Directory, now: datetime) -> list[Line]:
    """These submissions as rows for ``me``: each is within reach of "queue:see", and not each may be opened."""
    found = list(found)
    readable, openable = reach(me, "submission:read"), reach(me, "submission:open-restricted")
    who = names(one.assignee_id for one in found)
    marks = waiting.marks(one.id for one in found if one.kind == Kind.VIEWS)
    return [_line(one, readable, openable, directory, who, marks.get(one.id), now) for one in found]


def _line(
    one: Submission,
    readable: Reach,
    openable: Reach,
    directory: Directory,
    who: Mapping[UUID, str],
    mark: Mark | None,
    now: datetime,
) -> Line:
    team = directory.team(one.team_code)
    opens = readable.covers(one)
    return Line(
        submission=one,
        kind=KINDS[Kind(one.kind)],
        team=team.name if team else one.team_code,
        urgency=URGENCIES[Urgency(one.urgency)],
        age=age(one, now),
        due=due(one, now),
        status=STATUSES[Status(one.status)],
        who=who.get(one.assignee_id) if one.assignee_id else None,
        opens=opens,
        leads=opens or openable.covers(one),
        waits=in_queue(one, mark, opens, directory, now) if mark else [],
        mark=bulk.seen(one).mark,
    )


def _choices(mine: Reach, directory: Directory, args: Mapping[str, str], me: UUID) -> list[Choice]:
    """What this person can narrow the list by. A code that is not on offer counts for nothing."""
    teams = [team for team in directory.teams if team.code in mine.ordinary | mine.restricted]
    found = {team.council_code: directory.council(team.council_code) for team in teams}
    councils = {council.code: council.short_name for council in found.values() if council}
    people = {one.id.hex: one.name for one in members(team.code for team in teams) if one.id.hex != me.hex}
    offered: list[tuple[str, str, str, Mapping[str, str]]] = [
        ("kind", "What it is", "Everything", {str(code): words for code, words in KINDS.items()}),
        ("urgency", "How urgent", "Any", {str(code): words for code, words in URGENCIES.items()}),
        ("who", "With whom", "Anybody", {ME: "Me", NOBODY: "Nobody yet", **people}),
        ("age", "How old", "Any", {str(code): words for code, words in AGES.items()}),
    ]
    if len(councils) > 1:
        offered.append(("council", "Council", "All", councils))
    if len(teams) > 1:
        offered.append(("team", "Team", "All", {team.code: team.name for team in teams}))
    return [
        Choice(name, label, nothing, options, code if (code := args.get(name, "")) in options else "")
        for name, label, nothing, options in offered
    ]


def _filters(choices: list[Choice], args: Mapping[str, str], me: UUID, now: datetime) -> Filters:
    chosen = {choice.name: choice.code for choice in choices if choice.code}
    who, age_ = chosen.get("who"), _one_of(Age, chosen.get("age"))
    return Filters(
        status=_one_of(Status, args.get("status")),
        kind=_one_of(Kind, chosen.get("kind")),
        urgency=_one_of(Urgency, chosen.get("urgency")),
        council=chosen.get("council"),
        team=chosen.get("team"),
        assignee=me if who == ME else None if who == NOBODY else uuid_or_none(who),
        nobodys=who == NOBODY,
        came=backlog.between(age_, now) if age_ else None,
    )


def _tabs(mine: Reach, status: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    found, waits = counts(mine), waiting.number_waiting(mine)
    tabs: list[tuple[str, str, str | None]] = [
        ("", "Open", f"{COUNTED}+" if found.more else str(found.all)),
        (WAITING, "Waiting for an answer", f"{COUNTED}+" if waits > COUNTED else str(waits)),
    ]
    for each, words in STATUSES.items():
        known = each is not Status.CLOSED and not found.more
        tabs.append((each, words, str(found.by_status.get(each, 0)) if known else None))
    return [
        {"text": words, "count": count, "href": _address(each, kept), "current": each == status}
        for each, words, count in tabs
    ]


def _after() -> dict[str, str]:
    after = request.args.get("after")
    return {"after": after} if after else {}


def _address(status: str, kept: Mapping[str, str], without: str | None = None) -> str:
    args: dict[str, Any] = {name: value for name, value in kept.items() if name != without}
    return url_for("staff.queue", status=status or None, **args)


def _one_of(codes: type[Code], code: str | None) -> Code | None:
    return codes(code) if code in list(codes) else None


def uuid_or_none(text: str | None) -> UUID | None:
    """The id that an address names; None where it names none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
