"""``component(name, params)``: the design system's components as one Jinja global.

The library's macros cost about half a millisecond each, so what they draw is kept and used again. What is kept has no
words in it: every text and value of a call is taken out before the macro runs, and put, escaped, into its place in the
drawn HTML afterwards. So nothing that a person typed can be kept, whoever calls and whatever they pass, and one kept
drawing serves every person and every language.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from flask import Flask
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

# fmt: off
SHAPE = frozenset({
    "id", "idPrefix", "name", "namePrefix", "for", "classes", "type", "element", "role", "describedBy",
    "autocomplete", "autocapitalize", "inputmode", "pattern", "behaviour", "format", "rows", "rowspan",
    "colspan", "maxlength", "maxwords", "threshold", "textareaDescriptionText", "headingLevel",
    "titleHeadingLevel",
})
# fmt: on
"""Parameters that shape the markup. They are kept as written: never put what a person typed into one of these.

The one sentence among them has its number put in by the macro.
"""

COMPARING = frozenset({"radios", "checkboxes", "select"})
"""Macros that look for the chosen item by comparing texts: there, equal texts must have the same slot ..."""
COMPARED = frozenset({"value", "values", "text"})
"""... under these parameters."""

KEPT = 1024
"""How many drawings are kept. A drawing has no words, so one for each shape of call is enough: there are dozens."""

# The library's macros ask for parameters that nobody gave, which our own templates may not do (see init_components), so
# they live in an environment of their own. Trimming the blank lines leaves the document the same (tests prove it).
_library = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)

_encode = json.JSONEncoder(separators=(",", ":")).encode
_MARK = f"slot{secrets.token_hex(16)}n"
_SLOT = re.compile(rf"{_MARK}(\d+)z")


class Drawing(NamedTuple):
    """The HTML of one shape of call: ``pieces`` with a hole (an empty string) where each word goes."""

    pieces: list[str]
    holes: list[tuple[int, int]]
    """Where in ``pieces``, and which word."""


def init_components(app: Flask) -> None:
    """Give every template ``component``, and make a misspelt name in our own templates an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["component"] = component


def component(name: str, params: Mapping[str, Any] | None = None, /, *, keep: bool = True, **more: Any) -> Markup:
    """Draw a component of the design system.

    ``name`` is the component's ("radios", "date-input"), ``params`` and ``more`` the parameters of its macro. Texts may
    be lazily translated. A plain string is always escaped, even as ``html``: give ``Markup`` for HTML.
    ``keep=False`` draws afresh and keeps nothing: for a call whose very shape tells what a person chose.

    Raises jinja2.TemplateNotFound for an unknown name, ValueError if the macro changes a text instead of showing it.
    """
    words = _Words(name in COMPARING)
    shape = _encode(words.taken_from({**params, **more} if params else more))
    pieces, holes = (_draw if keep else _draw.__wrapped__)(name, shape)
    filled = pieces.copy()
    for at, word in holes:
        filled[at] = escape(words[word])
    return Markup("".join(filled))  # noqa: S704 - every piece is drawn by the library, every word escaped above


class _Words(list[str]):
    """The texts of one call, in the order of their slots."""

    def __init__(self, comparing: bool) -> None:
        super().__init__()
        self.comparing = comparing
        self.slots: dict[str, str] = {}

    def taken_from(self, value: Any, key: str = "") -> Any:
        """Copy ``value`` with a slot in place of every text."""
        if value is None or value is True or value is False:
            return value
        if isinstance(value, dict):
            return {name: self.taken_from(inner, name) for name, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.taken_from(inner, key) for inner in value]
        if isinstance(value, int) and (key in SHAPE or value == 0):
            return value
        # A lazy translation becomes plain text here: left lazy, it would pass for safe HTML.
        word = value if isinstance(value, Markup) else str(value)
        if key in SHAPE or not word:
            return str(word)
        if not (self.comparing and key in COMPARED) or isinstance(word, Markup):
            return self.slot(word)
        if word not in self.slots:
            self.slots[word] = self.slot(word)
        return self.slots[word]

    def slot(self, word: str) -> str:
        """A new slot for ``word``."""
        self.append(word)
        return f"{_MARK}{len(self) - 1}z"


@lru_cache(maxsize=KEPT)
def _draw(name: str, shape: str) -> Drawing:
    """Run the macro over a shape. The HTML is made from the two arguments alone, so it may be kept by them."""
    parts = _SLOT.split(_macro(name)(json.loads(shape)).strip())
    if any(_MARK in part for part in parts):
        raise ValueError(f"the component {name!r} changes a text it is given: add that parameter to SHAPE")
    return Drawing(
        pieces=["" if at % 2 else part for at, part in enumerate(parts)],
        holes=[(at, int(parts[at])) for at in range(1, len(parts), 2)],
    )


@cache
def _macro(name: str) -> Callable[[dict[str, Any]], str]:
    module = _library.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
    macro: Callable[[dict[str, Any]], str] = getattr(module, "govuk" + name.title().replace("-", ""))
    return macro
