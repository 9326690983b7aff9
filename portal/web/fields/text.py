"""Words a person types: one line, or many."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import get_locale, ngettext
from markupsafe import Markup

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields.base import JSON, AnswerField, Text, clean


class TextField(AnswerField):
    """One line of words.

    ``at_most`` is in characters; ``width`` is the design system's input width (2, 3, 4, 5, 10, 20 or 30 characters).
    ``data`` is the cleaned text, "" when empty.
    """

    type_ = "text"
    inputmode: str | None = None
    direction = "auto"
    capitals: str | None = None
    lines = False

    def __init__(self, label: Text, *, at_most: int = 200, width: int | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.at_most = at_most
        self.width = width

    @property
    def spellcheck(self) -> bool | None:
        """Off where a dictionary only gets in the way: names and all else that a browser can fill in by itself."""
        return False if self.autocomplete else None

    def process_data(self, value: Any) -> None:
        self.data = clean(value, self.lines) if isinstance(value, str) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(next(iter(self.texts(valuelist)), ""), self.lines)
        self.refuse_files(valuelist)
        self.refuse_many(valuelist)

    def empty(self) -> None:
        super().empty()
        self.data = ""

    def check(self) -> Text | None:
        if len(self.data) > self.at_most:
            return self.say(_l("%(thing)s must have %(number)s characters or fewer"), number=self.at_most)
        return None

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        return self.draw(
            "input",
            {
                "id": self.id,
                "name": self.name,
                "label": self.title(heading, "govuk-label"),
                "type": self.type_,
                "inputmode": self.inputmode,
                "autocomplete": self.autocomplete,
                "autocapitalize": self.capitals,
                "spellcheck": self.spellcheck,
                "classes": f"govuk-input--width-{self.width}" if self.width else "",
                "value": self.data or None,
                "attributes": {"dir": self.direction},
                **params,
            },
        )


class LongTextField(TextField):
    """Several lines of words, with a count of the characters left where JavaScript runs.

    The count holds with and without JavaScript: a line end is one character, as the browser's own counter has it.
    """

    lines = True

    def __init__(self, label: Text, *, at_most: int = 4000, rows: int = 6, **rest: Any) -> None:
        super().__init__(label, at_most=at_most, **rest)
        self.rows = rows

    def shown(self, stored: JSON) -> list[str]:
        return [line for line in str(stored or "").split("\n") if line.strip()]

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        return self.draw(
            "character-count",
            {
                "id": self.id,
                "name": self.name,
                "label": self.title(heading, "govuk-label"),
                "rows": self.rows,
                "maxlength": self.at_most,
                # A parser drops a line end right after the opening tag, but no cleaned text begins with one.
                "value": self.data,
                "attributes": {"dir": self.direction},
                **_counter(self.at_most),
                **params,
            },
        )


def _counter(at_most: int) -> dict[str, Any]:
    """The counter's texts, for each form of plural that the reader's language has."""
    numbers = _numbers_by_plural(str(get_locale() or "en"))
    return {
        "textareaDescriptionText": _l("You can write up to %(number)s characters", number=at_most),
        "charactersUnderLimitText": {
            plural: ngettext("You have %%{count} character left", "You have %%{count} characters left", number)
            for plural, number in numbers.items()
        },
        "charactersAtLimitText": _l("You have 0 characters left"),
        "charactersOverLimitText": {
            plural: ngettext("You have %%{count} character too many", "You have %%{count} characters too many", number)
            for plural, number in numbers.items()
        },
    }


@lru_cache(maxsize=64)
def _numbers_by_plural(locale: str) -> dict[str, int]:
    """For each plural form of a language (one, few, many ...; CLDR) a number that takes it; "other" always."""
    plural = Locale.parse(locale).plural_form
    return {"other": 100} | {plural(number): number for number in range(120, 0, -1)}
