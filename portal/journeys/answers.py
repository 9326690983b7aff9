"""Answers: what a person said, keyed by field name, never by the words of the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

Json = Any
Derived = Mapping[str, Callable[["Answers"], Json]]
"""What follows from answers, by a name of its own: such as the law that is in force where the person lives."""
NOTHING: Derived = MappingProxyType({})


class Answers(Mapping[str, Json]):
    """One flat mapping of field name to stored value; unanswered names read as None through :meth:`get`.

    A repeat block's items are a list of such mappings under the block's code. Inside an item, names are looked up
    in the item first and in the journey after (``within``). What is ``derived`` can be looked up too, but is no answer:
    it is worked out each time, and is not among what is iterated over.
    """

    def __init__(self, values: Mapping[str, Json], outer: Answers | None = None, derived: Derived = NOTHING) -> None:
        self._values = values
        self._outer = outer
        self._derived = derived

    def within(self, item: Mapping[str, Json]) -> Answers:
        """The same answers as seen from inside one item of a repeat block."""
        return Answers(item, self)

    def items_of(self, block: str) -> list[Answers]:
        """The answers of each item of the repeat block ``block``."""
        return [self.within(item) for item in self.get(block) or []]

    def __getitem__(self, name: str) -> Json:
        if name in self._values:
            return self._values[name]
        if self._outer is not None:
            return self._outer[name]
        if name in self._derived:
            return self._derived[name](self)
        raise KeyError(name)

    def get(self, name: str, default: Json = None) -> Json | None:
        """The same without an error for what was not answered: a page asks for many such names, and errors are slow."""
        if name in self._values:
            return self._values[name]
        if self._outer is not None:
            return self._outer.get(name, default)
        return self._derived[name](self) if name in self._derived else default

    def __iter__(self) -> Iterator[str]:
        yield from self._values
        yield from (name for name in self._outer or () if name not in self._values)

    def __len__(self) -> int:
        return len({*self._values, *(self._outer or ())})
