"""A date is taken if it is a real one in range, however it is typed; else the message names the part to put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

import portal.web.fields.date
from portal.web.components import init_components
from portal.web.fields import DateField, today
from portal.web.forms import Form

FIRST, LAST = date(2005, 9, 1), date(2031, 8, 31)


class Birthday(Form):
    born = DateField("Your child's date of birth", required="Enter your child's date of birth")
    left = DateField("When did they leave?", thing="The day they left", earliest=lambda: FIRST, latest=lambda: LAST)
    seen = DateField("The day of the visit", past_only=True)


@pytest.fixture(autouse=True)
def fields_app() -> Iterator[Flask]:
    app = Flask(__name__)
    app.config.update(WTF_CSRF_ENABLED=False, SECRET_KEY="x")
    Babel(app, default_locale="en_GB")
    init_components(app)
    with app.test_request_context():
        yield app


def typed(day: Any, month: Any, year: Any, field: str = "born") -> DateField:
    """The field after these three were sent, checked."""
    parts = {"born-day": "1", "born-month": "1", "born-year": "2014"}
    parts |= {f"{field}-day": day, f"{field}-month": month, f"{field}-year": year}
    form = Birthday(MultiDict({name: value for name, value in parts.items() if value is not None}))
    form.validate()
    return form[field]


def marked(field: DateField) -> list[str]:
    """The parts that are drawn as wrong."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(field())
    return [
        node.attrib["id"].removeprefix(f"{field.id}-")
        for node in page.iter("input")
        if "govuk-input--error" in node.attrib["class"]
    ]


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        (("12", "3", "2014"), "2014-03-12"),
        (("012", "03", "2014"), "2014-03-12"),
        ((" 29 ", "2", "2012"), "2012-02-29"),
        (("12", "Mar", "2014"), "2014-03-12"),
        (("12", "march", "2014"), "2014-03-12"),
        (("12", "Sept.", "2014"), "2014-09-12"),
        (("۱۲", "۳", "۲۰۱۴"), "2014-03-12"),
        (("١٢", "٣", "٢٠١٤"), "2014-03-12"),
        (("১২", "৩", "২০১৪"), "2014-03-12"),
        (("１２", "３", "２０１４"), "2014-03-12"),
    ],
)
def test_a_real_date_is_taken_however_it_is_typed(parts: tuple[str, str, str], stored: str) -> None:
    field = typed(*parts)

    assert field.errors == []
    assert field.stored == stored


@pytest.mark.parametrize(
    ("locale", "month"), [("pl", "marca"), ("pl", "marzec"), ("ur", "مارچ"), ("bn", "মার্চ"), ("ro", "mar.")]
)
def test_months_may_be_named_in_the_readers_language_or_in_english(locale: str, month: str) -> None:
    with force_locale(locale):
        assert typed("12", month, "2014").stored == "2014-03-12"
        assert typed("12", "March", "2014").stored == "2014-03-12"


@pytest.mark.parametrize(
    ("parts", "message", "wrong"),
    [
        (("", "", ""), "Enter your child's date of birth", ["day", "month", "year"]),
        ((None, None, None), "Enter your child's date of birth", ["day", "month", "year"]),
        ((" ", "\x00", "\u200b"), "Enter your child's date of birth", ["day", "month", "year"]),
        (("", "3", "2014"), "Your child's date of birth must include a day", ["day"]),
        (("12", "", "2014"), "Your child's date of birth must include a month", ["month"]),
        (("12", None, "2014"), "Your child's date of birth must include a month", ["month"]),
        (("12", "3", ""), "Your child's date of birth must include a year", ["year"]),
        (("", "", "2014"), "Your child's date of birth must include a day and a month", ["day", "month"]),
        (("", "3", ""), "Your child's date of birth must include a day and a year", ["day", "year"]),
        (("12", "", ""), "Your child's date of birth must include a month and a year", ["month", "year"]),
        (("32", "3", "2014"), "Your child's date of birth must be a real date", ["day"]),
        (("0", "3", "2014"), "Your child's date of birth must be a real date", ["day"]),
        (("-1", "3", "2014"), "Your child's date of birth must be a real date", ["day"]),
        (("²", "3", "2014"), "Your child's date of birth must be a real date", ["day"]),
        (("12", "13", "2014"), "Your child's date of birth must be a real date", ["month"]),
        (("12", "Smarch", "2014"), "Your child's date of birth must be a real date", ["month"]),
        (("40", "13", "2014"), "Your child's date of birth must be a real date", ["day", "month"]),
        (("40", "13", "x"), "Your child's date of birth must be a real date", ["day", "month", "year"]),
        (("29", "2", "2013"), "Your child's date of birth must be a real date", ["day"]),
        (("31", "April", "2013"), "Your child's date of birth must be a real date", ["day"]),
        (("12", "3", "1899"), "Your child's date of birth must be 1 January 1900 or later", ["day", "month", "year"]),
        (("12", ["3", "4"], "2014"), "Your child's date of birth was sent more than once. Give one answer", ["month"]),
        (("9" * 5000, "3", "2014"), "Your child's date of birth must be a real date", ["day"]),
    ],
)
def test_a_wrong_date_gets_a_message_at_the_part_to_put_right(parts: Any, message: str, wrong: list[str]) -> None:
    field = typed(*parts)

    assert field.errors == [message]
    assert marked(field) == wrong
    assert field.focus_id == f"born-{wrong[0]}"
    assert field.stored is None


@pytest.mark.parametrize("year", ["14", "201", "02014", "20145", "0000", "x", "20l4"])
def test_a_year_needs_four_numbers(year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal.web.fields.date, "today", lambda: date(2027, 1, 31))
    field = typed("12", "3", year)

    assert field.errors == ["Your child's date of birth must have a year of 4 numbers, like 2027"]
    assert marked(field) == ["year"]
    assert f'value="{year}"' in field()


def test_an_optional_date_may_be_left_empty_but_not_half_empty() -> None:
    assert typed("", "", "", "left").errors == []
    assert typed("1", "", "", "left").errors == ["The day they left must include a month and a year"]


def test_dates_out_of_range_are_told_the_first_or_last_day_in_their_language() -> None:
    early = typed("31", "8", "2005", "left")
    assert early.errors == ["The day they left must be 1 September 2005 or later"]
    assert typed("1", "9", "2031", "left").errors == ["The day they left must be 31 August 2031 or earlier"]
    with force_locale("pl"):
        assert "1 września 2005" in typed("31", "8", "2005", "left").errors[0]


def test_a_day_in_the_past_may_be_today_but_not_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal.web.fields.date, "today", lambda: date(2024, 2, 29))

    assert typed("29", "2", "2024", "seen").errors == []
    assert typed("1", "3", "2024", "seen").errors == ["The day of the visit must be today or in the past"]


def test_today_is_the_day_in_england() -> None:
    assert abs(today() - date.today()) <= timedelta(days=1)  # noqa: DTZ011


def test_a_stored_date_fills_the_parts() -> None:
    html = Birthday.filled({"born": "2014-03-12"})["born"]()

    assert [f'value="{part}"' in html for part in ("12", "3", "2014")] == [True] * 3


def test_the_whole_group_is_labelled_and_each_part_too() -> None:
    html = Birthday(formdata=None)["born"](heading=True)

    assert 'role="group"' in html
    assert html.count("<label") == 3
    assert '<h1 class="govuk-fieldset__heading">' in html


numbers = st.one_of(st.text(), st.integers(-1, 40).map(str), st.sampled_from(["March", "٣", "1999", "2014", "2031"]))


@given(numbers, numbers, numbers)
def test_no_three_texts_break_it_and_what_it_takes_is_what_was_meant(day: str, month: str, year: str) -> None:
    field = typed(day, month, year, "left")

    field().encode()
    assert len(marked(field)) == len(field.wrong_parts)
    if field.errors or field.stored is None:
        assert field.stored is None
        return
    taken = date.fromisoformat(str(field.stored))
    assert FIRST <= taken <= LAST
    assert taken.day == int(field.parts["day"])
    assert taken.year == int(field.parts["year"])
    again = Birthday.filled({"left": field.stored})["left"]
    assert again.stored == field.stored
    assert again.shown(field.stored)[0].startswith(f"{taken.day} ")


@given(st.integers(-1, 33), st.integers(-1, 14), st.integers(2004, 2032))
def test_exactly_the_real_dates_in_range_are_taken(day: int, month: int, year: int) -> None:
    try:
        real = FIRST <= date(year, month, day) <= LAST
    except ValueError:
        real = False

    assert (typed(str(day), str(month), str(year), "left").stored is not None) == real
