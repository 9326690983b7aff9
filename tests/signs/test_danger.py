"""Words of danger: which ring, which do not, how often, how fast, and that nothing a child types can break it."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import Config
from portal.journeys.journey import field_names
from portal.signs import danger
from portal.signs.danger import CODED, FOLDER, LISTS, Lists, Sign, because, signs, signs_in, words_signs
from portal.web.fields import ChoiceField, ChoicesField
from portal.young_people.journey import VIEWS
from tests.signs.test_voice import rows as voices
from tests.support.live import ROOT

SET = Path(__file__).parent / "danger_set"
LANGUAGES = ("en_GB", "pl", "ro", "ur", "bn", "pa")
LEARNED_FROM, HELD_OUT = ("tuned", "second"), ("unseen",)
WRITTEN = date(2026, 11, 22)
"""When the lists were last gone through as a whole."""


def sentences(language: str, parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The invented sentences of one language with the sign that they should give, or "harmless"."""
    for part in parts:
        should = ""
        for line in (SET / f"{language}-{part}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                should = line.strip("[]")
            elif line and not line.startswith("#"):
                yield should, line


def counted(language: str, parts: tuple[str, ...]) -> tuple[int, int, int, int, int]:
    """Sentences that should ring, how many did, and with the right sign; harmless ones, and how many of them rang."""
    every = [(should, signs_in(text)) for should, text in sentences(language, parts)]
    ring = [(should, found) for should, found in every if should != "harmless"]
    quiet = [found for should, found in every if should == "harmless"]
    right = sum(should in found for should, found in ring)
    return len(ring), sum(bool(found) for _, found in ring), right, len(quiet), sum(map(bool, quiet))


# --- The lists -------------------------------------------------------------------------------------------------------


def test_every_language_that_the_site_offers_has_a_list() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(Config.languages) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_says_who_looked_at_it_and_when_and_has_every_sign(language: str) -> None:
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    head = re.match(
        r"# reviewed_on: (\d{4}-\d\d-\d\d)\n# reviewed_by: (\S.*)\n# translation: (source|unchecked|checked)\n", text
    )
    assert head
    assert head[3] == "source" if language == "en_GB" else head[3] != "source"
    reviewed = date.fromisoformat(head[1])
    assert WRITTEN - timedelta(days=365) <= reviewed <= datetime.now(UTC).date()
    groups = re.findall(r"^\[(\w+)\]$", text, re.M)
    assert len(groups) == len(set(groups))
    assert {*Sign, "harmless"} <= set(groups)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hits me", "'' is not a valid Sign"),
        ("[hurting]\nhits me", "'hurting' is not a valid Sign"),
        ("[not_safe]\nhits ~", "a phrase begins and ends with a word"),
        ("[not_safe]\n!hits", "a phrase begins and ends with a word"),
        ("[not_safe]\n(hits|me", "cannot read"),
        ("[not_safe]\nhit*", "cannot read"),
        ("[not_safe]\nhits !(me too|us)", "cannot read"),
        ("[not_safe]\nHITS me", "HITS is in no"),
    ],
)
def test_a_slip_in_a_list_is_named_with_its_file_and_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "xx.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"xx\.txt, line {1 + text.count(chr(10))}: .*{problem}"):
        Lists([file])


# --- How often it rings ----------------------------------------------------------------------------------------------


def test_the_sentences_are_many_and_none_is_there_twice() -> None:
    for language in LANGUAGES:
        every = list(sentences(language, LEARNED_FROM + HELD_OUT))
        assert len({text for _, text in every}) == len(every)
        ring = sum(should != "harmless" for should, _ in every)
        least = 150 if language == "en_GB" else 40
        assert min(ring, len(every) - ring) >= least
        assert {should for should, _ in every} == {*Sign, "harmless"}


def test_the_published_figures_are_the_measured_ones() -> None:
    paper = (ROOT / "docs" / "danger-words.md").read_text(encoding="utf-8")
    for language in LANGUAGES:
        for name, parts in (("learned from", LEARNED_FROM), ("held out", HELD_OUT)):
            figures = " | ".join(map(str, counted(language, parts)))
            assert f"| {language} | {name} | {figures} |" in paper
    told = [row for row in (*voices("young"), *voices("second"), *voices("unseen")) if row["whose"] == "young"]
    ordinary = [row for row in told if row["field"] != "safe_words" and row["language"] == "en_GB"]
    rang = sum(bool(signs_in(row["text"])) for row in ordinary)
    assert f"of {len(ordinary)} such answers {rang} rang" in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_are_missed_and_few_ring_in_vain(language: str, record_property: Callable[[str, Any], None]) -> None:
    ring, rang, _, quiet, in_vain = counted(language, LEARNED_FROM + HELD_OUT)
    record_property(f"danger words, {language}: found, in vain", f"{rang}/{ring}, {in_vain}/{quiet}")
    assert rang / ring >= 0.95
    assert in_vain / quiet <= 0.1


# --- How children type -----------------------------------------------------------------------------------------------

NOT_SAFE, HURT, MYSELF, AWAY = Sign

AS_TYPED = [
    ("im scared", NOT_SAFE),
    ("I’m SCARED", NOT_SAFE),
    ("im skaredddd", NOT_SAFE),
    ("he hits me", HURT),
    ("HE HITS ME", HURT),
    ("he hit's me", HURT),
    ("he 😭 hits 😭😭 me", HURT),
    ("he h1ts me", HURT),
    ("he h!ts me!!", HURT),
    ("he  hits\n\nme", HURT),
    ("he hits. me", HURT),
    ("he\u200b hi\u200bts me", HURT),
    ("he_hits_me", HURT),
    ("𝐡𝐞 𝐡𝐢𝐭𝐬 𝐦𝐞", HURT),
    ("“he hits me” she said", HURT),
    ("suicde", MYSELF),
    ("SUICIDE", MYSELF),
    ("su!cide", MYSELF),
    ("su*cide", MYSELF),
    ("s.u.i.c.i.d.e", MYSELF),
    ("s u i c i d e", MYSELF),
    ("kil myself", MYSELF),
    ("kill my self", MYSELF),
    ("kill myslef", MYSELF),
    ("kilmyself", MYSELF),
    ("kms", MYSELF),
    ("KMS!!!", MYSELF),
    ("unalive", MYSELF),
    ("un-alive", MYSELF),
    ("s3lf harm", MYSELF),
    ("self-harm", MYSELF),
    ("i sh", MYSELF),
    ("i dont wanna live", MYSELF),
    ("i don't want to be here anymore", MYSELF),
    ("i wnt 2 die", MYSELF),
    ("i want to 🔪 kill 🔪 myself", MYSELF),
    ("runing awayy", AWAY),
    ("im gonna runaway", AWAY),
    ("boje sie", NOT_SAFE),
    ("Boję się!", NOT_SAFE),
    ("BIJE MNIE", HURT),
    ("chce sie zabic", MYSELF),
    ("ma bate", HURT),
    ("mă bate", HURT),
    ("mujhe maarta hai", HURT),
    ("mujhy marta he", HURT),
    ("marna chahta", MYSELF),
    ("مجھے مارتا ہے", HURT),
    ("مجهے مارتا هے", HURT),  # with the letters of an Arabic keyboard
    ("مُجھے مارتا ہے", HURT),
    ("خود‌کشی", MYSELF),
    ("আমাকে মারে", HURT),
    ("আমাকে পিটায়", HURT),
    ("আমাকে পিটায়", HURT),  # its last letter in two signs
    ("আমি মরে জেতে চাই", MYSELF),  # a letter that sounds alike
    ("ਮੈਨੂੰ ਮਾਰਦਾ", HURT),
    ("ਮੈਨੂ ਮਾਰਦਾ", HURT),  # a sign left out
    ("mainu marda", HURT),
    ("amake mare", HURT),
]


@pytest.mark.parametrize(("text", "sign"), AS_TYPED)
def test_slips_signs_and_letter_variants_do_not_hide_a_word(text: str, sign: Sign) -> None:
    assert sign in signs_in(text)
    assert sign in signs_in(f"hi my name is sam and I like football. {text}. thank you")


def test_all_languages_are_searched_whatever_the_page_speaks() -> None:
    assert signs_in("my dad مجھے مارتا ہے and i want to run away, boję się") == (NOT_SAFE, HURT, AWAY)


def test_one_slip_is_forgiven_and_two_are_another_word() -> None:
    for text in ("suicide", "suicid", "suiicide", "suixide", "sucide", "siucide"):
        assert signs_in(text) == (MYSELF,)
    for text in ("decide", "success", "sunside", "modest", "rapid", "heating", "looked", "shared"):
        assert signs_in(text) == ()


@pytest.mark.parametrize(
    "text",
    ["I hurt my knee playing football", "My brother beat me at chess", "I am scared of spiders", "Sh! I have a plan",
     "I’m dying to see it", "the cat ran away", "my phone died", "I have 2 dogs and 3 cats", "sam", "", "   ", "…",
     "🔪", "I hit my head on the trampoline once", "Mum’s llama is lame"],
)  # fmt: skip
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert signs_in(text) == ()


def test_a_harmless_phrase_clears_its_own_words_and_no_others() -> None:
    assert signs_in("I am scared of spiders and he hits me") == (HURT,)
    assert signs_in("I am scared of spiders. I am scared of him") == (NOT_SAFE,)
    assert signs_in("he beats me at night") == (HURT,)
    assert signs_in("I hurt myself. Playing football is fun") == (MYSELF,)


# --- What is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"safe": "no"}, (NOT_SAFE,)),
        ({"safe": "not_sure"}, (NOT_SAFE,)),
        ({"safe": "mostly"}, (NOT_SAFE,)),
        ({"safe": "yes"}, ()),
        ({"safe": "rather_not_say"}, ()),
        ({"safe_elsewhere": "mostly"}, (NOT_SAFE,)),
        ({"safe_elsewhere": "yes"}, ()),
        ({"hurt": "yes"}, (HURT,)),
        ({"hurt": "not_sure"}, (HURT,)),
        ({"hurt": "no"}, ()),
        ({"worries": ["running_away", "hurt_by_someone"]}, (HURT, AWAY)),
        ({"worries": ["someone_scares_me"]}, (NOT_SAFE,)),
        ({"worries": ["hurting_myself"]}, (MYSELF,)),
        ({"worries": ["something_else"]}, ()),
        ({"worries": ["none"]}, ()),
        ({"worries": []}, ()),
        ({"going_well": "nothing he hits me", "safe": "yes"}, (HURT,)),
        ({"safe": "no", "hard": "i want to die", "worries": ["running_away"]}, (NOT_SAFE, MYSELF, AWAY)),
        ({}, ()),
    ],
)
def test_choices_and_words_count_together_each_sign_once_and_in_order(
    answers: dict[str, Any], found: tuple[Sign, ...]
) -> None:
    assert signs(answers) == found


def test_the_signs_of_words_leave_choices_out() -> None:
    assert words_signs({"safe": "mostly", "worries": ["hurting_myself"], "hurt": "yes"}) == ()
    assert words_signs({"safe": "no", "help_words": "he hits me"}) == (HURT,)


def test_words_are_read_in_every_field_in_which_somebody_can_write() -> None:
    """Also in one for a number or a name: children write where they can."""
    written = [name for name, chosen in the_fields() if not chosen]
    assert len(written) > 15
    for name in written:
        assert words_signs({name: "dont call he hits me"}) == (HURT,), name
    assert words_signs({"more": [{"note": "he hits me"}, 7, None]}) == (HURT,)


def test_an_answers_code_is_never_taken_for_words() -> None:
    """ "hurting_myself" is a code of the form, and so may "not_safe" be one day: every question that is answered by
    choosing has to be named in ``CODED``."""
    assert {name for name, chosen in the_fields() if chosen} <= CODED


def the_fields() -> Iterator[tuple[str, bool]]:
    """Every field of the young person's form, and whether it is answered by choosing."""
    for step in VIEWS.every_step():
        for name in field_names(step):
            yield name, issubclass(getattr(step, name).field_class, ChoiceField | ChoicesField)


@pytest.mark.parametrize(
    "answer",
    ["after 4pm on weekdays", "Tuesdays and Thursdays", "at the library", "at school", "at my nan’s", "my mum and dad",
     "my stepdad", "text only please", "12 Burnt Oak Lane, Luton", "07700 900123", "sam@family.example", "Biggleswade",
     "Paignton", "my form tutor Mrs Slater", "Bea", "Wolf", "banana"],
)  # fmt: skip
def test_how_to_be_reached_seldom_rings(answer: str) -> None:
    assert signs({"safe_where": answer}) == ()


def test_what_a_sign_means_is_said_as_possible_and_never_as_certain() -> None:
    for sign in Sign:
        assert because(sign).startswith("They may ")
        assert because(sign).endswith(".")


# --- That it holds ---------------------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(text=st.text(alphabet=st.characters()) | st.text(alphabet="aeihs ktlmy0135$!*.-\n'’", max_size=200))
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    found = signs_in(text)
    assert list(found) == [sign for sign in Sign if sign in found]


@given(answers=st.dictionaries(st.sampled_from(("safe", "worries", "hurt", "hard", "x")) | st.text(), ANYTHING))
def test_no_answer_breaks_it(answers: dict[str, Any]) -> None:
    assert set(words_signs(answers)) <= set(signs(answers))


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_no_other_words_around_it_hide_a_plain_cry(before: str, after: str) -> None:
    assert MYSELF in signs_in(f"{before} . suicidal . {after}")


def test_lone_surrogates_and_very_long_texts_are_read() -> None:
    assert signs_in("\ud800 he hits me \udfff") == (HURT,)
    assert signs_in("x " * 5_000 + "he hits me") == (HURT,)
    assert signs_in("e" * 10_000) == ()


SLOW = {
    "ordinary": " ".join(row["text"] for row in voices("young") if row["language"] == "en_GB"),
    "urdu": "ہم پارک میں فٹ بال کھیلتے ہیں اور مجھے ریاضی پسند نہیں " * 100,
    "all alarms": "he hits mum i want to die let me out " * 150,
    "one letter each": "a b " * 2_000,
    "signs for letters": "1 h4te th1s s0 much " * 300,
    "no spaces": "a1" * 5_000,
}


@pytest.mark.parametrize("kind", SLOW)
def test_five_thousand_letters_take_a_few_milliseconds(kind: str) -> None:
    """Some 3 on the machine it was written on, 5 at most; the rest is for one that is busy."""
    text = SLOW[kind][:5_000]
    taken = []
    for _ in range(9):
        start = time.process_time()
        LISTS.signs_in(text)
        taken.append(time.process_time() - start)
    assert median(taken) < 0.02


def test_what_was_found_is_remembered_without_the_words() -> None:
    word = f"marker{time.time_ns()}"
    text = f"he hits me {word}"
    before = danger._signs_of.cache_info()
    assert signs_in(text) == signs_in(text) == (HURT,)
    after = danger._signs_of.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)
    held = [one for one in gc.get_objects() if isinstance(one, danger._Unkept)]
    assert held
    assert not [one for one in held if one.text]
