"""Choosing from what is offered: one (radios, or a select for long lists) or several (checkboxes)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields.base import JSON, AnswerField, Text, clean
from portal.web.pictures import drawing

# Said as attributes, "checked" and its absence are words that are put in after drawing: what is kept tells no choice.
_CHECKED = Markup(" checked")
_SELECTED = Markup(" selected")
_NOT = Markup(" ")


@dataclass(frozen=True)
class Choice:
    """One thing to choose: ``code`` is stored, ``label`` shown.

    ``reveals`` names a field of the same form that is asked only when this is chosen. ``exclusive`` (checkboxes) goes
    with no other choice: "none of these". ``divider_before`` sets it apart with the word "or". ``picture`` is passed
    over by a screen reader: the words say the same.
    """

    code: str
    label: Text
    hint: Text | None = None
    reveals: str | None = None
    divider_before: bool = False
    exclusive: bool = False
    picture: str | None = None
    """A drawing before the words, by its name."""


class _FromChoices(AnswerField):
    def __init__(self, label: Text, *, choices: Iterable[Choice] = (), **rest: Any) -> None:
        super().__init__(label, **rest)
        self.choices = self._declared = tuple(choices)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What is offered. Set it on a form's field to offer something else to one person."""
        return self._choices

    @choices.setter
    def choices(self, choices: Iterable[Choice]) -> None:
        self._choices = tuple(choices)

    @property
    def known(self) -> tuple[Choice, ...]:
        """What this person is offered, then all that others may be."""
        return (*self._choices, *self._declared)

    @property
    def chosen(self) -> list[str]:
        """The codes chosen."""
        raise NotImplementedError

    def label_of(self, code: str) -> str:
        """The words for a code, also of one that this person is not offered; the code itself if there are none."""
        for choice in self.known:
            if choice.code == code:
                return str(choice.label)
        return code

    def shown(self, stored: JSON) -> list[str]:
        codes = stored if isinstance(stored, list) else [] if stored is None else [stored]
        return [self.label_of(str(code)) for code in codes]

    def check(self) -> Text | None:
        if set(self.chosen) - {choice.code for choice in self.choices}:
            return self.say(_l("Choose from the answers shown under “%(thing)s”"))
        return None

    def draw_items(self, component: str, heading: bool | Text, params: dict[str, Any]) -> Markup:
        """Radios or checkboxes, with the fields that they reveal."""
        chosen = set(self.chosen)
        items: list[dict[str, Any]] = []
        for choice in self.choices:
            if choice.divider_before:
                items.append({"divider": _l("or")})
            item: dict[str, Any] = {"value": choice.code, "text": choice.label}
            if choice.picture:
                item["html"] = drawing(choice.picture) + escape(choice.label)
            if choice.hint is not None:
                item["hint"] = {"text": choice.hint}
            if choice.exclusive:
                item["behaviour"] = "exclusive"
            if choice.reveals:
                item["conditional"] = {"html": self._form[choice.reveals]()}
                item["checked"] = choice.code in chosen
            else:
                item["attributes"] = _CHECKED if choice.code in chosen else _NOT
            items.append(item)
        # A revealed field is drawn open or shut by the macro itself: the drawing then tells the choice and is not kept.
        tells = any(choice.reveals and choice.code in chosen for choice in self.choices)
        fieldset = {"legend": self.title(heading, "govuk-fieldset__legend")}
        shared = {"idPrefix": self.id, "name": self.name, "fieldset": fieldset, "items": items}
        return self.draw(component, {**shared, **params}, keep=not tells)


class _One(_FromChoices):
    """``data`` is the code chosen, or None."""

    @property
    def chosen(self) -> list[str]:
        return [self.data] if self.data else []

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, str) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(next(iter(self.texts(valuelist)), "")) or None
        self.refuse_files(valuelist)
        self.refuse_many(valuelist)


class ChoiceField(_One):
    """One of a few, as radios. ``inline`` puts them in one row: for two short answers."""

    def __init__(self, label: Text, *, inline: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.inline = inline

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        return self.draw_items("radios", heading, {"classes": "govuk-radios--inline" if self.inline else "", **params})


class SelectField(_One):
    """One of a long list. ``nothing`` is the words of the first, empty line."""

    def __init__(self, label: Text, *, nothing: Text | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.nothing = _l("Choose one") if nothing is None else nothing

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        lines = [("", self.nothing), *((choice.code, choice.label) for choice in self.choices)]
        items = [
            {"value": code, "text": text, "attributes": _SELECTED if code == (self.data or "") else _NOT}
            for code, text in lines
        ]
        label = self.title(heading, "govuk-label")
        return self.draw("select", {"id": self.id, "name": self.name, "label": label, "items": items, **params})


class ChoicesField(_FromChoices):
    """Any of a few, as checkboxes. ``data`` is the codes chosen, in the order they are offered."""

    @property
    def chosen(self) -> list[str]:
        return list(self.data)

    def process_data(self, value: Any) -> None:
        self.data = [code for code in value if isinstance(code, str)] if isinstance(value, (list, tuple)) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(filter(None, map(clean, self.texts(valuelist)))))
        self.refuse_files(valuelist)

    def empty(self) -> None:
        super().empty()
        self.data = []

    @property
    def stored(self) -> JSON:
        order = {choice.code: place for place, choice in enumerate(self.choices)}
        return sorted(self.data, key=lambda code: order.get(code, len(order))) or None

    def check(self) -> Text | None:
        alone = next((choice for choice in self.choices if choice.exclusive and choice.code in self.data), None)
        if alone and len(self.data) > 1:
            return self.say(_l("Choose “%(alone)s” or other answers, not both"), alone=str(alone.label))
        return super().check()

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        return self.draw_items("checkboxes", heading, params)
