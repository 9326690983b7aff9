"""Hints that words may be an adult's: how often they are right, whom they must never doubt, and that nobody who writes
ever sees them."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.journeys.journey import field_names
from portal.signs import voice
from portal.signs.voice import FREE_TEXT, Clue, Hint, hints
from portal.signs.voice_phrases import PhraseBook, tokens
from portal.web.fields import LongTextField
from portal.young_people.journey import VIEWS
from tests.support.live import ROOT

SET = Path(__file__).parent / "voice_set"
WAYS_TO_REACH = {"through_whom", "letter_address"}
BANDS = ("under_8", "8_to_11", "12_plus", "not_saying")

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The labelled texts of one file."""
    whole = [json.loads(line) for line in (SET / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{"whose": name, **row} for row in whole]


def held_out(row: Row) -> bool:
    """Fixed by the text alone, so that no text can move to the other side: three in ten are never tuned on."""
    return int(sha256(row["text"].encode()).hexdigest(), 16) % 10 >= 7


FIRST = [*rows("young"), *rows("adult")]
PARTS = {
    "tuned on": [row for row in FIRST if not held_out(row)] + rows("second"),
    "held out": [row for row in FIRST if held_out(row)],
    "unseen": rows("unseen"),
}


def hinted(row: Row) -> list[Hint]:
    return hints({row["field"]: row["text"], "age_group": row["age_band"]}, row["language"])


def counted(part: list[Row]) -> tuple[int, int, int, int]:
    """Young texts, how many of them were hinted at, adult texts, how many of them were."""
    young = [bool(hinted(row)) for row in part if row["whose"] == "young"]
    adult = [bool(hinted(row)) for row in part if row["whose"] == "adult"]
    return len(young), sum(young), len(adult), sum(adult)


# --- How often it is right -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "recall_floor"), [("held out", 0.70), ("unseen", 0.25)])
def test_a_hint_is_seldom_wrong_and_finds_the_share_of_adults_that_is_published(
    part: str, recall_floor: float, record_property: Callable[[str, Any], None]
) -> None:
    """ "Held out" is the fixed 30 %; "unseen" was written after the last phrase was added to the lists."""
    young, wrong, adults, right = counted(PARTS[part])
    precision, recall = right / (right + wrong), right / adults
    record_property(f"voice hints, {part}: precision, recall", f"{precision:.2f}, {recall:.2f}")
    assert precision >= 0.9
    assert wrong / young <= 0.03
    assert recall >= recall_floor


def test_the_published_figures_are_the_measured_ones() -> None:
    paper = (ROOT / "docs" / "voice-hints.md").read_text(encoding="utf-8")
    for name, part in PARTS.items():
        young, wrong, adults, right = counted(part)
        precision, recall = right / (right + wrong), right / adults
        assert f"| {name} | {young} | {wrong} | {adults} | {right} | {precision:.2f} | {recall:.2f} |" in paper
    told: dict[Clue, Counter[str]] = {clue: Counter() for clue in Clue}
    for name in ("held out", "unseen"):
        for row_ in PARTS[name]:
            for hint in hinted(row_):
                told[hint.code][row_["whose"]] += 1
    for clue, count in told.items():
        if clue is not Clue.SAME_BROWSER:
            assert f"| `{clue}` | {count['adult']} | {count['young']} |" in paper
    unseen = [row for row in PARTS["unseen"] if row["whose"] == "adult"]
    for kind in {row["note"] for row in unseen}:
        of_kind = [row for row in unseen if row["note"] == kind]
        assert f"| {kind} | {len(of_kind)} | {sum(bool(hinted(row)) for row in of_kind)} |" in paper


def test_the_set_is_large_varied_and_holds_no_way_to_reach_anybody() -> None:
    every = [row for part in PARTS.values() for row in part]
    assert max(Counter(row["text"] for row in every).values()) == 1
    for whose in ("young", "adult"):
        english = [row for row in FIRST if row["whose"] == whose and row["language"] == "en_GB"]
        assert len(english) >= 230
        assert {row["age_band"] for row in english} >= set(BANDS[:3])
        assert {row["language"] for row in FIRST if row["whose"] == whose} == {"en_GB", "pl", "ro", "ur", "bn"}
    for row in every:
        assert row["field"] in FREE_TEXT
        assert not re.search(r"@|\d{5}|https?:", row["text"])


# --- Whom it must never doubt ----------------------------------------------------------------------------------------

IN_CARE = """
My placement is settled at last and my carers are sound
my children's home is in another county
our children's home has a pool table
my child protection plan ended in May
I'm on a child in need plan and nobody told me what it means
the local authority are meant to be my corporate parent
nobody asked my wishes and feelings
I want someone to speak on my behalf
they say it is in my best interests
I don't think my carers have my best interests at heart
I want to be fully involved in the decision
I made a disclosure and nothing happened
my foster carer's son is mean to me
The other YP here kick off a lot
I want my PEP to actually happen
I feel safe and loved here with nan, she is my special guardian
I'm well looked after by my carers
we're known to social services and my case got closed
I get one to one tuition because I'm in care
My EHCP says I should get speech and language provision
I'm awaiting an autism assessment and CAMHS said two years
""".strip().splitlines()

QUOTED_PARENTS = """
Dad says we are not going back to school ever because the teachers are rubbish
My mum told everyone we have decided to home educate but I didn't decide it
mum always says "my son doesn't need school" but I do want to go
dad told the lady our children are doing really well but we just watch tv
They say “she is happy at home” and nobody asks me
My dad says 'we are his parents and we decide'. ok but it's my life
Mum wrote on the last form that our daughter is thriving. I'm not.
dad keeps saying please be advised and stuff in his emails to you
Mum tells her friends that he is so much happier now. I'm the he. I'm not happier I'm just quieter
My mother says that my daughter will not be going back to that school
my dad says "as parents we decide"
mum says "it suits her" and we have decided, she says, that school is out
""".strip().splitlines()

FRIGHTENED = """
he smacks me when mum is at work
he is scary when he is drunk
she hurts us. we do maths after
He never lets us learn about evolution or anything about other religions
He's always lived by his own rules and we all have to as well. Learning has to be useful to the farm.
she tells us that she will leave if we tell
for him to go away
he would like me dead
He comes home late and checks the school work and nobody speaks
she locks the kitchen and says learning comes first
he told me to say nothing
They took my phone, she removed my door
I was told to leave home
My mum reported him to the police
""".strip().splitlines()

WE_AND_FAMILY = """
We go to the library on Tuesdays and we get six books each
we decided to make our own newspaper and I am the editor
we have decided to get a cat
our mum is really nice and our dad does science with us
we would like to go to the beach more
we want to move house
we support the Hatters
we home school on the boat
our eldest sister moved out
my youngest brother is annoying
We want to go back to school, me and my sister both do
I teach my little brothers because mum doesn't get up
mum took him out of school too
my cousin goes to school with her brother
There is a tutor on Mondays. She is really good at maths
We see Kate for maths. She is lovely
""".strip().splitlines()

THEIR_OWN_CASE = """
I'm not receiving a suitable education and I have no way to complain
I don't receive a suitable full-time education, my dad just gives me jobs
Section 7 says it has to suit me and it doesn't
I don't want to go back there
I want people to respect my choice
Dear council, I would be grateful for any help with exams. Kind regards, Sam
on numerous occasions I've asked to go back
I have low mood and don't sleep
I like the freedom to do what I want
I'd never home educate my kids
When I grow up I will send my children to school
My son is nearly one and college has a nursery, I'm 17
I look after my daughter and study in the evenings, I'm 16
my big sister is writing for me I am 6. I like bugs and mud
I like the trampoline. Mummy is typing this because I am slow.
""".strip().splitlines()


@pytest.mark.parametrize("text", [*IN_CARE, *QUOTED_PARENTS, *FRIGHTENED, *WE_AND_FAMILY, *THEIR_OWN_CASE])
def test_a_young_persons_own_words_are_not_doubted(text: str) -> None:
    """Children in care with their workers' words, who tell what a parent says, who are afraid, with brothers and
    sisters, and who make their own case: at any age, in any answer."""
    for age in BANDS:
        for name in FREE_TEXT:
            assert hints({name: text, "age_group": age}, "en_GB") == []


def test_a_word_of_fear_in_one_answer_clears_he_and_she_in_another() -> None:
    learning = {"going_well": "She enjoys maths and reading"}
    assert hints(learning, "en_GB")
    assert not hints({**learning, "safe_words": "scared"}, "en_GB")


# --- What it does notice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clue", "quote"),
    [
        ("It is going well. Our son loves it.", Clue.FIRST_PERSON_PLURAL, "Our son"),
        ("We’ve decided to home educate him", Clue.FIRST_PERSON_PLURAL, None),
        ("we home educate him", Clue.FIRST_PERSON_PLURAL, None),
        ("My daughter is doing well", Clue.THIRD_PERSON_CHILD, "My daughter"),
        ("She enjoys reading.", Clue.THIRD_PERSON_CHILD, "She enjoys"),
        ("hes settled and doing well", Clue.THIRD_PERSON_CHILD, "hes"),
        ("Please be advised that I decline", Clue.LETTER_FORM, "Please be advised"),
        ("Under section 7 of the Education Act 1996", Clue.ADULT_PHRASING, None),
        ("Child reports that she feels safe", Clue.WORKER_VOICE, "Child reports"),
        ("mum says to write that i am happy", Clue.TOLD_WHAT_TO_WRITE, "says to write that"),
        ("Nasz syn uczy się w domu", Clue.FIRST_PERSON_PLURAL, "Nasz syn"),
        ("zdecydowalismy sie na edukacje domowa", Clue.FIRST_PERSON_PLURAL, None),
        ("Fiul nostru este bine", Clue.FIRST_PERSON_PLURAL, "Fiul nostru"),
        ("ہمارا بیٹا اچھا پڑھتا ہے", Clue.FIRST_PERSON_PLURAL, "ہمارا بیٹا"),
        ("আমাদের ছেলে ভালো আছে।", Clue.FIRST_PERSON_PLURAL, "আমাদের ছেলে"),
    ],
)
def test_each_kind_of_clue_is_given_with_the_words_that_gave_it(text: str, clue: Clue, quote: str | None) -> None:
    found = {hint.code: hint for hint in hints({"hard": text, "age_group": "12_plus"}, "en_GB")}
    assert clue in found
    assert quote is None or found[clue].quote == quote
    assert found[clue].quote in text


def test_a_quote_is_cut_at_sixty_characters() -> None:
    long = "She is learning the violin and the harpsichord and astronomy and also how we bake"
    (first, *_) = hints({"going_well": long}, "en_GB")
    assert first.quote == long[:60].rstrip()


def test_what_the_form_and_the_browser_tell_are_hints_without_any_words() -> None:
    assert [hint.code for hint in hints({"with_whom": "told_what"}, "ur")] == [Clue.TOLD_WHAT_TO_WRITE]
    assert [hint.code for hint in hints({}, "en_GB", answers_from=True)] == [Clue.SAME_BROWSER]
    for with_whom in ("alone", "friend", "parent_near", "helped", "not_saying", None):
        assert hints({"with_whom": with_whom}, "en_GB") == []


def test_long_sentences_and_the_form_of_a_letter_are_said_only_beside_another_reason() -> None:
    long = "Dear Sir, I built a telescope because astronomy fascinates everybody in our extraordinary little village"
    assert hints({"going_well": long, "age_group": "8_to_11"}, "en_GB") == []
    beside = {hint.code for hint in hints({"going_well": long, "age_group": "8_to_11"}, "en_GB", answers_from=True)}
    assert beside == {Clue.SAME_BROWSER, Clue.LETTER_FORM, Clue.LONG_FOR_AGE}


def test_a_polished_phrase_is_a_reason_in_a_childs_answer_and_none_in_a_teenagers() -> None:
    text = "I have unmet needs and this is detrimental to my education"
    assert hints({"hard": text, "age_group": "under_8"}, "en_GB")
    assert not hints({"hard": text, "age_group": "12_plus"}, "en_GB")
    assert not hints({"hard": text}, "en_GB")


def test_a_hint_is_a_reason_in_words_and_never_a_number() -> None:
    assert [one.name for one in fields(Hint)] == ["code", "why", "quote"]
    for part in PARTS.values():
        for row in part:
            for hint in hinted(row):
                assert hint.why.endswith(".")
                assert hint.quote in hint.why


# --- Any text at all -------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["we ", "our ", "son", "he ", "she is ", "maths", " mum says ", "“", "”", '"', "'", "’", ".", "\n", "\0", "ą", "́",
     "ছেলে ", "আমার ", "ہمارا ", "بیٹا", "İ", "ß", "ﷺ", "\u200f", "😀", "{}", "comma i ", "i have to write that "]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


@given(text=ANY_TEXT, age=st.sampled_from([*BANDS, None]), language=st.sampled_from(["en_GB", "pl", "ur", "xx", ""]))
def test_any_text_gives_hints_that_quote_only_what_was_typed(text: str, age: str | None, language: str) -> None:
    found = hints({"going_well": text, "hard": text[::-1], "age_group": age}, language)
    assert len({hint.code for hint in found}) == len(found)
    for hint in found:
        assert len(hint.quote) <= 60
        assert hint.quote in text or hint.quote in text[::-1]


@pytest.mark.parametrize("odd", [None, 7, True, ["our son"], {"text": "our son"}, b"our son"])
def test_answers_of_an_unexpected_kind_are_passed_over(odd: object) -> None:
    assert hints({"going_well": odd, "age_group": odd, "with_whom": odd}, "en_GB") == []


LONG = ["we have ", "our ", "he is learning maths we ", "he maths ", "mum says to ", '" ', "'a ", "a ", "he.",
    "\ufdfa ", "আমার ", "e\u0301", "I have to say that i ", "x", "“", "He And She We "]  # fmt: skip


@pytest.mark.parametrize(
    "piece", [*LONG, (SET / "adult.jsonl").read_text(encoding="utf-8")], ids=lambda text: text[:12]
)
def test_twenty_kilobytes_take_less_than_fifty_milliseconds(piece: str) -> None:
    """The processor's time and the best of several, so that a busy machine does not fail it."""
    text = (piece * (20_000 // len(piece) + 1)).encode()[:20_000].decode(errors="ignore")
    taken = []
    for _ in range(6):
        start = time.process_time()
        hints({"hard": text, "age_group": "8_to_11"}, "en_GB")
        taken.append(time.process_time() - start)
    assert min(taken) < 0.05


# --- Its place in the house ------------------------------------------------------------------------------------------


def test_every_long_answer_of_the_form_is_read_or_is_a_way_to_reach_somebody() -> None:
    """A new question of the form comes to the hints, or somebody says here why it does not."""
    asked = {name: getattr(step, name).field_class for step in VIEWS.every_step() for name in field_names(step)}
    assert {name for name, kind in asked.items() if kind is LongTextField} - WAYS_TO_REACH <= set(FREE_TEXT)
    assert set(FREE_TEXT) <= asked.keys()


def test_nothing_that_a_sender_sees_knows_of_the_hints() -> None:
    faces = ("young_people", "families", "partners", "site", "journeys", "pages", "web", "delivery")
    files = [file for face in faces for file in (ROOT / "portal" / face).rglob("*.py")]
    files += [file for face in faces for file in (ROOT / "templates" / face).rglob("*.*")]
    assert files
    assert not [file for file in files if "signs.voice" in file.read_text(encoding="utf-8", errors="replace")]


# --- The lists -------------------------------------------------------------------------------------------------------


def test_every_group_of_the_lists_is_read_and_every_language_has_the_plainest() -> None:
    assert voice.BOOK.groups == set(voice.GROUPS) | voice.HELPING_GROUPS
    for file in (Path(voice.__file__).parent / "voice_terms").glob("*.txt"):
        assert {"quoting", "our_child", "my_child", "we_parents", "told"} <= PhraseBook.of([file]).groups
    assert {path.stem for path in (Path(voice.__file__).parent / "voice_terms").glob("*.txt")} == {
        "en_GB",
        "pl",
        "ro",
        "ur",
        "bn",
    }


@pytest.mark.parametrize("line", ["we (have|", "~ we", "we ~", "we* have", "(a b)", "!no", "we ~ ~ go", "(a|) b"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "xx.txt").write_text(f"# a comment\n[group]\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"xx\.txt, line 3"):
        PhraseBook.of([tmp_path / "xx.txt"])


def test_a_phrase_above_the_first_group_is_refused(tmp_path: Path) -> None:
    (tmp_path / "xx.txt").write_text("our son\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        PhraseBook.of([tmp_path / "xx.txt"])


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("our (son|girl)", ["Our son", "OUR  GIRL!", "so our, son"], ["our sons", "our. son", "your son"]),
        ("we ~ home educate", ["we home educate", "we do now home-educate"], ["we all do now home educate"]),
        ("home educat*", ["home educating"], ["home edward"]),
        ("my girl !friend", ["my girl", "my girl. friend"], ["my girl friend"]),
        ("^ pupil is", ["pupil is", "Yes. Pupil is here"], ["a pupil is"]),
        ("we have not", ["we haven’t", "we've not", "We havent"], ["we had not"]),
        ("she is", ["she's", "She’s", "shes"], ["shell is"]),
        ("uczyć się", ["uczyć się", "Uczyc sie", "uczyc\u0301 sie\u0328"], ["uczyła się"]),
        ("ہمارے بچے", ["ہمارے بچے", "همارے بچے"], ["ہمارا بچہ"]),
        ("আমার মেয়ে", ["আমার মেয়ে", "আমার মে\u09dfে।"], ["আমার মা"]),
    ],
)
def test_phrases_are_found_however_they_are_typed(phrase: str, yes: list[str], no: list[str]) -> None:
    book = PhraseBook()
    book.add("group", phrase)
    assert [text for text in yes if not book.find(tokens(text))] == []
    assert [text for text in no if book.find(tokens(text))] == []
