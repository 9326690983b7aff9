"""Finds phrases of a list in what somebody typed, whatever the capitals, accents and apostrophes.

A list is a plain text file that a person who knows the language can read and edit, without knowing the program:

    # a comment
    [group]                      the phrases below it belong to this group
    our (son|daughter)           one of the words in brackets
    we ~ home educate            up to two other words may stand between
    home educat*                 any ending (not of the first word)
    my girl !friend              not when this word comes next
    ^ pupil is                   only where a sentence begins

Contractions are written in full ("we have", not "we’ve"), and accents as the language has them; what people type is
found with and without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

# With the vowel signs of Arabic and Indian scripts, which \w leaves out.
_MORE = r"[\w\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d]*"
WORD = re.compile(rf"[^\W_]{_MORE}(?:['’ʼ][^\W_]{_MORE})*")
SENTENCE_END = re.compile(r"[.!?…।۔؟\n]")
IN_QUOTATION_MARKS = re.compile(
    r"“[^“”]{1,300}”|„[^„”“]{1,300}[”“]|«[^«»]{1,300}»|\"[^\"\n]{1,300}\"|(?<!\w)'[^'\n]{2,300}'(?!\w)"
)
QUOTATION_MARK = re.compile("[“„«\"']")
SAME_LETTER = str.maketrans({"ł": "l", "ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ۀ": "ہ", "’": "'", "ʼ": "'"})
SHORT_FORMS = {
    "im": ("i", "am"), "ive": ("i", "have"), "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"),
    "cant": ("can", "not"), "cannot": ("can", "not"), "wont": ("will", "not"), "hes": ("he", "is"),
    "shes": ("she", "is"), "weve": ("we", "have"), "theyre": ("they", "are"), "isnt": ("is", "not"),
    "wasnt": ("was", "not"), "havent": ("have", "not"), "hasnt": ("has", "not"),
}  # fmt: skip
"""Contractions as people type them without an apostrophe. "were", "well" and "shell" are words, so they stay."""
ENDINGS = {"m": "am", "ve": "have", "re": "are", "ll": "will", "d": "would"}
GAP = 2
"""How many other words may stand where a phrase has "~"."""


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int
    sentence: int
    quoted: bool = False
    """It is somebody else's: in quotation marks, or told after "mum says"."""


def fold(word: str) -> str:
    """The word without capitals and marks, so that "Zdecydowaliśmy" and "zdecydowalismy" are one."""
    if word.isascii():  # the usual case, and much quicker
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.lower())
    bare = "".join(letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Cf"))
    return bare.translate(SAME_LETTER)


def _parts(word: str) -> tuple[str, ...]:
    """The words that a contraction stands for; any other word alone."""
    if "'" not in word:
        return SHORT_FORMS.get(word) or (word,)
    stem, _, ending = word.partition("'")
    if ending == "t" and stem.endswith("n"):
        return ({"can": "can", "won": "will", "shan": "shall"}.get(stem, stem[:-1]), "not")
    if ending == "s":
        return (stem, "is") if stem in ("he", "she", "it", "that", "there", "what", "who") else (stem,)
    return (stem, ENDINGS[ending]) if ending in ENDINGS else (stem + ending,)


def tokens(text: str, fold: Callable[[str], str] = fold) -> list[Token]:
    """The words of the text in order, those in quotation marks marked as quoted. Never raises.

    ``fold`` gives a word as it is compared.
    """
    breaks = [found.start() for found in SENTENCE_END.finditer(text)]
    quotes = [found.span() for found in IN_QUOTATION_MARKS.finditer(text)] if QUOTATION_MARK.search(text) else []
    made: list[Token] = []
    sentence = quote = 0
    for found in WORD.finditer(text):
        start, end = found.span()
        while sentence < len(breaks) and breaks[sentence] < start:
            sentence += 1
        while quote < len(quotes) and quotes[quote][1] <= start:
            quote += 1
        quoted = quote < len(quotes) and quotes[quote][0] <= start
        made.extend(Token(word, start, end, sentence, quoted) for word in _parts(fold(found.group())))
    return made


class Found(NamedTuple):
    """A phrase that was found: its group, and its first and last word counted from the text's beginning."""

    group: str
    first: int
    last: int


@dataclass(slots=True)
class Node:
    """A place in the tree of phrases, reached by the words before it."""

    next: dict[str, Node] = field(default_factory=dict)
    beginnings: dict[str, Node] = field(default_factory=dict)
    later: Node | None = None
    """What may follow with up to ``GAP`` other words between."""
    ends: dict[str, frozenset[str]] = field(default_factory=dict)
    """The groups of which a phrase ends here, each with the words that must not come next."""

    def after(self, choice: str) -> Node:
        """The place that one choice of a phrase leads to, made if need be."""
        edges = self.beginnings if choice.endswith("*") else self.next
        return edges.setdefault(fold(choice.removesuffix("*")), Node())

    def steps(self, word: str) -> Iterator[Node]:
        """The places that this word leads to."""
        if word in self.next:
            yield self.next[word]
        for beginning, node in self.beginnings.items():
            if word.startswith(beginning):
                yield node


class PhraseBook:
    """The phrases of all languages as one tree, so that a long text costs little."""

    def __init__(self) -> None:
        self._root = Node()
        self._first_in_sentence = Node()
        self.groups: set[str] = set()

    @classmethod
    def of(cls, files: Iterable[Path]) -> PhraseBook:
        """The book of these files. Raises ValueError naming the file and line that cannot be read."""
        book = cls()
        for file in files:
            for number, group, line in lines(file):
                try:
                    book.add(group, line)
                except ValueError as wrong:
                    raise ValueError(f"{file.name}, line {number}: {wrong}") from wrong
        return book

    def add(self, group: str, line: str) -> None:
        """Put a phrase in. Raises ValueError if there is no group or the phrase cannot be read."""
        if not group:
            raise ValueError("a phrase needs a group above it")
        root, words = (self._first_in_sentence, line[1:]) if line.startswith("^") else (self._root, line)
        *pieces, last = words.split() or [""]
        barred = _choices(last.removeprefix("!")) if last.startswith("!") else []
        pieces += [] if barred else [last]
        if not pieces or "~" in (pieces[0], pieces[-1]) or "*" in pieces[0] or "~ ~" in line:
            raise ValueError(f"a phrase begins and ends with a word: {line}")
        places = [root]
        for piece in pieces:
            if piece == "~":
                for place in places:
                    place.later = place.later or Node()
                places = [place.later for place in places if place.later]
            else:
                places = [place.after(choice) for place in places for choice in _choices(piece)]
        for place in places:
            place.ends[group] = frozenset(map(fold, barred))
        self.groups.add(group)

    def find(self, said: Sequence[Token]) -> list[Found]:
        """The phrases that stand in the writer's own of these words, in order."""
        found: list[Found] = []
        for at, token in enumerate(said):
            if token.quoted:
                continue
            if token.word in self._root.next:
                found.extend(Found(group, at, last) for group, last in _ends(self._root, said, at))
            opens = not at or said[at - 1].sentence != token.sentence
            if opens and token.word in self._first_in_sentence.next:
                found.extend(Found(group, at, last) for group, last in _ends(self._first_in_sentence, said, at))
        return found


def lines(file: Path) -> Iterator[tuple[int, str, str]]:
    """Every line of a list that says something, with its number and group ("" above the first one)."""
    group = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            group = line.strip("[]")
        elif line:
            yield number, group, line


def _choices(piece: str) -> list[str]:
    """The words that one piece of a phrase allows. Raises ValueError if it cannot be read."""
    inner = piece[1:-1] if piece.startswith("(") and piece.endswith(")") else piece
    choices = inner.split("|")
    if not all(re.fullmatch(r"[^()!~*|\s]+\*?", one) for one in choices):
        raise ValueError(f"cannot read {piece}")
    return choices


def _ends(node: Node, said: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    """The groups of the phrases that go on from this place with the word at ``at``, and where each ends."""
    here = said[at]
    for place in node.steps(here.word):
        together = at + 1  # up to the first word of another sentence or another person
        while together < min(at + 2 + GAP, len(said)) and said[together][3:] == here[3:]:
            together += 1
        next_word = said[at + 1].word if together > at + 1 else ""
        yield from ((group, at) for group, barred in place.ends.items() if next_word not in barred)
        if next_word in place.next or (next_word and place.beginnings):
            yield from _ends(place, said, at + 1)
        if place.later:
            for i in range(at + 1, together):
                if said[i].word in place.later.next or place.later.beginnings:
                    yield from _ends(place.later, said, i)
