"""The leaflets and cards of a council: which there are, what stands on each, and the address that its code holds.

Everything on paper comes from where the pages have it: words from the translations, teams and numbers from the
directory. When any of it changes, the leaflet is another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from babel.dates import format_date
from flask import current_app
from flask_babel import gettext as _

from portal.config import Config
from portal.directory import Council, PublicContact, snapshot
from portal.directory.cards import Card
from portal.directory.facts import ContactKind
from portal.directory.service_links import UnknownService, address
from portal.pages import Level, Page, library
from portal.printing import Kept, Pdf, Unprintable
from portal.web.catalogues import is_checked, speaking
from portal.web.language import current_locale
from portal.words import TeamRole
from portal.young_people.cards import cards_of

log = structlog.get_logger(__name__)

SPACE = SLUG = "leaflet"
CARDS = ("card", "cards")
PROMISED: dict[Level, tuple[float, ...]] = {Level.STANDARD: (17, 16, 15, 14, 13, 12), Level.EASY: (18, 17, 16)}
"""Sizes of type in points, the largest that fits is taken. What comes with the portal fits in these: tests hold it."""
AT_WORST: dict[Level, tuple[float, ...]] = {Level.STANDARD: (11, 10), Level.EASY: (15, 14)}
"""Smaller than promised, but better than no leaflet: for a council's own longer words."""
ON_A_CARD = (12, 11, 10, 9)
MOST_CONTACTS = 3
"""Ways to reach one team on a leaflet; the page has them all."""

MOST_TYPED = 40
"""Characters of an address that somebody may copy from paper."""

LETTERS = "bcdfghjkmnpqrstvwxyz"
"""For codes: no vowel, so that no code is a word; no l, which looks like a 1."""


class NoSuchLeaflet(Exception):
    """There is none of that name, in that language, for that council."""


@dataclass(frozen=True)
class Leaflet:
    """One PDF that a council's young people can have. ``name`` is that of its file, without ``.pdf``."""

    council: Council
    locale: str
    name: str

    @property
    def level(self) -> Level | None:
        """How hard it is to read; None for a card, which says nothing."""
        return None if self.name in CARDS else Level(self.name.partition("-")[2])

    @property
    def template(self) -> str:
        """What draws it."""
        return self.name if self.level is None else f"leaflet-{self.name.partition('-')[0]}"


@dataclass
class Built:
    """What ``build`` did: how many were made anew, were there already, and were swept away; and what went wrong."""

    made: int = 0
    kept: int = 0
    swept: int = 0
    problems: list[str] = field(default_factory=list)


def leaflets(council: Council) -> list[Leaflet]:
    """All that there is for a council, by language. A language whose words nobody has written has only the cards."""
    config = _config()
    found = []
    for locale in config.languages:
        levels = [level for level in (Level.STANDARD, Level.EASY) if _page(council, locale, level)]
        names = [f"{paper}-{level}" for level in levels for paper in ("a4", "a5")]
        found += [Leaflet(council, locale, name) for name in (*names, *CARDS)]
    return found


def find_leaflet(council_code: str, locale: str, name: str) -> Leaflet:
    """The leaflet at an address. Raises NoSuchLeaflet; only councils that are served have any."""
    council = next((one for one in snapshot().councils if one.code == council_code), None)
    wanted = Leaflet(council, locale, name) if council else None
    if council is None or wanted is None or wanted not in leaflets(council):
        raise NoSuchLeaflet(f"{council_code}/{locale}/{name}")
    return wanted


def printed(leaflet: Leaflet) -> Pdf:
    """Its PDF, made only if it is not there yet. Raises Unprintable, for words that cannot be set or are too many."""
    with speaking(leaflet.locale):
        return _kept().get(leaflet.template, _content(leaflet), lang=leaflet.locale, sizes=_sizes(leaflet))


def known_size(leaflet: Leaflet) -> int | None:
    """The bytes of its PDF once somebody has asked for it; None before: a list of leaflets waits for none of them."""
    with speaking(leaflet.locale):
        return _kept().size(leaflet.template, _content(leaflet), lang=leaflet.locale, sizes=_sizes(leaflet))


def build(council_code: str | None = None) -> Built:
    """Make every leaflet ahead of its first reader: of one council, or of all; then what no leaflet is now goes away.

    Raises NoSuchLeaflet when that council is not served.
    """
    chosen = [one for one in snapshot().councils if council_code in (None, one.code)]
    if council_code and not chosen:
        raise NoSuchLeaflet(f"There is no council {council_code} that is served.")
    built, names = Built(), set()
    for leaflet in (each for council in chosen for each in leaflets(council)):
        try:
            pdf = printed(leaflet)
        except Unprintable as fault:
            built.problems.append(f"{leaflet.council.code}: {fault}")
            continue
        names.add(pdf.name)
        built.made += pdf.made
        built.kept += not pdf.made
    built.swept = _kept().sweep(None if council_code else names)
    return built


def code_of(council_code: str, locale: str) -> str:
    """Seven letters that lead to a council's pages in a language and say nothing. They are printed on cards, so they
    never change: not with the secret key, and not with what other councils there are.
    """
    number = int.from_bytes(sha256(f"card/{council_code}/{locale}".encode()).digest())
    code = ""
    for _each in range(7):
        number, letter = divmod(number, len(LETTERS))
        code += LETTERS[letter]
    return code


def behind(code: str) -> tuple[str, str] | None:
    """The council and the language that a card's code stands for, or None."""
    for council in snapshot().councils:
        for locale in _config().languages:
            if code_of(council.code, locale) == code:
                return council.code, locale
    return None


def _page(council: Council, locale: str, level: Level) -> Page | None:
    """The words in exactly this language and level: a leaflet never falls back to others."""
    found = library().page(SPACE, SLUG, locale, level, council.code)
    return found if found and (found.locale, found.level) == (locale, level) else None


def _sizes(leaflet: Leaflet) -> tuple[float, ...]:
    return ON_A_CARD if leaflet.level is None else PROMISED[leaflet.level] + AT_WORST[leaflet.level]


def _content(leaflet: Leaflet) -> dict[str, Any]:
    return _card(leaflet) if leaflet.level is None else _words(leaflet, leaflet.level)


def _card(leaflet: Leaflet) -> dict[str, Any]:
    return {
        "title": _("Scan me with a phone camera"),
        "qr": f"{_config().url}/y/{code_of(leaflet.council.code, leaflet.locale)}",
        "scan": {"alt": _("A code for a phone camera")},
    }


def _words(leaflet: Leaflet, level: Level) -> dict[str, Any]:
    council = leaflet.council
    page = _page(council, leaflet.locale, level)
    assert page is not None  # find_leaflet and leaflets saw it
    site = _config().url
    asked = urlencode({"council": council.code, "lang": leaflet.locale, "level": level})
    small = [_("This leaflet is not for emergencies. If you are in danger, call 999.")]
    if not (page.checked and is_checked(leaflet.locale)):
        small.append(_("No professional translator has checked this translation yet."))
    return {
        "title": page.title,
        "summary": page.summary,
        "level": level,
        "blocks": page.blocks,
        "scene": _("A house on a hill. Someone sits at the window and reads."),
        "help": {"heading": _("Need help now?"), "lines": _help()},
        "people": _("People in %(council)s who can help", council=council.short_name),
        "teams": [_team(card) for card in cards_of(council) if card.team.role in _TEAMS],
        "qr": f"{site}/young-people?{asked}",
        "scan": {
            "alt": _("A code for a phone camera"),
            "says": _("More answers, and a way to tell us what you think:"),
            "address": f"{urlsplit(site).netloc}/young-people",
        },
        "small": small,
    }


def _help() -> list[dict[str, str]]:
    return [
        {"label": _("In danger:"), "value": _number("emergency", "999")},
        {"label": _("Childline, free, any time:"), "value": _number("childline", "0800 1111")},
        {"label": _("Text SHOUT, free, any time:"), "value": _number("shout", "85258")},
        {"label": _("Feeling very bad (NHS, choose 2):"), "value": _number("nhs-111", "111")},
    ]


def _number(service: str, otherwise: str) -> str:
    """The number of a national service. These four must be right even when nothing was loaded, as on every page."""
    try:
        return address(f"service:{service}", snapshot()).shown
    except UnknownService:
        return otherwise


_TEAMS = {TeamRole.HOME_EDUCATION: "sun", TeamRole.FRONT_DOOR: "rose"}
"""The teams on a leaflet, and the colour of each. Extra help and nurses have their pages."""


def _team(card: Card) -> dict[str, Any]:
    urgent = card.team.role is TeamRole.FRONT_DOOR
    closed = card.council.out_of_hours
    website = _line(_("Website"), _typed(card.council.website))
    lines = [_contact(card, contact) for contact in card.contacts[:MOST_CONTACTS]] or [website]
    days = [card.checked_on]
    is_old = card.is_old
    if urgent and closed.shown_phone:
        lines.append(_line(_("When closed"), closed.shown_phone))
        days.append(closed.verified_on if card.checked_on else None)
        is_old = is_old or card.out_of_hours_is_old
    if is_old and website not in lines:
        lines.append(website)
    return {
        "title": _("If you are worried about being safe") if urgent else _("Home education team"),
        "tint": _TEAMS[card.team.role],
        "lines": lines,
        "hours": card.times,
        "checked": _checked([day for day in days if day], is_old),
    }


def _contact(card: Card, contact: PublicContact) -> dict[str, str | None]:
    ways = {
        ContactKind.PHONE: _("Call"),
        ContactKind.TEXT: _("Text"),
        ContactKind.EMAIL: _("Email"),
        ContactKind.WEBSITE: _("Website"),
    }
    more = [contact.label if card.says_more(contact) else None, contact.note]
    shown = _typed(contact.value) if contact.kind is ContactKind.WEBSITE else contact.value
    return _line(ways[contact.kind], shown, " ".join(one for one in more if one))


def _typed(website: str) -> str:
    """The address as a person would type it: nobody types a long one, so of that only the site."""
    address = website.removeprefix("https://").rstrip("/")
    return address if len(address) <= MOST_TYPED else address.partition("/")[0]


def _line(label: str, value: str, note: str = "") -> dict[str, str | None]:
    return {"label": label, "value": value, "note": note or None}


def _checked(days: list[date], is_old: bool) -> str:
    if not days:
        return str(_("We have not checked a number for this team yet. The council’s website shows how to reach it."))
    if is_old:
        return str(_("We last checked this more than six months ago. Please check on the council’s website."))
    return str(_("We checked this on %(day)s.", day=format_date(min(days), "long", locale=current_locale())))


def _config() -> Config:
    config: Config = current_app.extensions["portal.config"]
    return config


def _kept() -> Kept:
    return Kept(_config().data_dir / "leaflets")
