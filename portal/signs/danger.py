"""Signs of danger in what a young person chose or wrote.

A sign makes help stand on the very next page and a person look at once. It decides nothing else, and nothing is ever
withheld for want of one. The lists ring too often rather than too seldom: a false alarm costs somebody a minute, a miss
may cost a child (docs/danger-words.md says how often they do either).

What a list looks like, one for each language, in ``danger_terms``:

    # reviewed_on: 2026-11-22
    [sets]
    HITS = hit hits hitting      a name for words that mean the same, for use in the phrases of this file
    [forgive]
    suicide !decide              found with a slip in it; what follows "!" is a word of its own and no slip of another
    [being_hurt]                 phrases of one sign, as portal/signs/voice_phrases.py reads them
    HITS ~ (me|us)
    [harmless]                   what a phrase within these words says is no sign
    hit me like a
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from portal.signs.danger_phrases import Phrases
from portal.signs.danger_reading import Reader, fold
from portal.signs.voice_phrases import Token, lines

FOLDER = Path(__file__).parent / "danger_terms"
HARMLESS, SETS, FORGIVE = "harmless", "sets", "forgive"
NAME = re.compile(r"[A-Z][A-Z_]+")


class Sign(StrEnum):
    """What may be the matter. The names are also the groups of the lists."""

    NOT_SAFE = "not_safe"
    BEING_HURT = "being_hurt"
    HURTING_MYSELF = "hurting_myself"
    RUNNING_AWAY = "running_away"


CODED = frozenset(
    ("age_group", "level", "with_whom", "council", "feeling", "had_say", "wish", "friends", "help_learn", "health",
     "trusted_adult", "safe", "safe_elsewhere", "worries", "hurt", "wants_contact", "talk_to", "talk_with",
     "contact_how", "message_ok", "may_write")
)  # fmt: skip
"""The answers that are chosen and not written. Every other text is read, a field for a telephone number too: people
write where they can."""

CHOSEN: Mapping[str, Mapping[str, Sign]] = {
    "safe": dict.fromkeys(("no", "not_sure", "mostly"), Sign.NOT_SAFE),
    "safe_elsewhere": dict.fromkeys(("no", "not_sure", "mostly"), Sign.NOT_SAFE),
    "hurt": dict.fromkeys(("yes", "not_sure"), Sign.BEING_HURT),
    "worries": {
        "hurt_by_someone": Sign.BEING_HURT,
        "someone_scares_me": Sign.NOT_SAFE,
        "hurting_myself": Sign.HURTING_MYSELF,
        "running_away": Sign.RUNNING_AWAY,
    },
}
BECAUSE = {
    Sign.NOT_SAFE: "They may not be safe.",
    Sign.BEING_HURT: "They may be being hurt by somebody.",
    Sign.HURTING_MYSELF: "They may be hurting themselves, or may be thinking of it.",
    Sign.RUNNING_AWAY: "They may be about to run away, or may have left home.",
}


def signs(answers: Mapping[str, Any]) -> tuple[Sign, ...]:
    """What the answers of the young person's form may be signs of, choices and words together. In the order of
    :class:`Sign`, each once. Never raises."""
    return _in_order((*_chosen(answers), *words_signs(answers)))


def words_signs(answers: Mapping[str, Any]) -> tuple[Sign, ...]:
    """The signs that come from words alone, in whatever field somebody wrote them. Never raises."""
    texts = (text for name, value in answers.items() if name not in CODED for text in _texts(value))
    return _in_order(sign for text in texts for sign in signs_in(text))


def signs_in(text: str) -> tuple[Sign, ...]:
    """What these words may be signs of, in any of the languages and in several at once. Never raises."""
    secret = _Unkept(text)
    return _signs_of(secret)


def because(sign: Sign) -> str:
    """The sign as a sentence for staff."""
    return BECAUSE[sign]


def _chosen(answers: Mapping[str, Any]) -> Iterator[Sign]:
    for name, meanings in CHOSEN.items():
        value = answers.get(name)
        codes = value if isinstance(value, list | tuple) else [value]
        yield from (meanings[code] for code in codes if isinstance(code, str) and code in meanings)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, also in the items of lists and blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _texts(one))


def _in_order(found: Iterable[Sign]) -> tuple[Sign, ...]:
    every = set(found)
    return tuple(sign for sign in Sign if sign in every)


class _Unkept:
    """A text to look up what was found in it before: the pages of one form ask many times. It is known by a hash under
    a secret of this process, so the memory of what was found holds no words."""

    __slots__ = ("_known_by", "text")
    _secret = secrets.token_bytes(32)

    def __init__(self, text: str) -> None:
        self.text: str | None = text
        self._known_by = blake2b(text.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=16).digest()

    def __hash__(self) -> int:
        return hash(self._known_by)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unkept) and self._known_by == other._known_by


@lru_cache(maxsize=2000)
def _signs_of(secret: _Unkept) -> tuple[Sign, ...]:
    text, secret.text = secret.text or "", None
    return LISTS.signs_in(text)


class Lists:
    """The lists of every language as one."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Raises ValueError naming the file and line that cannot be read."""
        once = cache(fold)  # the lists say most words many times
        self.signs, self.harmless = Phrases(once), Phrases(once)
        self._forgiven: set[str] = set()
        self._words_of_their_own: set[str] = set()
        for file in files:
            sets: dict[str, str] = {}
            for number, group, line in lines(file):
                try:
                    self._take(group, line, sets)
                except ValueError as wrong:
                    raise ValueError(f"{file.name}, line {number}: {wrong}") from wrong
        known = self.signs.words | self.harmless.words | self._words_of_their_own
        self._reader = Reader(known, self._forgiven)

    def signs_in(self, text: str) -> tuple[Sign, ...]:
        """What the words may be signs of. Sentences and quotation marks are not minded: a child does not put them,
        and what somebody else said may be the threat."""
        found: set[str] = set()
        for words in self._reader.read(text):
            self._look(words, found)
        return _in_order(Sign(group) for group in found)

    def _take(self, group: str, line: str, sets: dict[str, str]) -> None:
        """Take a line of a list in; ``sets`` are those of its file so far. Raises ValueError if it cannot be read."""
        if group == SETS:
            name, _, words = line.partition("=")
            sets[name.strip()] = "|".join(words.split())
        elif group == FORGIVE:
            for word in line.split():
                (self._words_of_their_own if word.startswith("!") else self._forgiven).add(fold(word.lstrip("!")))
        else:
            book, name = (self.harmless, group) if group == HARMLESS else (self.signs, Sign(group))
            book.add(name, NAME.sub(lambda found: _spelled(found, sets), line))

    def _look(self, words: list[Token], found: set[str]) -> None:
        """Put into ``found`` what is in these words and not there yet."""
        harmless = [(one.first, one.last) for one in self.harmless.find(words, whole_sentences=True)]
        for one in self.signs.find(words):
            if one.group not in found and not any(a <= one.first and one.last <= z for a, z in harmless):
                found.add(one.group)


def _spelled(name: re.Match[str], sets: Mapping[str, str]) -> str:
    """The words of a set, in brackets where the name stands alone. Raises ValueError if nobody explained the name."""
    if name[0] not in sets:
        raise ValueError(f"{name[0]} is in no [sets]")
    before, after = name.string[: name.start()], name.string[name.end() :]
    alone = before[-1:] in ("", " ", "!") and after[:1] in ("", " ") and before.count("(") == before.count(")")
    return f"({sets[name[0]]})" if alone else sets[name[0]]


LISTS = Lists(sorted(FOLDER.glob("*.txt")))
