"""What a page shows of a team: how to reach it, whether it is open, and when somebody last checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_time, get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.directory import Council, Hours, PublicContact, Team, hours


@dataclass(frozen=True)
class Card:
    """A team as the public may see it. Without ``contacts`` nothing was checked yet: show the council's website."""

    council: Council
    team: Team
    open_now: bool | None
    """None: the hours are not known, so nothing is said about them."""
    opens: str | None
    """In words, when it opens next; only while it is closed."""
    times: list[str]

    @property
    def contacts(self) -> tuple[PublicContact, ...]:
        """Every way to reach it that somebody has checked."""
        return self.team.contacts

    @property
    def checked_on(self) -> date | None:
        """The day of the oldest check among what is shown."""
        days = [contact.verified_on for contact in self.contacts if contact.verified_on]
        return min(days, default=None)

    @property
    def sources(self) -> list[str]:
        """Where the contacts were read, each site once and as people say it: "luton.gov.uk"."""
        read_at = [contact.source for contact in self.contacts if contact.source]
        return list(dict.fromkeys((urlsplit(one).hostname or one).removeprefix("www.") for one in read_at))


def card(council: Council, team: Team, now: datetime | None = None) -> Card:
    """The team's card at ``now``, in the language of this page."""
    moment = now or datetime.now(UTC)
    is_open = hours.is_open(team, moment)
    opens = hours.opens_next(team, moment) if is_open is False else None
    return Card(
        council=council,
        team=team,
        open_now=is_open,
        opens=_("%(day)s, %(time)s", day=_day(opens.weekday()), time=_time(opens.time())) if opens else None,
        times=opening_times(team.hours),
    )


def opening_times(stretches: Sequence[Hours]) -> list[str]:
    """Opening hours in words, days with the same hours together: "Monday to Friday, 09:00 to 17:00"."""
    days = {
        day: [(one.opens, one.closes) for one in group] for day, group in groupby(stretches, lambda one: one.weekday)
    }
    lines: list[str] = []
    for _run, run in groupby(enumerate(days), lambda pair: (pair[1] - pair[0], days[pair[1]])):
        first, *rest = [day for _index, day in run]
        spoken = _("%(first)s to %(last)s", first=_day(first), last=_day(rest[-1])) if rest else _day(first)
        spans = [
            _("%(opens)s to %(closes)s", opens=_time(opens), closes=_time(closes)) for opens, closes in days[first]
        ]
        lines.append(", ".join([spoken, *spans]))
    return lines


def _day(weekday: int) -> str:
    return str(get_day_names("wide", locale=_locale())[weekday])


def _time(moment: time) -> str:
    return str(format_time(moment, "short", locale=_locale()))


def _locale() -> Locale:
    return get_locale() or Locale.parse("en_GB")
