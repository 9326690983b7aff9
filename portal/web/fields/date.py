"""A date in three parts: day, month, year. Month names and the digits of other scripts are understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar

from babel.dates import get_month_names, get_timezone
from flask_babel import format_date, get_locale
from markupsafe import Markup
from wtforms.utils import unset_value

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields.base import JSON, AnswerField, Text, clean, latin_digits

PARTS = ("day", "month", "year")
_LABELS = {"day": _l("Day"), "month": _l("Month"), "year": _l("Year")}
_MISSING = {
    ("day",): _l("%(thing)s must include a day"),
    ("month",): _l("%(thing)s must include a month"),
    ("year",): _l("%(thing)s must include a year"),
    ("day", "month"): _l("%(thing)s must include a day and a month"),
    ("day", "year"): _l("%(thing)s must include a day and a year"),
    ("month", "year"): _l("%(thing)s must include a month and a year"),
}
_MOST = {"day": 31, "month": 12}


def today() -> date:
    """The day it is in England."""
    return datetime.now(get_timezone("Europe/London")).date()


class DateField(AnswerField):
    """A real date. ``data`` is a date or None; ``parts`` is what was typed, so that a slip can be put right in place.

    ``earliest`` and ``latest`` give the first and last day that is taken (1 January 1900 and none); ``past_only`` takes
    no day after today. ``autocomplete="bday"`` for the person's own date of birth.
    """

    DEFAULT_EARLIEST: ClassVar[date] = date(1900, 1, 1)

    def __init__(
        self,
        label: Text,
        *,
        earliest: Callable[[], date] | None = None,
        latest: Callable[[], date] | None = None,
        past_only: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.earliest = earliest
        self.latest = latest
        self.past_only = past_only
        self.parts = dict.fromkeys(PARTS, "")
        self.wrong_parts: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.data = None
        sent = {part: formdata.getlist(f"{self.name}-{part}") for part in PARTS}
        self.parts = {part: clean(next(iter(self.texts(values)), "")) for part, values in sent.items()}
        try:
            for part, values in sent.items():
                self.wrong_parts = (part,)
                self.refuse_files(values, f"{self.name}-{part}")
                self.refuse_many(values)
            self.wrong_parts = ()
        except ValueError as error:
            self.process_errors.append(error.args[0])

    def process_data(self, value: Any) -> None:
        self.data = _from_iso(value)
        day = self.data
        self.parts = {part: str(getattr(day, part)) if day else "" for part in PARTS}

    def empty(self) -> None:
        super().empty()
        self.parts = dict.fromkeys(PARTS, "")
        self.wrong_parts = ()

    @property
    def stored(self) -> JSON:
        return self.data.isoformat() if self.data else None

    def shown(self, stored: JSON) -> list[str]:
        day = _from_iso(stored)
        return [format_date(day, "long")] if day else super().shown(stored)

    @property
    def focus_id(self) -> str:
        return f"{self.id}-{(self.wrong_parts or PARTS)[0]}"

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        if self.asked and not self.process_errors and any(self.parts.values()):
            self._read()
        return super().validate(form, extra_validators)

    def _read(self) -> None:
        """Set ``data`` from ``parts``, or say what is wrong and with which part."""
        self.data, self.wrong_parts = None, ()
        missing = tuple(part for part in PARTS if not self.parts[part])
        if missing:
            self._refuse(missing, _MISSING[missing])
            return
        numbers = {part: _number(part, self.parts[part]) for part in PARTS}
        wrong = tuple(part for part, most in _MOST.items() if not 1 <= numbers[part] <= most)
        if not 1 <= numbers["year"] <= date.max.year or len(_digits(self.parts["year"])) != 4:
            message = _l("%(thing)s must have a year of 4 numbers, like %(example)s")
            self._refuse(
                (*wrong, "year"), _l("%(thing)s must be a real date") if wrong else message, example=today().year
            )
            return
        try:
            day = date(numbers["year"], numbers["month"], numbers["day"])
        except ValueError:
            self._refuse(wrong or ("day",), _l("%(thing)s must be a real date"))
            return
        self.data = day
        self._check_range(day)

    def _check_range(self, day: date) -> None:
        earliest = self.earliest() if self.earliest else self.DEFAULT_EARLIEST
        latest = self.latest() if self.latest else date.max
        if day < earliest:
            self._refuse(PARTS, _l("%(thing)s must be %(date)s or later"), date=format_date(earliest, "long"))
        elif self.past_only and day > today():
            self._refuse(PARTS, _l("%(thing)s must be today or in the past"))
        elif day > latest:
            self._refuse(PARTS, _l("%(thing)s must be %(date)s or earlier"), date=format_date(latest, "long"))

    def _refuse(self, parts: tuple[str, ...], message: Text, **names: Any) -> None:
        self.data, self.wrong_parts = None, parts
        self.process_errors = [self.say(message, **names)]

    def __call__(self, heading: bool | Text = False, **params: Any) -> Markup:
        return self.draw(
            "date-input",
            {
                "id": self.id,
                "namePrefix": self.name,
                "fieldset": {"legend": self.title(heading, "govuk-fieldset__legend")},
                "items": [self._item(part) for part in PARTS],
                **params,
            },
        )

    def _item(self, part: str) -> dict[str, Any]:
        wrong = self.errors and part in (self.wrong_parts or PARTS)
        return {
            "name": part,
            "label": _LABELS[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{' govuk-input--error' if wrong else ''}",
            "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else None,
            "value": self.parts[part] or None,
        }


def _from_iso(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _digits(typed: str) -> str:
    digits = latin_digits(typed)
    return digits if digits.isascii() and digits.isdigit() else ""


def _number(part: str, typed: str) -> int:
    """The number that stands for a typed part; 0, which no part can be, if there is none."""
    digits = _digits(typed)
    if digits:
        return int(digits) if len(digits) <= 4 else 0
    if part != "month":
        return 0
    name = typed.casefold().rstrip(".")
    return _months(str(get_locale() or "en")).get(name) or _months("en").get(name) or 0


@lru_cache(maxsize=64)
def _months(locale: str) -> dict[str, int]:
    """Every way to write a month in a language, long and short, as a heading and inside a date (CLDR)."""
    return {
        name.casefold().rstrip("."): number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    } | ({"sept": 9} if locale.startswith("en") else {})
