"""Which law is in force at a council, and from when: said by its file at first, by its own people after that.

Everything here flushes; the caller commits.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.audit import Event, record
from portal.directory.facts import Council
from portal.directory.models import CouncilRow, RegimeVersion
from portal.directory.snapshot import AnySession
from portal.directory.write import AT_FIRST, next_version
from portal.storage import db
from portal.words import Regime


class NoCouncil(LookupError):
    """There is no such council."""


class SameRegime(Exception):
    """That is what is in force already."""


class RegimeMeanwhile(Exception):
    """Somebody else has said something since; ``latest`` is what they said."""

    def __init__(self, latest: Said) -> None:
        super().__init__(f"Version {latest.number} is newer.")
        self.latest = latest


@dataclass(frozen=True)
class Said:
    """What was said of a council at one moment. ``by`` is None where a file said it."""

    number: int
    regime: Regime
    regime_from: date | None
    by: uuid.UUID | None
    at: datetime
    why: str


def history(council_code: str, session: AnySession | None = None) -> list[Said]:
    """All that was said of this council, newest first; nothing while only its first file has spoken."""
    said = select(RegimeVersion).where(RegimeVersion.council_code == council_code)
    rows = (session or db.session).scalars(said.order_by(RegimeVersion.number.desc()))
    return [Said(row.number, Regime(row.regime), row.regime_from, row.by, row.at, row.why) for row in rows]


def change(
    council_code: str, regime: Regime, regime_from: date | None, seen: int, why: str, by: uuid.UUID, now: datetime
) -> int:
    """Say which law is in force at a council, from ``regime_from`` on; gives the number of what was said.

    Until that day it is the law before the registers. ``seen`` is the number that the person had before them, 0 for
    none. Leaves an audit line. Raises NoCouncil, SameRegime, or RegimeMeanwhile when somebody else was quicker.
    """
    row = db.session.scalars(select(CouncilRow).where(CouncilRow.code == council_code).with_for_update()).one_or_none()
    if row is None:
        raise NoCouncil(council_code)
    said = history(council_code)
    if said and said[0].number != seen:
        raise RegimeMeanwhile(said[0])
    if (row.regime, row.regime_from) == (regime, regime_from):
        raise SameRegime
    if not said:
        _say(db.session, Said(1, Regime(row.regime), row.regime_from, None, now, AT_FIRST), council_code)
    number = (said[0].number if said else 1) + 1
    _say(db.session, Said(number, regime, regime_from, by, now, why), council_code)
    row.regime, row.regime_from = regime, regime_from
    next_version(db.session)
    begins = regime_from.isoformat() if regime_from else ""
    record(Event.REGIME_CHANGED, by=by, council=council_code, regime=str(regime), begins=begins)
    return number


def keep_changes(new: list[Council], councils: dict[str, Council], session: AnySession) -> None:
    """Leave the law of a council in ``new`` alone where its people changed it after its file last said the same as now:
    a file that is loaded for another reason must not turn the law back. ``councils`` are those of the directory."""
    for at, council in enumerate(new):
        now = councils.get(council.code)
        if now is None or _pair(now) == _pair(council):
            continue
        by_file = next((one for one in history(council.code, session) if one.by is None), None)
        if by_file and (by_file.regime, by_file.regime_from) == _pair(council):
            new[at] = replace(council, regime=now.regime, regime_from=now.regime_from)


def note_changes(changed: Iterable[Council], councils: dict[str, Council], session: AnySession) -> None:
    """Add to the history of a council what its file newly says, where there is a history."""
    for council in changed:
        said = history(council.code, session)
        if said and _pair(councils[council.code]) != _pair(council):
            now, why = datetime.now(UTC), "The council’s file says so"
            number = said[0].number + 1
            _say(session, Said(number, council.regime, council.regime_from, None, now, why), council.code)


def _pair(council: Council) -> tuple[Regime, date | None]:
    return council.regime, council.regime_from


def _say(session: AnySession, said: Said, council_code: str) -> None:
    session.add(
        RegimeVersion(
            council_code=council_code,
            number=said.number,
            regime=said.regime,
            regime_from=said.regime_from,
            by=said.by,
            at=said.at,
            why=said.why,
        )
    )
    session.flush()
