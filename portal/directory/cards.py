"""What a page shows of a team: who they are, how to reach them, when a person answers, when somebody last checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from babel.dates import format_skeleton, format_time, get_day_names
from flask_babel import gettext as _
from markupsafe import Markup

from portal.directory import hours
from portal.directory.facts import SPOKEN, ContactKind, Council, Hours, PublicContact, Team
from portal.web.language import current_locale, listed

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Card:
    """A team as the public may see it. Without ``contacts`` nothing was checked yet: show the council's website."""

    council: Council
    team: Team
    today: date
    """The day it is in London."""
    open_now: bool | None
    """None: the hours are not known, or nobody can be called or texted, so nothing is said about them."""
    opens: str | None
    """When a person answers again, as a whole sentence; only while nobody does."""
    bank_holiday: bool
    """True while the team is closed all day because it is a bank holiday."""
    times: list[str]

    @property
    def contacts(self) -> tuple[PublicContact, ...]:
        """Every way to reach it that somebody has checked."""
        return self.team.contacts

    @property
    def is_old(self) -> bool:
        """True when a contact on the card was checked so long ago that nobody should simply trust it."""
        return any(contact.is_old(self.today) for contact in self.contacts)

    @property
    def out_of_hours_is_old(self) -> bool:
        """The same of the council's number for when its offices are closed."""
        return self.council.out_of_hours.is_old(self.today)

    @property
    def checked_on(self) -> date | None:
        """The day of the oldest check among what is shown."""
        days = [contact.verified_on for contact in self.contacts if contact.verified_on]
        return min(days, default=None)

    @property
    def sources(self) -> list[str]:
        """Where the contacts were read, each site once and as people say it: "luton.gov.uk"."""
        read_at = [contact.source for contact in self.contacts if contact.source]
        return list(dict.fromkeys(_host(one) for one in read_at))

    @property
    def sources_listed(self) -> Markup:
        """The sources as this language joins them, each left to right."""
        return Markup(listed(Markup('<bdi dir="ltr" class="long">{}</bdi>').format(one) for one in self.sources))  # noqa: S704

    def says_more(self, contact: PublicContact) -> bool:
        """Whether a contact's label tells it apart: from others of its kind, or from the council's website."""
        if contact.kind is ContactKind.WEBSITE:
            return contact.value != self.council.website
        return sum(one.kind is contact.kind for one in self.contacts) > 1


def card(council: Council, team: Team, now: datetime | None = None) -> Card:
    """The team's card at ``now``, in the language of this page."""
    moment = (now or datetime.now(UTC)).astimezone(hours.LONDON)
    # of a team that nobody can call or text, nobody can say that it answers now
    answered = any(contact.kind in SPOKEN for contact in team.contacts)
    is_open = hours.is_open(team, moment) if answered else None
    opening = hours.opens_next(team, moment) if is_open is False else None
    return Card(
        council=council,
        team=team,
        today=moment.date(),
        open_now=is_open,
        opens=answers_again(moment, opening) if opening else None,
        bank_holiday=is_open is False and team.closed_on_bank_holidays and hours.is_bank_holiday(moment.date()),
        times=opening_times(team.hours),
    )


def answers_again(now: datetime, opening: datetime) -> str:
    """When a person answers again, seen from ``now``; both in London time. A day that is not this week has a date."""
    at = spoken_time(opening.time())
    if opening.date() == now.date():
        return str(_("Answers again today at %(time)s", time=at))
    if opening.date() == now.date() + timedelta(days=1):
        return str(_("Answers again tomorrow at %(time)s", time=at))
    day = _day(opening.weekday())
    if opening.date() - now.date() >= A_WEEK:
        day = str(format_skeleton("MMMMEEEEd", opening.date(), locale=current_locale()))
    return str(_("Answers again on %(day)s at %(time)s", day=day, time=at))


def opening_times(stretches: Sequence[Hours]) -> list[str]:
    """Opening hours in words, days with the same hours together: "Monday to Friday, 9:00 am to 5:00 pm"."""
    days = {
        day: [(one.opens, one.closes) for one in group] for day, group in groupby(stretches, lambda one: one.weekday)
    }
    lines: list[str] = []
    for _run, run in groupby(enumerate(days), lambda pair: (pair[1] - pair[0], days[pair[1]])):
        first, *rest = [day for _index, day in run]
        spoken = _("%(first)s to %(last)s", first=_day(first), last=_day(rest[-1])) if rest else _day(first)
        spans = [
            _("%(opens)s to %(closes)s", opens=spoken_time(opens), closes=spoken_time(closes))
            for opens, closes in days[first]
        ]
        lines.append(", ".join([spoken, *spans]))
    return lines


def spoken_time(moment: time) -> str:
    """A time of day as people say it: "1:00 pm" in English, which children know; else as the language writes it."""
    locale = current_locale()
    if locale.language != "en":
        return str(format_time(moment, "short", locale=locale))
    on_any_day = datetime.combine(date(2026, 1, 1), moment)
    return str(format_skeleton("hm", on_any_day, locale=locale)).replace("\u202f", " ")


def _day(weekday: int) -> str:
    return str(get_day_names("wide", locale=current_locale())[weekday])


def _host(source: str) -> str:
    try:
        host = urlsplit(source).hostname
    except ValueError:  # "https://[" is no address
        host = None
    return (host or source).removeprefix("www.")
