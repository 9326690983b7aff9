"""Whose words are these? Reasons, for staff, why a young person's answers may be an adult's.

A hint is a reason to ask the young person again, apart from their parents. It is no evidence, it blocks nothing, and
the sender never sees it (docs/voice-hints.md says how well it does, and what it cannot do). It quotes what a child may
have written: show it where the words themselves may be read, and keep it nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Any

from portal.signs.voice_phrases import Found, PhraseBook, Token, tokens

FREE_TEXT = ("going_well", "hard", "wish_words", "friends_words", "help_words", "safe_words")
"""The answers of the young person's form in which they tell something. Ways, times and names of contact are not read:
their words are no voice."""

TOLD_OF_SAFETY = "safe_words"
"""Where "he" or "she" is often the one who frightens. There a clue is never taken from them."""

LONGEST_QUOTE = 60
BOOK = PhraseBook.of(sorted((Path(__file__).parent / "voice_terms").glob("*.txt")))
"""Every language's phrases together: people write in another language than the page's."""


class Clue(StrEnum):
    """What kind of reason it is, plainest first."""

    TOLD_WHAT_TO_WRITE = "told_what_to_write"
    SAME_BROWSER = "same_browser"
    FIRST_PERSON_PLURAL = "first_person_plural"
    THIRD_PERSON_CHILD = "third_person_child"
    WORKER_VOICE = "worker_voice"
    LETTER_FORM = "letter_form"
    ADULT_PHRASING = "adult_phrasing"
    LONG_FOR_AGE = "long_for_age"
    """Weak: given only beside another."""


@dataclass(frozen=True)
class Hint:
    """One reason: its kind, a sentence for staff, and the few words that gave it (at most 60 characters, or none)."""

    code: Clue
    why: str
    quote: str = ""


GROUPS = {
    "told": (Clue.TOLD_WHAT_TO_WRITE, "It says “{}”: somebody may have told the young person what to write."),
    "our_child": (Clue.FIRST_PERSON_PLURAL, "It says “{}”: a parent may be writing."),
    "we_parents": (Clue.FIRST_PERSON_PLURAL, "It says “{}”, as parents speak of deciding or teaching."),
    "my_child": (Clue.THIRD_PERSON_CHILD, "It says “{}”: a parent or carer may be writing."),
    "done_to_child": (Clue.THIRD_PERSON_CHILD, "It says “{}”: somebody may be writing about the young person."),
    "worker": (Clue.WORKER_VOICE, "It says “{}”, as workers write in notes about a child."),
    "adult_letter": (Clue.LETTER_FORM, "It says “{}”, as adults write in letters to an office."),
    "law": (Clue.ADULT_PHRASING, "It says “{}”, which are words of education law."),
    "adult_phrase": (
        Clue.ADULT_PHRASING,
        "It says “{}”, which adults say of a child’s learning and children seldom do.",
    ),
}
"""The groups of phrases that are each a reason alone."""

HELPING_GROUPS = frozenset(
    ("quoting", "own_child", "about_child", "of_a_learner", "learning", "fright", "somebody", "no_name",
     "adult_phrase_young", "polished", "letter")
)  # fmt: skip
"""The groups that only count with others, or that make a clue none."""

if unknown := BOOK.groups - GROUPS.keys() - HELPING_GROUPS:
    raise ValueError(f"voice_terms has groups that nothing reads: {sorted(unknown)}")

PRONOUNS = frozenset({"he", "she", "his", "her", "him"})
WE = frozenset({"we", "our"})
FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})

EXPECTED_GRADE = {"under_8": 5.0, "8_to_11": 8.0}
"""The school grade (Flesch and Kincaid, 1975) above which a text is long for the age. From 12 on people write as adults
do, so there is none."""
WORDS_TO_GRADE = 15
POLISHED_WORDS = 3
"""How many different polished words in a child's answer are a reason. From 12 on people have them all."""


def hints(answers: Mapping[str, Any], language: str, answers_from: bool = False) -> list[Hint]:
    """Reasons why these may be an adult's words: at most one of each kind, plainest first. Never raises.

    ``answers`` are those of the young person's form, ``language`` the code of the page's language ("en_GB").
    ``answers_from`` says that a parent's form was sent from the same browser within the hour.
    An empty list means that nothing was noticed, not that the words are the young person's own.
    """
    age = answers.get("age_group")
    written = [_Answer(name, text) for name in FREE_TEXT if isinstance(text := answers.get(name), str)]
    found: dict[Clue, Hint] = {}
    for hint in (*_told_by_the_form(answers, answers_from), *_from_words(written, age if isinstance(age, str) else "")):
        found.setdefault(hint.code, hint)
    if found:
        for hint in _weak(written, age if language.startswith("en") else None):
            found.setdefault(hint.code, hint)
    return [found[clue] for clue in Clue if clue in found]


def _told_by_the_form(answers: Mapping[str, Any], answers_from: bool) -> Iterator[Hint]:
    """What is known apart from the words."""
    if answers.get("with_whom") == "told_what":
        yield Hint(Clue.TOLD_WHAT_TO_WRITE, "The form says that someone is telling the young person what to write.")
    if answers_from:
        yield Hint(Clue.SAME_BROWSER, "A parent’s form was sent from the same browser within the hour.")


def _from_words(written: Sequence[_Answer], age: str) -> Iterator[Hint]:
    """What the words give. A word that clears somebody in one answer clears them in all."""
    groups = {one.group for answer in written for one in answer.found}
    for answer in written:
        for one in answer.found:
            if one.group in GROUPS and not (one.group == "my_child" and "own_child" in groups):
                yield answer.hint(*GROUPS[one.group], one)
        if "fright" not in groups and answer.name != TOLD_OF_SAFETY:
            yield from _about_somebody(answer)
        if age in EXPECTED_GRADE:
            yield from _polished(answer)


def _weak(written: Sequence[_Answer], age: object) -> Iterator[Hint]:
    """What is worth saying only beside another reason."""
    for answer in written:
        for one in answer.of("letter"):
            yield answer.hint(Clue.LETTER_FORM, "It says “{}”, as letters do. Young people learn this too.", one)
        if isinstance(age, str) and _grade(answer.text) > EXPECTED_GRADE.get(age, inf):
            yield Hint(Clue.LONG_FOR_AGE, "The sentences are long for the age given. Some young people write so.")


def _about_somebody(answer: _Answer) -> Iterator[Hint]:
    """ "She enjoys maths": nobody is named before, nobody says "I", and it is about learning. A child who writes about
    a person at home says who it is, or says "me", or tells of something bad."""
    said = answer.said
    if not any(answer.of("learning")) or any(token.word in FIRST_PERSON for token in said):
        return
    named = min(next((one.first for one in answer.of("somebody")), len(said)), answer.first_name())
    unnamed = [at for at in range(named) if said[at].word in PRONOUNS and not said[at].quoted]
    ours = {token.sentence: at for at, token in enumerate(said) if token.word in WE and not token.quoted}
    for at in unnamed:
        if said[at].sentence in ours:
            first, last = sorted((at, ours[said[at].sentence]))
            why = "It says “{}”, “we” and “he” or “she”, and names nobody before: a parent may be writing."
            yield answer.hint(Clue.FIRST_PERSON_PLURAL, why, Found("", first, last))
    opening = (one for one in answer.of("of_a_learner") if answer.opens_sentence(one.first))
    for one in (*opening, *answer.of("about_child")):
        if one.first < named:
            why = "It says “{}” and names nobody before: somebody may be writing about the young person."
            yield answer.hint(Clue.THIRD_PERSON_CHILD, why, one)


def _polished(answer: _Answer) -> Iterator[Hint]:
    """A phrase, or several words, that young children hardly use."""
    for one in answer.of("adult_phrase_young"):
        yield answer.hint(Clue.ADULT_PHRASING, "It says “{}”, which children of the age given seldom say.", one)
    words = {answer.said[one.first].word: one for one in answer.of("polished")}
    if len(words) >= POLISHED_WORDS:
        why = "It says “{}” and more words that children of the age given seldom use."
        yield answer.hint(Clue.ADULT_PHRASING, why, next(iter(words.values())))


class _Answer:
    """One answer, read once."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        said = tokens(text)
        found = BOOK.find(said)
        self.said = _others_words_marked(said, found)
        if self.said != said:
            told = [one for one in found if one.group == "told"]  # "mum says to write ..." is itself told of somebody
            found = told + [one for one in BOOK.find(self.said) if one.group != "told"]
        self.found = found

    def of(self, group: str) -> Iterator[Found]:
        """The phrases of one group, in order."""
        return (one for one in self.found if one.group == group)

    def hint(self, clue: Clue, why: str, one: Found) -> Hint:
        """The hint that a phrase gives, with the words as they were typed."""
        quote = self.text[self.said[one.first].start : self.said[one.last].end][:LONGEST_QUOTE].rstrip()
        return Hint(clue, why.format(quote), quote)

    def opens_sentence(self, at: int) -> bool:
        """Whether the word is among the first three of its sentence."""
        return at < 3 or self.said[at - 3].sentence != self.said[at].sentence

    def first_name(self) -> int:
        """The place of the first word that may be a name: a capital inside a sentence. The end if there is none."""
        known = {one.first for one in self.of("no_name")}
        for at, token in enumerate(self.said):
            inside = at > 0 and self.said[at - 1].sentence == token.sentence
            if inside and at not in known and self.text[token.start : token.end].istitle():
                return at
        return len(self.said)


def _others_words_marked(said: Sequence[Token], found: Sequence[Found]) -> list[Token]:
    """The words, with what follows "mum says" in a sentence marked as somebody else's."""
    marked = list(said)
    sentence = -1
    for one in found:
        if one.group == "quoting" and said[one.last].sentence != sentence:  # the first of a sentence marks all of it
            sentence = said[one.last].sentence
            place = one.last + 1
            while place < len(marked) and marked[place].sentence == sentence:
                marked[place] = marked[place]._replace(quoted=True)
                place += 1
    return marked


SENTENCE = re.compile(r"[.!?]+|\n+")
VOWELS = re.compile(r"[aeiouy]+")


def _grade(text: str) -> float:
    """The school grade of an English text by Flesch and Kincaid; 0 for a text too short to tell."""
    words = re.findall(r"[a-z]+", text.lower())
    if len(words) < WORDS_TO_GRADE:
        return 0.0
    sentences = max(1, sum(1 for part in SENTENCE.split(text) if part.strip()))
    syllables = sum(max(1, len(VOWELS.findall(word))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
