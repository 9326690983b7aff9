"""Reading one TOML table field by field, collecting a plain sentence for everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Self, TypeVar

E = TypeVar("E", bound=StrEnum)

LONGEST = 600
"""Characters a text may have: a paragraph, not a page."""


_HIDDEN_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: an address could be made to look like another."""


class Slip(str):
    """One thing that is wrong, as a plain sentence. ``path`` leads to the field: ``("contact", 2, "value")`` is the
    value of the second contact; ``message`` is the sentence without the place."""

    path: tuple[str | int, ...]
    message: str

    def __new__(cls, where: str, path: tuple[str | int, ...], message: str) -> Self:
        slip = super().__new__(cls, ": ".join(part for part in (where, str(path[-1]), message) if part) + ".")
        slip.path, slip.message = path, message
        return slip


class Table:
    """One table of a file. Every reader takes a field's name; what it cannot read it reports, and gives an empty value.

    ``where`` names the file and the table, so that a person finds the line; ``path`` leads there from the outermost
    table. What is wrong is added to ``problems``, each a :class:`Slip`.
    """

    def __init__(self, fields: object, where: str, problems: list[str], path: tuple[str | int, ...] = ()) -> None:
        self.where = where
        self.path = path
        self.problems = problems
        self._seen: set[str] = set()
        self._fields: dict[str, Any] = fields if isinstance(fields, dict) else {}
        if not isinstance(fields, dict):
            problems.append(f"{where}: this must be a table.")

    def wrong(self, field: str, message: str) -> None:
        """Report a problem with a field."""
        self.problems.append(Slip(self.where, (*self.path, field), message))

    def get(self, field: str, *types: type) -> Any:
        """The raw value, or None when it is missing or not one of ``types``."""
        self._seen.add(field)
        value = self._fields.get(field)
        # True is an int and a datetime is a date to Python, but not to a person
        fits = type(value) in types
        if value is not None and not fits:
            self.wrong(field, f"{value!r} is not {_NAMES[types[0]]}")
        return value if fits else None

    def text(self, field: str, pattern: str = r".+", like: str = "") -> str:
        """A text that must be there. ``like`` is an example shown when ``pattern`` does not fit."""
        value = self.text_or_none(field, pattern, like)
        if value is None and self._fields.get(field) in (None, ""):
            self.wrong(field, "it is needed")
        return value or ""

    def text_or_none(self, field: str, pattern: str = r".+", like: str = "") -> str | None:
        """A text that may be left out."""
        value = self.get(field, str)
        if not value:
            return None
        if len(value) > LONGEST:
            self.wrong(field, f"it has {len(value)} characters. {LONGEST} are allowed")
        elif any(ord(letter) < 32 and letter != "\n" for letter in value):
            self.wrong(field, "it has a control character in it")
        elif _HIDDEN_TURNS & set(value):
            self.wrong(field, "it has a hidden sign in it that turns the direction of writing")
        elif not re.fullmatch(pattern, value, re.DOTALL):
            self.wrong(field, f"{value!r} does not look like {like}" if like else f"{value!r} cannot be used")
        else:
            return str(value)
        return None

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; a missing one is empty."""
        values = self.get(field, list) or []
        if all(isinstance(value, str) for value in values):
            return tuple(values)
        self.wrong(field, "this must be a list of texts")
        return ()

    def one_of(self, field: str, choices: type[E], default: E | None = None) -> E | None:
        """One of the words of an enum, or ``default`` when it is missing."""
        value = self.get(field, str)
        if value is None:
            return default
        try:
            return choices(value)
        except ValueError:
            self.wrong(field, f"{value!r} is not one of {', '.join(choices)}")
            return None

    def needed(self, field: str, choices: type[E]) -> E | None:
        """One of the words of an enum, which must be there. None, and a problem, when it cannot be read."""
        if field not in self._fields:
            self.wrong(field, f"it is needed: one of {', '.join(choices)}")
        return self.one_of(field, choices)

    def day(self, field: str) -> date | None:
        """A date such as 2026-11-03 (no quotes)."""
        value: date | None = self.get(field, date)
        return value

    def moment(self, field: str) -> time:
        """A time of day such as 09:00:00 (no quotes), which must be there."""
        value: time | None = self.get(field, time)
        if value is None and field not in self._fields:
            self.wrong(field, "it is needed")
        return value or time.min

    def count(self, field: str, default: int) -> int:
        """A whole number from 1 to 99."""
        value = self.get(field, int)
        if value is not None and not 0 < value < 100:
            self.wrong(field, f"{value} is not a number from 1 to 99")
        return default if value is None else int(value)

    def flag(self, field: str, default: bool) -> bool:
        """true or false."""
        value = self.get(field, bool)
        return default if value is None else bool(value)

    def tables(self, field: str) -> list[Table]:
        """The tables of a list."""
        values = self.get(field, list) or []
        return [
            Table(each, f"{self.where}, {field} {n}", self.problems, (*self.path, field, n))
            for n, each in enumerate(values, 1)
        ]

    def table(self, field: str) -> Table:
        """A table inside this one; a missing one is empty."""
        return Table(self.get(field, dict) or {}, f"{self.where}, {field}", self.problems, (*self.path, field))

    def fields(self) -> Iterable[str]:
        """The names of all fields, for a table whose names are free."""
        return self._fields

    def done(self) -> None:
        """Report every field that nobody asked for: a slip of the pen must not pass in silence."""
        for field in self._fields:
            if field not in self._seen:
                known = ", ".join(sorted(self._seen))
                self.wrong(field, f"this field is not known here. Known are {known}")


_NAMES: dict[type, str] = {
    str: 'a text in quotes, such as "Luton"',
    list: "a list in square brackets",
    dict: "a table",
    date: "a date such as 2026-11-03, without quotes",
    datetime: "a moment",
    time: "a time such as 09:00:00, without quotes",
    int: "a whole number",
    bool: "true or false",
}
