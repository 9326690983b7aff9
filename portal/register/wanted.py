"""What somebody typed to find a child by: one box understands a name, a date, a reference, a postcode or a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from portal.register import blind, sounds
from portal.register.references import canonical as child_reference
from portal.submissions.references import ALPHABET
from portal.submissions.references import canonical as submission_reference

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SCHOOLISH = "school academy college primary nursery infant infants junior secondary grammar"
SCHOOLISH = frozenset(_SCHOOLISH.split())
"""A word of these says that the others may be a school's name."""
_DAY = re.compile(
    r"(?<![\w/.-])(\d{1,2})(?:st|nd|rd|th)?[ /.-]{1,3}(\d{1,2}|[a-z]{3,9})[ /.,-]{1,3}(\d{4}|\d{2})(?![\w/-])",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w/.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\w/-])")
_UPN = re.compile(r"(?<!\w)([a-z]\d{11}[0-9a-z])(?!\w)", re.IGNORECASE)
_SIGN = f"[{ALPHABET}]"
_CHILD = re.compile(rf"(?<!\w)C[- ]?{_SIGN}{{4}}[- ]?{_SIGN}{{4}}(?!\w)", re.IGNORECASE)
_SUBMISSION = re.compile(rf"(?<!\w){_SIGN}{{4}}[- ]?{_SIGN}{{4}}(?!\w)", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\w)([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)(?=[\w/-]*\d{3})[\w/-]+(?!\w)")


class Misread(Exception):
    """It looks like something that it cannot be. The message is a sentence for whoever typed it."""


@dataclass(frozen=True)
class Wanted:
    """What a record must have: all that is filled, not only one of it."""

    names: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    """Words of a name or of a school's name: nobody can say which."""
    born: date | None = None
    postcode: str = ""
    school: tuple[str, ...] = ()
    number: str = ""
    child: str = ""
    """A child's reference."""
    submission: str = ""

    @property
    def kinds(self) -> list[str]:
        """Which fields are filled, for the log: codes, never words."""
        return [name for name, value in vars(self).items() if value]

    @property
    def rare(self) -> bool:
        """Whether something is asked for that few children share."""
        return bool(self.number or self.postcode or self.born)

    @property
    def paired(self) -> bool:
        """Whether there are two words of one name, which few children share."""
        return len(self.names) > 1

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def also(self, other: Wanted) -> Wanted:
        """Both: what the box understood, narrowed by fields of their own."""
        filled = {name: getattr(other, name) for name in other.kinds}
        if "names" in filled:
            filled["names"] = self.names + other.names
        return replace(self, **filled)


def understand(typed: str) -> Wanted:
    """What one line means. Whatever is nothing else is a name. Any text is taken; some mean nothing.

    Raises Misread for a date that does not exist.
    """
    rest = "".join(str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFKC", typed[:400]))
    found: dict[str, object] = {}

    def take(name: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], object]) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            value = read(match)
            if value:
                found[name] = value
                rest = f"{rest[: match.start()]} {rest[match.end() :]}"
                return

    take("number", _UPN, lambda match: blind.plain_number(match[1]))
    take("child", _CHILD, lambda match: child_reference(match[0]))
    take("submission", _SUBMISSION, lambda match: submission_reference(match[0]) if _is_code(match[0]) else "")
    take("born", _ISO, lambda match: _date(match[0], match[3], match[2], match[1]))
    if "born" not in found:
        take("born", _DAY, lambda match: _date(match[0], match[1], match[2], match[3]))
    take("postcode", _POSTCODE, lambda match: blind.plain_postcode(match[0]))
    if "number" not in found:
        take("number", _NUMBER, lambda match: blind.plain_number(match[0]))
    return Wanted(**_words(rest), **found)  # type: ignore[arg-type]


def named(typed: str) -> tuple[str, ...]:
    """The words of a name to look for. Single letters are left out where there is anything else."""
    found = sounds.words(typed)
    return tuple([word for word in found if len(word) > 1] or found)


def _words(rest: str) -> dict[str, tuple[str, ...]]:
    found = named(rest)
    if SCHOOLISH & {sounds.plain(word) for word in found}:
        telling = tuple(word for word in found if sounds.plain(word) not in blind.SCHOOL_WORDS)
        return {"either": telling} if telling else {"school": found}
    return {"names": found}


def _is_code(text: str) -> bool:
    """A reference, and not a word of eight consonants: it has a digit or a dash."""
    return any(sign.isdigit() or sign == "-" for sign in text)


def _date(typed: str, day: str, month: str, year: str) -> date | None:
    """None for what is no date at all, such as "12 Example 2014"."""
    if not month.isdigit() and month[:3].lower() not in MONTHS:
        return None
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    if number > 12 >= int(day):  # as Americans write it
        day, number = str(number), int(day)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        raise Misread(f"{' '.join(typed.split())} is not a date. Type it like 27 3 2014.") from None
