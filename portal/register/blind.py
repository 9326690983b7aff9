"""Marks to find a record by: keyed hashes of what is known of a child. With the database alone nobody can ask for a
name, a birthday or a postcode; with the key, equal things have equal marks and nothing more can be read from them.

Each kind of mark is hashed apart from the others, and each council's apart from all others': the same child at two
councils has no mark in common. What only a young person's own words told is hashed apart once more, so that it is
found by those alone who may read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from itertools import combinations, pairwise

from sqlalchemy import select

from portal.register import sounds
from portal.register.facts import Address, Fact, Identifier, Identity, OtherName, School, own_words, rows_of
from portal.register.models import Child, ChildFact, MatchKey
from portal.register.years import compulsory_until
from portal.storage import db, keys

SIZE = 16
"""Bytes of a mark that are kept. Two different things share one by chance once in 10^38."""
PAIRED = 6
"""Of a name with more words than these the first are paired."""


class What(StrEnum):
    """What a mark is made from."""

    NAME = "name"
    """All words of a name, in any order."""
    WORD = "word"
    """One word of a name as it is spelled."""
    SOUND = "sound"
    """What one word of a name sounds like."""
    PAIR = "pair"
    """What two words of one name sound like, in any order: many are called Mohammed, many Khan, and few both."""
    BORN = "born"
    POSTCODE = "postcode"
    NUMBER = "number"
    """A UPN, or the number of another system."""
    SCHOOL = "school"
    """One telling word of a school's name."""


_SHARED_WORDS = (
    "academy and at c ce church college community cofe e first for free grammar high home independent infant infants "
    "junior middle nursery of primary rc saint school secondary sixth form st state the upper voluntary"
)
SCHOOL_WORDS = frozenset(_SHARED_WORDS.split())
"""Words that many schools share."""


def mark(council: str, what: What, value: str, own: bool = False) -> bytes:
    """The mark of one value, made plain before. ``own``: told only by a young person's own words."""
    domain = f"{what}/own" if own else str(what)
    return keys().blind(f"child\0{council}\0{domain}\0{value}".encode())[-SIZE:]


def leaves_mark(born: date | None) -> bytes | None:
    """The mark of the year in which the compulsory school age of somebody born then ends; None where nobody knows."""
    return mark_of_year(compulsory_until(born).year) if born else None


def mark_of_year(year: int) -> bytes:
    """The mark of one such year. It is the same at every council: a list goes along it."""
    return keys().blind(f"child\0leaves\0{year}".encode())[-SIZE:]


def refresh(child: Child) -> None:
    """Write exactly the marks that the facts of this very record give, and delete all others of it. Records that are
    merged into it keep their own, so that taking them apart again needs nothing."""
    due = {
        (_kept_as(what, own), each)
        for own in (False, True)
        for what, made in _marks(child, own).items()
        for each in made
    }
    have: set[tuple[str, bytes]] = set()
    stale = []
    for row in db.session.scalars(select(MatchKey).where(MatchKey.child_id == child.id)):
        key = (row.what, row.mark)
        if key in due - have and (row.council, row.made_at) == (child.council, child.made_at):
            have.add(key)
        else:
            stale.append(row)
    for row in stale:
        db.session.delete(row)
    db.session.add_all(
        MatchKey(child_id=child.id, council=child.council, what=what, mark=each, made_at=child.made_at)
        for what, each in sorted(due - have)
    )
    db.session.flush()


def marks_of(council: str, known: Iterable[Fact], own: bool = False) -> dict[What, set[bytes]]:
    """The marks that these facts give at one council."""
    made: dict[What, set[bytes]] = {}
    for what, value in values_of(known):
        made.setdefault(what, set()).add(mark(council, what, value, own))
    return made


def values_of(known: Iterable[Fact]) -> Iterator[tuple[What, str]]:
    """What can be found of these facts: each kind and its plain value, in the clear. Never to be kept."""
    for fact in known:
        if isinstance(fact, Identity):
            yield from _identity(fact)
        elif isinstance(fact, OtherName):
            yield from _name(fact.given, fact.family)
        elif isinstance(fact, Address) and (code := plain_postcode(fact.postcode)):
            yield What.POSTCODE, code
        elif isinstance(fact, Identifier) and (number := plain_number(fact.value)):
            yield What.NUMBER, number
        elif isinstance(fact, School):
            yield from ((What.SCHOOL, word) for word in school_words(fact.name))


def name_value(words: Iterable[str]) -> str:
    """All words of a name, so that their order does not count."""
    return " ".join(sorted(map(sounds.plain, words)))


def name_words(part: str) -> list[str]:
    """The words of a first or a last name, and each two together: "Abdul Rahman" is "Abdulrahman" elsewhere."""
    found = sounds.words(part)
    return [*found, *(one + other for one, other in pairwise(found))]


def pairs(one: str, other: str) -> set[str]:
    """What two words of a name may sound like together; which of them came first does not count."""
    return {" ".join(sorted((first, second))) for first in sounds.sounds(one) for second in sounds.sounds(other)}


def school_words(name: str) -> list[str]:
    """The telling words of a school's name; all of its words where none tells more than another."""
    found = [sounds.plain(word) for word in sounds.words(name)]
    return [word for word in found if word not in SCHOOL_WORDS] or found


def plain_postcode(postcode: str) -> str:
    """ "lu1 2bq " and "LU12BQ" are one; "" for none."""
    return _signs(postcode)


def plain_number(number: str) -> str:
    """A number of another system without spaces and dashes, in capitals; "" for none."""
    return _signs(number)


def swapped(day: date) -> date | None:
    """The day that it is when somebody took the month for the day; None where that is no other date."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)


def _identity(fact: Identity) -> Iterator[tuple[What, str]]:
    for given in {fact.given, fact.known_as or fact.given}:
        yield from _name(given, fact.family)
    if fact.born:
        yield What.BORN, fact.born


def _name(given: str, family: str) -> Iterator[tuple[What, str]]:
    if whole := name_value([*sounds.words(given), *sounds.words(family)]):
        yield What.NAME, whole
    found = [*name_words(given), *name_words(family)]
    for word in found:
        yield What.WORD, sounds.plain(word)
        yield from ((What.SOUND, code) for code in sounds.sounds(word))
    for one, other in combinations(found[:PAIRED], 2):
        yield from ((What.PAIR, pair) for pair in pairs(one, other))


def _signs(text: str) -> str:
    return re.sub("[^A-Z0-9]", "", unicodedata.normalize("NFKC", text[:80]).upper())


def _marks(child: Child, own: bool) -> dict[What, set[bytes]]:
    rows = rows_of([child.id])
    by_themselves = own_words(rows)
    told = [row for row in rows if (row.id in by_themselves) == own]
    return marks_of(child.council, opened(told), own)


def opened(rows: Iterable[ChildFact]) -> list[Fact]:
    """The facts in these rows by which a child can be found. Raises CannotOpen for one that was tampered with."""
    return [_FINDABLE[row.topic].of(row.said) for row in rows if row.topic in _FINDABLE]


_FINDABLE: dict[str, type[Fact]] = {one.topic: one for one in (Identity, OtherName, Address, Identifier, School)}


def _kept_as(what: What, own: bool) -> str:
    return f"own-{what}" if own else str(what)
