"""Answers: what a person said, keyed by field name, never by the words of the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Any


class Answers(Mapping[str, Json]):
    """One flat mapping of field name to stored value; unanswered names read as None through :meth:`get`.

    A repeat block's items are a list of such mappings under the block's code. Inside an item, names are looked up
    in the item first and in the journey after (``within``).
    """

    def __init__(self, values: Mapping[str, Json], outer: Mapping[str, Json] | None = None) -> None:
        self._values = values
        self._outer = outer or {}

    def within(self, item: Mapping[str, Json]) -> Answers:
        """The same answers as seen from inside one item of a repeat block."""
        return Answers(item, self._values)

    def items_of(self, block: str) -> list[Answers]:
        """The answers of each item of the repeat block ``block``."""
        return [self.within(item) for item in self.get(block) or []]

    def __getitem__(self, name: str) -> Json:
        if name in self._values:
            return self._values[name]
        return self._outer[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._values
        yield from (name for name in self._outer if name not in self._values)

    def __len__(self) -> int:
        return len({*self._values, *self._outer})
