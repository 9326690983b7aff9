"""What a parent holds after sending: what they sent, word for word, on the thank-you page and as a PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from flask import current_app, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from portal.config import ENGLISH, Config
from portal.directory import hours, snapshot
from portal.directory.cards import card, spoken_time
from portal.families.change import CHANGE
from portal.families.following import QUIET
from portal.families.journey import NOTIFY
from portal.families.letter import NOT_ENOUGH
from portal.families.regime import as_if
from portal.families.steps.children import PERHAPS
from portal.families.steps.more import KEPT_SAFE, Safety
from portal.journeys.review import Row, Section, review
from portal.law import says
from portal.printing import Unprintable, letters, typeset
from portal.storage import CannotOpen
from portal.submissions import Submission
from portal.submissions.receipts import regime_when_sent
from portal.web.catalogues import speaking
from portal.web.language import locale_code, own_name
from portal.words import Kind, TeamRole

JOURNEYS = {Kind.NOTIFICATION: NOTIFY, Kind.CHANGE: CHANGE}
SHOWN = timedelta(hours=1)
"""How long after sending the same browser shows the words once more. The team has them; a shared device must not."""
SIZE = 12
"""Points."""
LONG = re.compile("[^ ]{24,}")
LONG_PLAIN = 40
"""So many signs without a space may be wider than the paper; plain letters are narrow enough for some more."""
SCRIPTS = {
    "ur": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "pa": re.compile("[\u0a00-\u0a7f]"),
}
"""The scripts that stand higher on a line than Latin letters, as templates/print/common.typ names them."""

log = structlog.get_logger(__name__)
Write = Callable[[str], str]


def is_shown(submission: Submission, now: datetime) -> bool:
    """Whether its words may still be shown in the browser that sent them."""
    return now < submission.received_at + SHOWN


def shown(submission: Submission) -> Mapping[str, Any]:
    """What the thank-you page shows beside the reference: whom to ask, the law of the day, and what was sent.

    When the words do not open, it comes all the same, without them.
    """
    now, directory = datetime.now(UTC), snapshot()
    council, team = directory.council(submission.council), directory.team(submission.team_code)
    admissions = directory.team_for(submission.council, TeamRole.ADMISSIONS)
    told = [directory.team(one.team_code) for one in submission.told]
    try:
        said, sections = (
            submission.said["answers"],
            said_back(submission, whole=False) if is_shown(submission, now) else [],
        )
    except CannotOpen:
        said, sections = {}, []
    return {
        "said": said,
        "sections": sections,
        "regime": regime_when_sent(submission),
        "card": card(council, team, now) if council and team else None,
        "admissions": card(council, admissions, now) if council and admissions else None,
        "follow_at": _follow_at(),
        "told": [one.name for one in told if one and one.role not in QUIET],
    }


def _follow_at() -> str:
    """The address of the page that follows it, as somebody types it from paper."""
    config: Config = current_app.extensions["portal.config"]
    return (config.url + url_for("following.enter")).partition("://")[2]


def said_back(submission: Submission, whole: bool = True) -> list[Section]:
    """Each question that was answered, in the reader's language, with the answer as it was given. Not ``whole``:
    without those that no screen says back.

    The form may have changed since, or the law; then the questions stand as they were asked, in English.
    """
    said, journey = submission.said, JOURNEYS[submission.kind]
    with as_if(regime_when_sent(submission)):
        path = journey.path(said["answers"])
        if path.kept == said["answers"]:
            return _answered(review(journey.path(_showable(said["answers"])), whole))
    with speaking(ENGLISH):
        hidden, topic = str(Safety.question), str(KEPT_SAFE.label)
    return _answered(
        [
            Section(
                one["title"],
                [
                    Row(row["question"], [line for line in row["answer"] if line != topic], "")
                    for row in one["rows"]
                    if row["question"] != hidden
                ],
            )
            for one in said["sections"]
        ]
    )


def _showable(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Without whom the address is kept from, and that there is somebody: a receipt is shown to others, and the very
    person may be one of them. The team has it."""
    topics = [one for one in answers.get("more") or [] if one != KEPT_SAFE.code]
    return {**answers, "more": topics, "not_to_share_with": None}


def pdf(submission: Submission) -> bytes:
    """The same on paper, in the reader's language, or in English where our fonts lack its letters.

    Signs that no font has are named in brackets. Letters that are known each but can still not be set together, as
    no font has both, are named too, so that there is a PDF for whatever was typed.
    """
    for language, write in ((_printed_language(), letters.drawable), (ENGLISH, letters.plain)):
        with speaking(language):
            data = _data(submission, language, write)
        try:
            return typeset("receipt", data, lang=language, sizes=(SIZE,))
        except Unprintable:
            log.warning("receipt set in plain letters", language=language)
    raise Unprintable("a receipt in plain English letters")  # the template is at fault then


def _printed_language() -> str:
    """The reader's language, where our fonts have its letters."""
    language, name = locale_code(), own_name(locale_code())
    return language if letters.drawable(name) == name else ENGLISH


def _data(submission: Submission, language: str, write: Write) -> dict[str, Any]:
    team = snapshot().team(submission.team_code)
    at = hours.local(submission.received_at)
    sections = said_back(submission)
    return {
        "title": _("What you sent to the council"),
        "reference": submission.reference,
        "page": _("Page %(number)s of %(of)s", number="{number}", of="{of}"),
        "facts": [
            {"label": _("Your reference:"), "value": submission.reference, "exact": True},
            {"label": _("Sent on:"), "value": f"{format_date(at, 'long')}, {spoken_time(at.time())}", "exact": False},
            {"label": _("Sent to:"), "value": write(team.name) if team else "", "exact": False},
        ],
        "notes": _notes(submission, language, sections, write),
        "sections": [
            {
                "title": _line(section.title or _("About your family"), write) if section.title or number else None,
                "rows": [
                    {"question": write(row.question), "answer": [_line(line, write) for line in row.answer]}
                    for row in section.rows
                ],
            }
            for number, section in enumerate(sections)
        ],
    }


def _notes(submission: Submission, language: str, sections: list[Section], write: Write) -> list[str]:
    notes = [_("Your answers stand here as you gave them. Questions that you left out are not here.")]
    if language != ENGLISH:
        notes.append(_("The team reads the questions in English, and your answers as you gave them."))
    typed = [line for section in sections for row in section.rows for line in row.answer]
    if any(write(line) != line for line in typed):
        notes.append(
            _(
                "Some signs cannot be printed on this paper. Their names stand in brackets instead. The team sees what "
                "you typed. The thank-you page in your browser shows it too, and you can print that page."
            )
        )
    if submission.kind == Kind.NOTIFICATION:
        notes += _about_the_letter(submission)
    return [str(note) for note in notes]


def _about_the_letter(submission: Submission) -> list[str]:
    """What takes a child off a school's list, and for which of these children that is not enough."""
    said, regime = submission.said["answers"], regime_when_sent(submission)
    if said.get("stage") == "never_school":
        return []
    given = {name for child in said.get("children") or [] for name in NOT_ENOUGH if child.get(name) in PERHAPS}
    codes = ["letter-takes-off-roll", *(code for name, code in NOT_ENOUGH.items() if name in given)]
    return [sentence for code in codes if (sentence := says(code, regime))]


def _line(typed: str, write: Write) -> dict[str, str]:
    """A line that somebody typed, which way it runs, and in which script."""
    words = write(typed.replace("\t", "    "))
    return {
        "text": LONG.sub(_breakable, words),
        "direction": _runs(words),
        "script": next((name for name, signs in SCRIPTS.items() if signs.search(words)), ""),
    }


def _breakable(run: re.Match[str]) -> str:
    """A long word that may go on in the next line anywhere, but for e-mail addresses and the like that surely fit:
    whoever copies these gets nothing but their letters."""
    word = run[0]
    return word if word.isascii() and len(word) < LONG_PLAIN else "\u200b".join(word)


def _runs(words: str) -> str:
    """``rtl`` or ``ltr``: as the first letter says that has a direction (Unicode Standard Annex 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(sign) for sign in words)
    first = next((one for one in strong if one in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _answered(sections: list[Section]) -> list[Section]:
    found = [Section(one.title, [row for row in one.rows if row.answer]) for one in sections]
    return [one for one in found if one.rows]
