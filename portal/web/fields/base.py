"""What every field has: words, messages, one answer in a form that can be stored, and its component."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypeAlias

from markupsafe import Markup
from wtforms import Field
from wtforms.validators import StopValidation

from portal.web.catalogues import lazy_gettext as _l
from portal.web.components import component

JSON: TypeAlias = str | int | float | bool | list["JSON"] | dict[str, "JSON"] | None
Text: TypeAlias = Any
"""A str, or a lazy translation that becomes one in the reader's language."""

# Control characters, halves of surrogate pairs and code points that Unicode keeps for itself: none can be typed, and
# each breaks a database, a spreadsheet or an HTML parser down the line. Tabs and line ends are dealt with apart.
_UNTYPEABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = " \t\n\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"


def clean(typed: str, lines: bool = False) -> str:
    """What a person meant to type: Unicode NFC, no control characters, no white space around it.

    A line end is always one character. With ``lines`` it stays; without, it becomes a space.
    """
    text = _UNTYPEABLE.sub("", _LINE_END.sub("\n", typed))
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return unicodedata.normalize("NFC", text).strip(_BLANK + _UNSEEN)


def latin_digits(text: str) -> str:
    """``text`` with the digits of other scripts (Urdu, Bengali, full width ...) written as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text) if not text.isascii() else text


class AnswerField(Field):  # type: ignore[misc]  # WTForms is not typed
    """Base of all fields.

    ``label`` is shown above the field; ``hint`` below it; ``required`` is the message when nothing is given (None: the
    question is optional); ``thing`` begins the other messages ("Your child's date of birth" must include a month) and
    is the label unless given, so give it where the label is a question; ``autocomplete`` is the HTML token.

    WTForms shares the arguments between all forms of a class and makes a field anew for each form: a field keeps them
    as they are and never changes them in place.
    """

    data: Any
    """The answer as Python has it; what kind, each field says."""
    errors: list[str]
    """What is wrong. Plain text: a lazy one would be taken for safe HTML."""
    process_errors: list[str]
    """What was wrong already with the way the answer was sent or written."""

    asked = True
    """False while the choice that reveals this field is not chosen: it is then empty and not checked."""

    def __init__(
        self,
        label: Text,
        *,
        hint: Text | None = None,
        required: Text | None = None,
        thing: Text | None = None,
        autocomplete: str | None = None,
        **bound: Any,
    ) -> None:
        super().__init__(label, **bound)
        self.hint = hint
        self.required = required
        self.thing = label if thing is None else thing
        self.autocomplete = autocomplete

    # What goes in and out

    @property
    def stored(self) -> JSON:
        """The answer as it is stored: None when there is none."""
        return self.data or None

    def shown(self, stored: JSON) -> list[str]:
        """A stored answer in words, one entry a line, in the current language. Old answers are shown as they are."""
        return [] if stored is None else [str(stored)]

    def empty(self) -> None:
        """Forget the answer and its errors."""
        self.data = None
        self.process_errors = []
        self.errors = []

    @property
    def focus_id(self) -> str:
        """The id of the input that an error's link goes to."""
        return str(self.id)

    # Checking

    def check(self) -> Text | None:
        """What is wrong with an answer that is not empty, as a whole sentence; None if nothing is."""
        return None

    def pre_validate(self, form: Any) -> None:
        """One message a field at most: the first thing that is wrong."""
        if self.process_errors:
            raise StopValidation
        problem = self.required if self.stored is None else self.check()
        if problem is not None:
            raise StopValidation(problem)
        if self.stored is None:
            raise StopValidation  # nothing to check further

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check the answer and set ``errors``. True if there are none."""
        if not self.asked:
            self.errors = []
            return True
        super().validate(form, extra_validators)
        self.errors = [str(error) for error in self.errors]
        return not self.errors

    def texts(self, values: list[Any]) -> list[str]:
        """The texts among what was sent for this field (a program can send files and numbers, too)."""
        return [value for value in values if isinstance(value, str)]

    def refuse_files(self, values: list[Any], name: str | None = None) -> None:
        """Raises ValueError, the message beside the field, if something else than texts was sent (as ``name``)."""
        if len(self.texts(values)) < len(values) or (name or self.name) in self._form.uploaded:
            raise ValueError(self.say(_l("%(thing)s must be written here, not sent as a file")))

    def refuse_many(self, values: list[Any]) -> None:
        """Raises ValueError, the message beside the field, if there is more than one value."""
        if len(values) > 1:
            raise ValueError(self.say(_l("%(thing)s was sent more than once. Give one answer")))

    def say(self, message: Text, **names: Any) -> str:
        """``message`` with its placeholders filled; ``%(thing)s`` is what this field asks for."""
        return str(message) % {"thing": str(self.thing), **names}

    # Drawing

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        """The whole field: label, hint, error, input, revealed fields.

        ``heading=True`` makes the label the heading of the page, ``heading="..."`` another text; ``params`` are added
        to the component's.
        """
        raise NotImplementedError

    def title(self, heading: bool | Text, kind: str) -> dict[str, Any]:
        """The parameters of a label (``kind`` "govuk-label") or legend."""
        if heading is False:
            return {"text": self.label.text, "classes": f"{kind}--s"}
        text = self.label.text if heading is True else heading
        return {"text": text, "classes": f"{kind}--l", "isPageHeading": True}

    def draw(self, name: str, params: dict[str, Any], keep: bool = True) -> Markup:
        """The component ``name`` with the parameters that all fields share."""
        if self.hint is not None:
            params["hint"] = {"text": self.hint}
        if self.errors:
            params["errorMessage"] = {"text": self.errors[0], "visuallyHiddenText": _l("Error")}
        return component(name, params, keep=keep)
