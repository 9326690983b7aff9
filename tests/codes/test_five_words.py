"""Promise 8: a code cannot be guessed, forgives the hand that types it, and says nothing to whoever finds it."""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.codes import five_words
from portal.codes.five_words import (
    LONGEST_MESSAGE,
    WORDS,
    canonical,
    holds_code,
    meant,
    new_code,
    put_right,
    quick_key,
    slow_key,
    spoken,
)

SECRET = bytes(range(32))
LIST = Path(five_words.__file__).with_name("code_words.txt")
NEVER = Path(__file__).with_name("never_in_a_code.txt")
PAGES = Path(__file__).parents[2] / "translations" / "en_GB" / "pages"
PLURALS_WITH_A_WORD_OF_THEIR_OWN = "mouse mice goose geese tooth teeth foot feet leaf leaves wolf wolves shelf shelves "
PLURALS_WITH_A_WORD_OF_THEIR_OWN += (
    "scarf scarves loaf loaves half halves knife knives calf calves ox oxen person people "
)
PLURALS_WITH_A_WORD_OF_THEIR_OWN += (
    "cactus cacti octopus octopi penny pence die dice child children woman women man men"
)


@cache
def slips(word: str) -> tuple[str, ...]:
    """Every spelling that is one letter missing, wrong, extra or swapped away from ``word``."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    missing = {left + right[1:] for left, right in cuts if right}
    wrong = {left + letter + right[1:] for (left, right), letter in product(cuts, ascii_lowercase) if right}
    extra = {left + letter + right for (left, right), letter in product(cuts, ascii_lowercase)}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return tuple(sorted((missing | wrong | extra | swapped) - {word}))


a_code = st.lists(st.sampled_from(WORDS), min_size=5, max_size=5, unique=True)
a_gap = st.text(" \t\r\n.,;:-_/\u00a0\u2009\u2013\u2014\u2026\u201c\u201d\u2018\u2022\u3000|()", min_size=1, max_size=6)
a_style: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [
        str.upper,
        str.title,
        str.swapcase,
        lambda word: "".join(chr(ord(letter) + 0xFEE0) for letter in word),  # full width
        lambda word: word.translate(str.maketrans("aeou", "áêöů")),
        lambda word: word.translate(str.maketrans("aeopcxi", "аеорсхі")),  # Cyrillic
        lambda word: word[0] + "\u0301" + word[1:] + "\u200f",
        lambda word: word[:2] + "\u2019" + word[2:],
    ]
)


@st.composite
def a_slip(draw: st.DrawFn, word: str) -> str:
    return draw(st.sampled_from(slips(word)))


def test_a_code_is_one_of_more_than_two_to_the_fifty_as_the_module_says() -> None:
    bits = math.log2(math.perm(len(WORDS), 5))
    assert len(WORDS) >= 1300
    assert bits > 50
    assert five_words.__doc__ is not None
    assert f"{bits:.2f} bits" in five_words.__doc__
    assert f"{len(WORDS):,} words" in five_words.__doc__


def test_the_list_is_short_plain_words_one_a_line_in_order() -> None:
    lines = LIST.read_text(encoding="ascii").splitlines()
    assert lines == sorted(set(lines)) == list(WORDS)
    assert all(re.fullmatch("[a-z]{4,7}", word) for word in lines)


def test_one_slip_in_a_word_never_leaves_a_doubt_which_word_it_was() -> None:
    meant: dict[str, str] = {word: word for word in WORDS}
    for word in WORDS:
        for spelling in slips(word):
            assert meant.setdefault(spelling, word) == word, spelling
    for spelling in random.Random(1).sample(sorted(meant), 20_000):
        assert put_right(spelling) == meant[spelling]


def test_no_word_of_the_list_says_anything_to_whoever_finds_it() -> None:
    never = [line.split() for line in NEVER.read_text().splitlines() if line and not line.startswith("#")]
    reasons = [line for line in NEVER.read_text().splitlines() if line.startswith("# ")]
    words = {word for line in never for word in line}
    assert len(reasons) >= 14
    assert len(words) >= 2000
    assert not words & set(WORDS)


def test_no_word_is_the_plural_of_another() -> None:
    plurals = {word + ending for word in WORDS for ending in ("s", "es")} | {word[:-1] + "ies" for word in WORDS}
    odd = PLURALS_WITH_A_WORD_OF_THEIR_OWN.split()
    assert not plurals & set(WORDS)
    assert not [pair for pair in zip(odd[::2], odd[1::2], strict=True) if set(pair) <= set(WORDS)]


def test_new_codes_are_five_different_words_from_the_whole_list_in_any_order() -> None:
    made = [new_code() for _ in range(4000)]
    words = [code.split("-") for code in made]
    assert len(set(made)) == len(made)
    assert all(len(set(five)) == 5 for five in words)
    assert {word for five in words for word in five} == set(WORDS)
    assert any(five != sorted(five) for five in words)
    assert spoken(made[0]) == " ".join(words[0])
    assert canonical(spoken(made[0])) == canonical(made[0]) == made[0]


@given(a_code, st.lists(a_gap, min_size=6, max_size=6), st.lists(a_style, min_size=5, max_size=5))
def test_a_code_is_known_in_any_case_accent_and_look_alike_with_anything_between(
    words: list[str], gaps: list[str], styles: list[Callable[[str], str]]
) -> None:
    typed = gaps[5] + "".join(style(word) + gap for style, word, gap in zip(styles, words, gaps, strict=False))
    assert canonical(typed) == "-".join(words)


@given(st.data(), a_code)
def test_one_slip_in_every_word_is_forgiven(data: st.DataObject, words: list[str]) -> None:
    assert canonical(" ".join(data.draw(a_slip(word)) for word in words)) == "-".join(words)


@given(st.data(), a_code, st.integers(0, 4))
def test_words_run_together_are_known_also_with_a_slip_or_are_no_code(
    data: st.DataObject, words: list[str], place: int
) -> None:
    together = "".join(words)
    assert canonical(together) in {"-".join(words), None}
    assert canonical(words[0] + " " + "".join(words[1:3]) + "\n" + "".join(words[3:])) == canonical(together)
    words_slipped = [*words[:place], data.draw(a_slip(words[place])), *words[place + 1 :]]
    assert canonical("".join(words_slipped)) in {"-".join(words), None}


def test_words_run_together_are_hardly_ever_in_doubt() -> None:
    draw = random.Random(2)
    drawn = [draw.sample(WORDS, 5) for _ in range(2000)]
    assert sum(canonical("".join(five)) == "-".join(five) for five in drawn) >= 1998
    assert all(canonical(new_code().replace("-", "")) is not None for _ in range(200))


def test_words_run_together_that_can_be_read_in_two_ways_are_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(five_words, "_KNOWN", frozenset(["rain", "bow", "bows", "snow", "now", "pear", "kiwi"]))
    assert canonical("rainbowsnowpearkiwi") is None
    assert canonical("rain bow snow pear kiwi") == "rain-bow-snow-pear-kiwi"
    assert canonical("rain bows now pearkiwi") == "rain-bows-now-pear-kiwi"


@given(st.data(), a_code, st.integers(0, 4), st.integers(1, 3))
def test_a_word_broken_by_a_space_is_known_or_is_no_code(
    data: st.DataObject, words: list[str], place: int, cut: int
) -> None:
    typed = [data.draw(a_slip(word)) for word in words]
    typed[place] = words[place][:cut] + " " + words[place][cut:]
    assert canonical(" ".join(typed)) in {"-".join(words), None}


@given(a_code)
def test_the_order_counts_and_a_word_twice_or_too_many_or_too_few_is_no_code(words: list[str]) -> None:
    assert canonical(" ".join(reversed(words))) == "-".join(reversed(words)) != canonical(" ".join(words))
    assert canonical(" ".join([*words[:4], words[0]])) is None
    assert canonical(" ".join(words[:4])) is None
    assert canonical(" ".join([*words, words[0]])) is None


def test_two_slips_in_a_word_never_lead_to_a_code_that_somebody_else_was_given() -> None:
    draw = random.Random(3)
    given_out = {new_code() for _ in range(1000)}
    other = 0
    for code in given_out:
        for place in range(5):
            words = code.split("-")
            twice = draw.choice(slips(draw.choice(slips(words[place]))))
            read = canonical(" ".join([*words[:place], twice, *words[place + 1 :]]))
            assert read not in given_out - {code}
            other += read not in {code, None}
    assert other / 5000 < 0.012


@given(st.text())
@settings(max_examples=300)
def test_nothing_that_can_be_typed_raises(typed: str) -> None:
    assert canonical(typed) is None or len(typed) >= 15
    holds_code(typed)


HOSTILE = {
    "nul": "\0" * 1_000_000,
    "right to left": "\u202e\u200f" * 500_000,
    "emoji": "👩‍👩‍👧" * 200_000,
    "one word": "a" * 1_000_000,
    "accents": "a" + "\u0301" * 1_000_000,
    "signs that unfold": "\ufdfa" * 1_000_000,
    "half a surrogate": "\ud800" * 1_000_000,
    "words of the list": f"{WORDS[0]} " * 150_000,
    "words run together": ("".join(WORDS[:5])[:38] + "zq ") * 30_000,
    "four words and a break": " ".join([*WORDS[:4], "qqqqq"]) + " " + " ".join([*WORDS[9:13], "qqqqq"] * 30_000),
    "spaces": " " * 1_000_000,
    "short and tangled": "".join(spelling[:6] for spelling in slips("teacup")[:6])[:40],
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_no_code_and_costs_next_to_nothing(typed: str) -> None:
    assert canonical(typed) is None
    assert not holds_code(typed)
    assert least_time(lambda: canonical(typed)) < 0.05
    assert least_time(lambda: holds_code(typed)) < 0.05


@pytest.mark.parametrize("made", [slow_key, quick_key])
def test_a_key_is_the_same_every_time_and_nothing_without_the_secret(made: Callable[[str, bytes], bytes]) -> None:
    code, other = "rainbow-button-giraffe-teacup-violin", "rainbow-button-giraffe-violin-teacup"
    key = made(code, SECRET)
    assert key == made(code, SECRET) == made(meant("Rainbow, BUTON; girafef tea cup... violim"), SECRET)
    assert len(key) == 32
    assert len({key, made(other, SECRET), made(code, SECRET[::-1])}) == 3
    with pytest.raises(ValueError, match="32 bytes"):
        made(code, SECRET[:31])


def test_words_that_were_given_out_once_open_what_they_opened_for_ever() -> None:
    """Argon2id with 19 MiB and two rounds: another cost or another kind makes every code that is on paper useless."""
    code = "rainbow-button-giraffe-teacup-violin"
    assert slow_key(code, SECRET).hex() == "6a47980474090c2b6feac6413d02bf3a39e4b08163bd3b8fc71ef58ffd400bc8"
    assert quick_key(code, SECRET).hex() == "691019cf9f30f8ebbd0547fbbc6bbc137db80434284a985021ebbf407ac88a71"


def test_a_slow_and_a_quick_key_of_one_code_have_nothing_in_common() -> None:
    code = new_code()
    assert slow_key(code, SECRET) != quick_key(code, SECRET)


def test_what_is_no_code_has_a_text_of_its_own_that_no_code_has() -> None:
    typed = ["", "hello", "hello ", "\ud800", "teacup-teacup-teacup-teacup-teacup", "x" * 1_000_000]
    assert len({meant(text) for text in typed}) == len({quick_key(meant(text), SECRET) for text in typed}) == len(typed)
    assert not {meant(text) for text in typed} & set(typed)


@given(st.data(), a_code, st.lists(a_gap, min_size=4, max_size=4))
def test_a_message_with_a_code_in_it_is_found(data: st.DataObject, words: list[str], gaps: list[str]) -> None:
    slipped = [data.draw(a_slip(word)) for word in words]
    apart = "".join(word + gap for word, gap in zip(slipped, [*gaps, ""], strict=True))
    for told in (
        f"My code is {apart}. Please write to me there.",
        "Hi! " + "\n".join(f"{number}) {word.upper()}" for number, word in enumerate(words, 1)) + "\nBye",
        f"it is {words[0]} and {words[1]} and the {words[2]}, {words[3]} and {words[4]} thanks",
        f"it is {''.join(words)} ok",
        f"it is {''.join(words[:2])}-{''.join(words[2:])} ok",
    ):
        assert holds_code(told), told


def test_four_words_or_the_same_words_again_are_no_code() -> None:
    assert not holds_code("rainbow button giraffe teacup")
    assert not holds_code("rainbow button giraffe teacup went violin")
    assert not holds_code("rainbow button rainbow button rainbow button rainbow")
    assert holds_code("rainbow button rainbow giraffe teacup violin jigsaw")


def test_a_code_is_looked_for_in_all_of_a_long_message() -> None:
    code = spoken(new_code())
    assert holds_code("so it is. " * ((LONGEST_MESSAGE - 60) // 10) + code)


def test_ordinary_sentences_are_hardly_ever_taken_for_a_code() -> None:
    for sentences, least in ((list(our_own_sentences()), 500), (list(invented_sentences(4000)), 4000)):
        assert len(sentences) >= least
        taken = [sentence for sentence in sentences if holds_code(sentence)]
        assert len(taken) / len(sentences) < 0.001, taken


def least_time(run: Callable[[], object], times: int = 3) -> float:
    """The least processor time in seconds that ``run`` took."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def our_own_sentences() -> Iterator[str]:
    """Every English sentence that a young person reads on this site."""
    for page in sorted(PAGES.rglob("*.md")):
        text = re.sub(r"\]\([^)]*\)|^---.*?^---|[*#>\[\]]", " ", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        yield from (sentence for sentence in re.split(r"(?<=[.!?])\s+|\n+", text) if len(sentence.split()) > 3)


def invented_sentences(count: int) -> Iterator[str]:
    """What children write: who, what they do, with what, where, when and how they find it; and short lists."""
    draw = random.Random(4)
    likes = "football drawing swimming cooking dancing reading cycling guitar chess lego minecraft netball baking"
    animals = "rabbit hamster parrot pony kitten goldfish tortoise puppy gerbil guinea pigs chickens budgie"
    foods = "pizza pasta carrots apples toast pancakes noodles biscuits cheese grapes yoghurt rice soup"
    pools = [pool.split() for pool in (likes, animals, foods)]
    who = [
        "I",
        "My brother and I",
        "We",
        "My friend Sam",
        "Mum",
        "My teacher",
        "Grandad",
        "Nobody",
        "The man next door",
    ]
    does = [
        "play",
        "make",
        "learn about",
        "look after",
        "talk about",
        "draw",
        "love",
        "really hate",
        "never see",
        "miss",
    ]
    things = [
        "football",
        "the piano",
        "rainbow cakes",
        "space rockets",
        "spelling tests",
        "our rabbit",
        "planets and stars",
    ]
    things += ["comics", "my bicycle", "ancient Egypt", "the garden", "fractions", "dinosaur bones", "a wooden castle"]
    where = [
        "at home",
        "in the park",
        "at the library",
        "in the kitchen",
        "on the computer",
        "at the sports centre",
        "",
    ]
    when = ["every day", "on Saturday mornings", "after lunch", "when it rains", "last summer", "before breakfast", ""]
    feels = [
        "and it is fun",
        "but it is boring",
        "because I feel calm then",
        "and nobody asks me",
        "so I want to stay",
        "",
    ]
    for number in range(count):
        if number % 4:
            yield " ".join(draw.choice(part) for part in (who, does, things, where, when, feels)) + "."
        else:
            some = draw.sample(draw.choice(pools), draw.randint(2, 4))
            yield f"I like {', '.join(some[:-1])} and {some[-1]} {draw.choice(when)} {draw.choice(feels)}."
