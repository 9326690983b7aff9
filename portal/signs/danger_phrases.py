"""Finds thousands of phrases in a text in one pass, in a time that hangs on its length alone.

Each place of each phrase is one bit of a whole number. A word carries every place that was reached before it on to the
next place, where the phrase allows that word there: the Shift-And way (Baeza-Yates and Gonnet, 1992).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from portal.signs.voice_phrases import GAP, Found, Token

SEVERAL_WORDS = re.compile(r"(?<!!)\(([^()]* [^()]*)\)")
PIECE = re.compile(r"!?(?:[^()!~|*\s]+|\([^()!~|*\s]+(?:\|[^()!~|*\s]+)*\))")


class _Phrase(NamedTuple):
    group: str
    words: list[frozenset[str]]
    gap_after: list[bool]
    barred: frozenset[str]
    """The words that must not come next."""


class Phrases:
    """Phrases as ``portal/signs/voice_phrases.py`` writes them, without "^" and "*"; a choice in brackets may be
    of several words here. Add all, then search."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        """``fold`` gives a word as it is compared: the words that are searched must have gone through the same."""
        self._fold = fold
        self._places: dict[str, int] = defaultdict(int)
        self._starts = self._gaps = self._ends = self._length = 0
        self._ending_at: dict[int, _Phrase] = {}

    @property
    def words(self) -> frozenset[str]:
        """Every word that a phrase needs."""
        return frozenset(self._places)

    def add(self, group: str, line: str) -> None:
        """Put a phrase in. Raises ValueError if it cannot be read."""
        for one in _apart(line):
            self._add(self._read(group, one))

    def find(self, said: Sequence[Token], whole_sentences: bool = False) -> Iterator[Found]:
        """The phrases in these words, by where they end; within one sentence each if ``whole_sentences``."""
        reached = one_back = two_back = 0
        places, gaps, ends, starts = self._places, self._gaps, self._ends, self._starts
        for at, token in enumerate(said):
            if whole_sentences and at and token.sentence != said[at - 1].sentence:
                reached = one_back = two_back = 0
            allowed = places.get(token.word, 0)
            now = (((reached | one_back | two_back) << 1) | starts) & allowed if allowed else 0
            two_back, one_back, reached = one_back, reached & gaps, now
            ended = now & ends
            while ended:
                last = ended & -ended
                ended ^= last
                phrase = self._ending_at[last.bit_length()]
                if at + 1 == len(said) or said[at + 1].word not in phrase.barred:
                    yield from (Found(phrase.group, first, at) for first in _firsts(phrase, said, at))

    def _read(self, group: str, line: str) -> _Phrase:
        *pieces, last = line.split() or [""]
        barred = self._choices(last[1:]) if last.startswith("!") else frozenset()
        pieces += [] if barred else [last]
        if not pieces or "~" in (pieces[0], pieces[-1]) or "~ ~" in line:
            raise ValueError(f"a phrase begins and ends with a word: {line}")
        words = [self._choices(piece) for piece in pieces if piece != "~"]
        gap_after = [then == "~" for piece, then in zip(pieces, [*pieces[1:], ""], strict=True) if piece != "~"]
        return _Phrase(group, words, gap_after, barred)

    def _choices(self, piece: str) -> frozenset[str]:
        if not PIECE.fullmatch(piece):
            raise ValueError(f"cannot read {piece}")
        return frozenset(self._fold(choice) for choice in piece.strip("()").split("|"))

    def _add(self, phrase: _Phrase) -> None:
        self._starts |= 1 << self._length
        for choices, gap in zip(phrase.words, phrase.gap_after, strict=True):
            bit = 1 << self._length
            for word in choices:
                self._places[word] |= bit
            self._gaps |= bit if gap else 0
            self._length += 1
        self._ends |= 1 << (self._length - 1)
        self._ending_at[self._length] = phrase


def _apart(line: str) -> Iterator[str]:
    """The line once for each choice of several words, as in "end (it all|my life)"."""
    found = SEVERAL_WORDS.search(line)
    if found is None:
        yield line
        return
    choices = found[1].split("|")
    single = "|".join(choice for choice in choices if " " not in choice)
    for choice in (*([f"({single})"] if single else []), *(choice for choice in choices if " " in choice)):
        yield from _apart(f"{line[: found.start()]}{choice}{line[found.end() :]}")


def _firsts(phrase: _Phrase, said: Sequence[Token], last: int) -> set[int]:
    """Where a phrase that ends here may have begun."""
    here = {last}
    for choices, gap in zip(phrase.words[-2::-1], phrase.gap_after[-2::-1], strict=True):
        before = {at - back for at in here for back in range(1, 2 + (GAP if gap else 0)) if at >= back}
        here = {at for at in before if said[at].word in choices}
    return here
