"""How a name is written and how it sounds, so that Khan finds Kahn and Łukasz finds Lukas (docs/matching.md).

The sound is the Metaphone of a plain English respelling. Metaphone alone knows only English: what Polish, Romanian,
Turkish, Arabic, Urdu, Bengali and Punjabi names do to Latin letters is put right before it, by the tables below. A word
with two likely readings has two sounds. What it finds, and what not, is measured in tests/register/test_matching_pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import jellyfish
from anyascii import anyascii

LONGEST, MOST = 40, 10
"""No word counts further than so many letters, and no name further than so many words."""
NEAR = 0.75
"""How much alike two spellings of one sound must be (Jaro-Winkler, 0 to 1) before a hint calls them alike."""

_APOSTROPHES = re.compile("['’‘ʼʻʹ`´]")
_AYIN = "\u0639"
"""The Arabic letter that begins Ali and Aisha, and is none in Latin letters."""
_NOT_PLAIN = re.compile("[^a-z0-9]")
_VOWEL = re.compile("[aeiouy]")
_CONSONANT = re.compile("[ckgstz]h|.")
_PARTICLES = "al bin bint da de del della den der di do dos du el ibn la le ul ur van von"
PARTICLES = frozenset(_PARTICLES.split())
"""Written by one office and left out by the next. They count only where a name has nothing else."""
JOINED = frozenset({"mc", "mac", "o"})
"""Belong to the word after them: Mc Donald, O Neill."""

_MARKED: Mapping[str, tuple[str, ...]] = {
    "ç": ("ch", "s"),
    "č": ("ch",),
    "ć": ("ch",),
    "ş": ("sh",),
    "ș": ("sh",),
    "š": ("sh",),
    "ś": ("sh",),
    "ţ": ("ts",),
    "ț": ("ts",),
    "ž": ("zh",),
    "ż": ("zh",),
    "ö": ("oe",),
    "ü": ("ue",),
    "ä": ("ae",),
    "ñ": ("ny",),
}
"""What a letter with a mark sounds like. Without its mark it is a reading as well: most people leave marks out."""
_UNLIKE: Mapping[str, str] = {
    "aisling": "ashling",
    "aoife": "eefa",
    "caoimhe": "keeva",
    "ciara": "keera",
    "cillian": "killian",
    "eoin": "owen",
    "graeme": "graham",
    "neve": "neev",
    "niamh": "neev",
    "oisin": "osheen",
    "roisin": "rosheen",
    "saoirse": "seersha",
    "sean": "shawn",
    "siobhan": "shivawn",
}
"""Names that are said quite unlike they are written."""


def _rules(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), to) for pattern, to in pairs)


_ELSEWHERE = _rules(
    (r"^x(?=[aeiou])", "k"),
    (r"x(?=[a-z])", "ksh"),
    (r"chm", "hm"),
    (r"^ch(?=al[ie])", "k"),
    (r"szcz", "shch"),
    (r"cz", "ch"),
    (r"sz", "sh"),
    (r"rz", "zh"),
    (r"ck(?=[iya]$)", "tsk"),
    (r"(?<=[a-z])w(?=[aeiou]|sk)", "v"),
    (r"w$", "v"),
    (r"^w(?=[aiou])", "v"),
    (r"ci(?=[aeou])|^chi(?=[ou])", "ch"),
    (r"uth(?=m)", "us"),
    (r"^zh", "z"),
    (r"zac[hk]", "zak"),
    (r"dj|xh", "dzh"),
    (r"j", "y"),
    (r"dzh", "j"),
    (r"ch(?=[aou])", "k"),
    (r"(?<=[aeioubdlmnrst])h(?=[aeiou])", ""),
    (r"ou", "u"),
)
"""A second reading, as by somebody from Poland, Romania, Germany, Turkey, Iraq, Pakistan or Bengal."""
_ALWAYS = _rules(
    (r"^mac(?=[a-z]{3})", "mc"),
    (r"^mc(?=k)", "m"),
    (r"ph", "f"),
    (r"kh|^q(?=[aeio])|^qu(?=r)", "k"),
    (r"^([gdbj])h", r"\1"),
    (r"rh", "r"),
    (r"rghe$", "rge"),
    (r"[nm]gh", "ng"),
    (r"(?<=[aeiou])gh(?=[aeiou])", "g"),
    (r"mp([st])", r"m\1"),
    (r"(?<=[a-z])y|^y(?![aeiou])", "i"),
    (r"^ng[ui]+", "ng"),
    (r"ch(?=[lr])", "k"),
    (r"ew(?=[aeiou])", "u"),
    (r"nston$", "nson"),
    (r"c(?=k)", ""),
    (r"ie$", "i"),
    (r"oux?$", "u"),
    (r"([bdgptkfvszmnlr])\1+", r"\1"),
    (r"(?<=[aeiou])h(?![aeiou])", ""),
)
"""Letters that are there in one spelling and not in another."""


def words(text: str) -> list[str]:
    """The words of a name as they are written, with their marks; without apostrophes, signs and pictures, and without
    what is not always written (:data:`PARTICLES`). Any text is taken; some have no words."""
    bare = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text[: LONGEST * MOST]))
    # a vowel of Bengali or Punjabi is a mark (M), which a regular expression takes for the end of the word
    letters = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in bare)
    found = [word for word in letters.split() if plain(word)]
    joined: list[str] = []
    for word in found:
        if joined and plain(joined[-1]) in JOINED:
            joined[-1] += word
        else:
            joined.append(word)
    telling = [word for word in joined if plain(word) not in PARTICLES]
    return (telling or joined)[:MOST]


def plain(word: str) -> str:
    """One word in small Latin letters without marks, whatever script it is in; "" where nothing is left."""
    return _NOT_PLAIN.sub("", anyascii(word).lower())[:LONGEST]


def same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two names have the same words, in any order. Nothing is not the same as nothing."""
    first, second = sorted(map(plain, one)), sorted(map(plain, other))
    return bool(first) and (first == second or "".join(first) == "".join(second))


def sounds(word: str) -> frozenset[str]:
    """What a word may sound like: mostly one code, at times two or three; a number is itself."""
    if not (bare := plain(word)):
        return frozenset()
    return frozenset(code for code in map(_code, _respelt(word, bare)) if code) or frozenset({bare})


def alike(one: str, other: str) -> bool:
    """Whether two words sound alike and are written alike enough that a hint may say so."""
    if not sounds(one) & sounds(other):
        return False
    return any(
        jellyfish.jaro_winkler_similarity(first, second) >= NEAR
        for first in _respelt(one, plain(one))
        for second in _respelt(other, plain(other))
    )


def _respelt(word: str, bare: str) -> set[str]:
    read = {bare}
    marked = word.lower()
    for place in (0, 1):
        said = "".join(
            _MARKED[sign][min(place, len(_MARKED[sign]) - 1)] if sign in _MARKED else sign for sign in marked
        )
        read.add(plain(said))
    if bare in _UNLIKE:
        read.add(_UNLIKE[bare])
    read |= {_by(_ELSEWHERE, one) for one in read}
    # Arabic and Urdu leave short vowels out, and so does a name that was carried over letter by letter
    voiced = {one if _VOWEL.search(one) else "a".join(_CONSONANT.findall(one)) for one in read}
    if word.startswith(_AYIN):
        voiced = {f"a{one}" for one in voiced}
    return {_by(_ALWAYS, one) for one in voiced}


def _by(rules: Iterable[tuple[re.Pattern[str], str]], word: str) -> str:
    for pattern, to in rules:
        word = pattern.sub(to, word)
    return word


def _code(respelt: str) -> str:
    code: str = jellyfish.metaphone(respelt)
    if code[:1] in "AEIOUY":
        code = f"A{code[1:]}"
    code = code.replace("0", "T").replace("B", "P")
    return re.sub(r"(.)\1+", r"\1", code)
