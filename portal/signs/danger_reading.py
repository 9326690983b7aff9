"""Reads what a frightened child typed as it was meant: slips, stretched letters, and spellings that hide a word."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from portal.signs.voice_phrases import Token, tokens

ONE_WAY = str.maketrans({"_": " ", "’": "'", "ʼ": "'", **dict.fromkeys("\u00ad\u200b\u200e\u200f\u2060\ufeff")})
STRETCHED = re.compile(r"(.)\1+")
"""A letter typed twice or more counts once, in the lists as in the text: "killl", "scarred", "hitting" and "hiting"."""

DROPPED_FROM_INDIC = frozenset("\u09bc\u0a3c\u0981\u0a01\u0a02\u0a70\u0a71\u09cd\u0a4d")
"""Dots, nasal signs and joins, which are often left out. The vowel signs stay: without them half the words agree."""
FIRST_INDIC = "\u0900"
SAME_LETTER = str.maketrans(
    {
        "ł": "l", "ı": "i",
        # Arabic letters that sound alike in Urdu, and those of Arabic and Persian keyboards
        "ي": "ی", "ى": "ی", "ے": "ی", "ئ": "ی", "ك": "ک", "ق": "ک", "ه": "ہ", "ھ": "ہ", "ح": "ہ", "ة": "ہ", "ۃ": "ہ",
        "ں": "ن", "ؤ": "و", "آ": "ا", "أ": "ا", "إ": "ا", "ع": "ا", "ط": "ت", "ص": "س", "ث": "س", "ذ": "ز", "ض": "ز",
        "ظ": "ز", "ء": None,
        # long and short vowels, and letters that sound alike
        "ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "শ": "স", "ষ": "স", "ণ": "ন", "য": "জ", "ৎ": "ত", "ঃ": None, "ং": "ঙ",
        "ੀ": "ਿ", "ੂ": "ੁ", "ੈ": "ੇ", "ੌ": "ੋ", "ਣ": "ਨ", "ਈ": "ਇ", "ਊ": "ਉ", "ਐ": "ਏ", "ਔ": "ਓ", "ਃ": None,
    }
)  # fmt: skip
R_WITH_A_DOT = re.compile("[\u09dc\u09dd]|[\u09a1\u09a2]\u09bc")
"""Two Bengali letters, each as one sign or as two: many write a plain r for them."""

LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "ate", "@": "a", "$": "s",
    "!": "i", "|": "l", "*": None})  # fmt: skip
HIDING = re.compile(r"(?<![A-Za-z0-9@$!|*])[A-Za-z]*[0134578@$!|*][A-Za-z0-9@$!|*]*")
SPELLED_OUT = re.compile(r"(?<!\w)(?:[^\W\d_][\s.*-]{1,2}){3,}[^\W\d_](?!\w)")

SHORT = {
    "u": ("you",), "ur": ("your",), "2": ("to",), "n": ("and",), "dnt": ("do", "not"), "cnt": ("can", "not"),
    "wana": ("want", "to"), "wona": ("want", "to"), "gona": ("going", "to"), "tryna": ("trying", "to"),
    "goin": ("going",), "wnt": ("want",), "aint": ("am", "not"), "arent": ("are", "not"), "neva": ("never",),
    "nvr": ("never",), "bc": ("because",), "cuz": ("because",), "cos": ("because",),
}  # fmt: skip
"""How children shorten, after stretched letters are gone."""


def fold(word: str) -> str:
    """The word as it is compared: no capitals and marks, letters that are mistaken for each other as one."""
    if not word.isascii():
        apart = unicodedata.normalize("NFKD", R_WITH_A_DOT.sub("\u09b0", word.lower()))
        word = "".join(letter for letter in apart if not _drops(letter)).translate(SAME_LETTER)
    return STRETCHED.sub(r"\1", word.lower())


def _drops(letter: str) -> bool:
    if letter >= FIRST_INDIC:
        return letter in DROPPED_FROM_INDIC or letter in "\u200c\u200d"
    return unicodedata.category(letter) == "Mn"


class Reader:
    """Turns a text into the words of the lists, where it can tell that one of them is meant."""

    def __init__(self, known: Iterable[str], forgiven: Iterable[str]) -> None:
        """``known`` words stand as they are; one that is a slip away from a ``forgiven`` word becomes that word. Both
        are folded."""
        self._known = {word: (word,) for word in (*known, *forgiven)} | SHORT
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in forgiven:
            for length in range(len(word) - 1, len(word) + 2):
                self._near[word[0], length].append(word)

    def read(self, text: str) -> Iterator[list[Token]]:
        """The words as they stand; then, if some seem to be hidden by signs or gaps, as they would be without."""
        text = text.translate(ONE_WAY)
        meant: dict[str, tuple[str, ...]] = {}
        yield self._words(text, meant)
        shown = SPELLED_OUT.sub(_joined, HIDING.sub(_without_leet, text))
        if shown != text:
            yield self._words(shown, meant)

    def _words(self, text: str, meant: dict[str, tuple[str, ...]]) -> list[Token]:
        made: list[Token] = []
        for token in tokens(text, str.lower):
            word = token.word
            words = meant.get(word)
            if words is None:
                words = meant[word] = self._meant(word)
            if words == (word,):
                made.append(token)
            else:
                made.extend([Token(one, token.start, token.end, token.sentence) for one in words])
        return made

    def _meant(self, word: str) -> tuple[str, ...]:
        folded = fold(word)
        return self._known.get(folded) or (self._forgiven(folded),)

    def _forgiven(self, word: str) -> str:
        """The word of the lists that this one is a slip away from, if there is one; else the word itself."""
        near = self._near.get((word[0], len(word)), ()) if word else ()
        return next((meant for meant in near if _one_slip(word, meant)), word)


def _without_leet(found: re.Match[str]) -> str:
    whole = found.group()
    word = whole.strip("!|*")
    if word.isalpha() or not any(letter.isalpha() for letter in word):
        return whole
    return whole.replace(word, word.translate(LEET))


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[\s.*-]", "", found.group())


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was left out, added or wrong, or two beside each other were swapped."""
    at = next((at for at, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), len(meant))
    rest, wanted = typed[at:], meant[at:]
    return (
        rest[1:] in (wanted, wanted[1:])
        or rest == wanted[1:]
        or (rest[:2][::-1] == wanted[:2] and rest[2:] == wanted[2:])
    )
