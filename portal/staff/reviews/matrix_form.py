"""The matrix as a form: points and times as numbers, bands, and what each colour means here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.reviews.inputs import INPUTS, Unit
from portal.reviews.matrix import COLOURS, LONGEST_TEXT, UNRATED, BadMatrix, Matrix, matrix_from
from portal.staff.children.wording import RATINGS
from portal.web.fields import Choice, ChoicesField, LongTextField, SelectField, TextField
from portal.web.fields.base import latin_digits
from portal.web.forms import Form
from portal.words import Rating

BANDS = 6
"""Bands that the form has room for; empty ones are left out."""
UNITS = {Unit.YEARS: "years", Unit.MONTHS: "months"}


class NumberField(TextField):
    """A whole number as people type it, with a minus if need be. ``number`` is what it means."""

    direction = "ltr"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, at_most=8, width=3, **rest)

    @property
    def number(self) -> int | None:
        """The number; None when nothing was typed, or nothing that is one."""
        typed = latin_digits(self.data).replace("−", "-").replace("–", "-").replace(" ", "").removeprefix("+")
        digits = typed.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 5):
            return None
        return -int(digits) if typed.startswith("-") else int(digits)

    def check(self) -> str | None:
        return None if self.number is not None else f"{self.thing} must be a whole number"


class WhatIfForm(Form):
    """Points, times and bands: everything that another suggestion could come from."""


class MatrixForm(WhatIfForm):
    """All of it, with the council's texts and a reason."""


def _named(field_class: type[WhatIfForm]) -> None:
    for code, one in INPUTS.items():
        setattr(field_class, f"points_{code}", NumberField(one.words, thing="Points"))
        if one.unit:
            setattr(field_class, f"within_{code}", NumberField(f"Number of {UNITS[one.unit]}", thing="This"))
    always = [Choice(code, one.words) for code, one in INPUTS.items() if one.may_be_always_red]
    field_class.always_red = ChoicesField(
        "Always red", hint="Whatever the points are. Red is suggested, and a person still decides.", choices=always
    )
    colours = [Choice(str(rating), RATINGS[rating]) for rating in COLOURS]
    for place in range(1, BANDS + 1):
        setattr(field_class, f"from_{place}", NumberField("From", thing="From"))
        setattr(field_class, f"to_{place}", NumberField("To", thing="To"))
        setattr(
            field_class, f"rating_{place}", SelectField("Rating", thing="Rating", nothing="Not used", choices=colours)
        )
        setattr(field_class, f"months_{place}", NumberField("Months", thing="Months"))


_named(WhatIfForm)
for _rating in Rating:
    setattr(
        MatrixForm,
        f"text_{_rating}",
        LongTextField(f"{RATINGS[_rating]} means", thing=RATINGS[_rating], at_most=LONGEST_TEXT, rows=3),
    )
MatrixForm.first_triage = NumberField("Months until a child whom nobody has rated is reviewed", thing="Months")
MatrixForm.first_not_known = NumberField("Months until a child whose rating is not known is reviewed", thing="Months")
MatrixForm.concern_days = NumberField("Working days within which a new concern is looked at", thing="Days")
MatrixForm.why = TextField(
    "What did you change, and why?",
    hint="Colleagues see this in the history.",
    thing="What you changed",
    required="Write what you changed, and why",
    at_most=500,
)
_FIRST = {Rating.TRIAGE: "first_triage", Rating.NOT_KNOWN: "first_not_known"}


def filled_from(matrix: Matrix) -> dict[str, Any]:
    """A matrix as the fields of the form."""
    stored: dict[str, Any] = {f"points_{code}": str(matrix.points.get(code, 0)) for code in INPUTS}
    stored |= {f"within_{code}": str(number) for code, number in matrix.within.items()}
    stored |= {f"text_{rating}": text for rating, text in matrix.texts.items()}
    stored |= {_FIRST[rating]: str(months) for rating, months in matrix.first_months.items()}
    stored |= {"always_red": sorted(matrix.always_red), "concern_days": str(matrix.concern_days)}
    for place, band in enumerate(matrix.bands, 1):
        ends = {f"from_{place}": band.first, f"to_{place}": band.last}
        stored |= {name: "" if end is None else str(end) for name, end in ends.items()}
        stored |= {f"rating_{place}": str(band.rating), f"months_{place}": str(band.months)}
    return stored


def matrix_of(form: Any, beside: Matrix) -> Matrix | None:
    """What the form says as a matrix; what it does not ask is as ``beside`` has it. None where it cannot be used: then
    each reason stands beside its field."""
    said = beside.as_json() | {
        "points": {code: form[f"points_{code}"].number or 0 for code in INPUTS},
        "within": _within(form),
        "always_red": list(form.always_red.data),
        "bands": [band for place in range(1, BANDS + 1) if (band := _band(form, place))],
    }
    if isinstance(form, MatrixForm):
        whole: Any = form
        said |= {
            "texts": {str(rating): form[f"text_{rating}"].data for rating in Rating},
            "first_months": {str(rating): form[_FIRST[rating]].number for rating in UNRATED},
            "concern_days": whole.concern_days.number,
        }
    try:
        return matrix_from(said)
    except BadMatrix as bad:
        for part, sentence in bad.problems:
            form.fail(sentence, _field(form, part))
        return None


def _within(form: Any) -> dict[str, int]:
    return {
        code: number
        for code, one in INPUTS.items()
        if one.unit and (number := form[f"within_{code}"].number) is not None
    }


def _band(form: Any, place: int) -> Mapping[str, Any] | None:
    """One band; None for a line that was left empty."""
    ends = {"from": form[f"from_{place}"].number, "to": form[f"to_{place}"].number}
    rating, months = form[f"rating_{place}"].data, form[f"months_{place}"].number
    if not rating and months is None and all(end is None for end in ends.values()):
        return None
    return {name: end for name, end in ends.items() if end is not None} | {"rating": rating or "", "months": months}


def _field(form: Any, part: str) -> str | None:
    """Beside which field a reason stands; None for the top of the page."""
    kind, _, which = part.partition(".")
    if kind == "bands":
        name = f"rating_{_nth_used(form, which)}" if which else "rating_1"
    else:
        begins = {"texts": "text", "first_months": "first"}.get(kind, kind)
        name = f"{begins}_{which}" if which else begins
    return name if name in form and not form[name].errors else None


def _nth_used(form: Any, which: str) -> int:
    """The line of the form that the so-manieth band was typed in."""
    used = [place for place in range(1, BANDS + 1) if _band(form, place)]
    return used[int(which) - 1]
