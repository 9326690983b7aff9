"""Which spellings of one name the portal finds, and which other names come along: the numbers of docs/matching.md."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from portal.register import sounds
from tests.register.name_pairs import LAST_SAME, LATER_OTHER, LATER_SAME, OTHER, SAME

DOCS = Path(__file__).parents[2] / "docs" / "matching.md"
ALL_SAME, ALL_OTHER = [*SAME, *LATER_SAME, *LAST_SAME], [*OTHER, *LATER_OTHER]
NEEDED = (
    "Khan/Kahn Khan/Xan Mohammed/Muhammad Mohammed/Mohamed Muhammad/Mohamed Łukasz/Lukas Ayesha/Aisha Ayesha/Aysha "
    "Aisha/Aysha Ștefan/Stefan Czarnecki/Charnetski Begum/Begom O'Neill/Oneil Smith-Jones/Jones"
)


def heard(name: str) -> frozenset[str]:
    return frozenset(code for word in sounds.words(name) for code in sounds.sounds(word))


def found(one: str, other: str) -> bool:
    return bool(heard(one) & heard(other))


def said_alike(one: str, other: str) -> bool:
    return any(sounds.alike(first, second) for first in sounds.words(one) for second in sounds.words(other))


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %"


@pytest.mark.parametrize("pair", NEEDED.split())
def test_a_name_is_found_in_its_other_spellings(pair: str) -> None:
    assert found(*pair.split("/"))


def test_a_pet_name_is_another_name() -> None:
    assert not found("Wojciech", "Wojtek")


def test_the_papers_tell_what_is_found_and_what_not() -> None:
    assert len(ALL_SAME) + len(ALL_OTHER) >= 200
    right, wrong = sum(found(*pair) for pair in ALL_SAME), sum(found(*pair) for pair in ALL_OTHER)
    hinted, misled = sum(said_alike(*pair) for pair in ALL_SAME), sum(said_alike(*pair) for pair in ALL_OTHER)
    unseen = sum(found(*pair) for pair in LAST_SAME)
    names = sorted({name for pair in (*ALL_SAME, *ALL_OTHER) for name in pair})
    labelled = {frozenset(pair) for pair in ALL_SAME}
    any_two = [pair for pair in combinations(names, 2) if frozenset(pair) not in labelled]
    codes = {name: heard(name) for name in names}
    by_chance = sum(bool(codes[one] & codes[other]) for one, other in any_two)
    told = DOCS.read_text(encoding="utf-8")
    for line in (
        f"| pairs of one name | {len(ALL_SAME)} |",
        f"| pairs of two names that are near each other | {len(ALL_OTHER)} |",
        f"| found by the search, of all pairs of one name (recall) | {percent(right, len(ALL_SAME))} |",
        f"| the same, of the {len(LAST_SAME)} that nothing was made to fit | {percent(unseen, len(LAST_SAME))} |",
        f"| of what the search finds among these, one name (precision) | {percent(right, right + wrong)} |",
        f"| called alike by a hint, of all pairs of one name (recall) | {percent(hinted, len(ALL_SAME))} |",
        f"| of what a hint calls alike, one name (precision) | {percent(hinted, hinted + misled)} |",
        f"| any two different names of the lists that share a sound | {100 * by_chance / len(any_two):.1f} % |",
    ):
        assert line in told, line


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "😀 👨‍👩‍👧", "\u200f\u202e", "=HYPERLINK(1)", "a" * 10_000, "x " * 9_999, "١٢٣", "٠", "ß", "İ"],
)
def test_any_text_has_words_or_none_and_never_fails(text: str) -> None:
    found_words = sounds.words(text)
    assert len(found_words) <= sounds.MOST
    for word in found_words:
        assert sounds.plain(word)
        assert sounds.sounds(word)
        assert sounds.alike(word, word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O’Neill", "ONEILL"),
        ("Mc Donald", "McDonald"),
        ("Al-Hassan", "hassan"),
        ("Van der Berg", "Berg"),
        ("Zoë", "Zoe"),
    ],
)
def test_what_one_office_writes_apart_another_writes_together(one: str, other: str) -> None:
    assert sounds.same(sounds.words(one), sounds.words(other))


def test_no_name_is_not_the_same_as_no_name() -> None:
    assert not sounds.same([], [])
    assert sounds.words("von") == ["von"], "where there is nothing else it counts"
