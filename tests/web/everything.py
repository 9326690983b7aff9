"""One form with every kind of field, and a small app to try it in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from portal.web.catalogues import speak
from portal.web.components import init_components
from portal.web.fields import (
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    LongTextField,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
)
from portal.web.forms import Form

COLOURS = [Choice("r", "Red"), Choice("g", "Green", hint="Like leaves"), Choice("b", "Blue")]


class Everything(Form):
    name = TextField("Your name", required="Enter your name", autocomplete="name", at_most=10)
    story = LongTextField("Your story", hint="In your own words", at_most=10)
    colour = ChoiceField(
        "Your colour",
        required="Choose your colour",
        choices=[*COLOURS, Choice("o", "Another", reveals="other", divider_before=True)],
    )
    other = TextField("Which one", required="Enter which colour")
    helps = ChoicesField(
        "Who helps you",
        required="Choose who helps you",
        choices=[
            Choice("m", "A tutor", reveals="tutor"),
            Choice("f", "A friend"),
            Choice("none", "No one", divider_before=True, exclusive=True),
        ],
    )
    tutor = TextField("Name of the tutor", required="Enter the name of the tutor")
    town = SelectField("Your town", required="Choose your town", choices=COLOURS)
    born = DateField("Your date of birth", required="Enter your date of birth", autocomplete="bday", past_only=True)
    postcode = PostcodeField("Postcode", required="Enter your postcode", autocomplete="postal-code")
    email = EmailField("Email address", required="Enter your email address", autocomplete="email")
    phone = PhoneField("Phone number", required="Enter your phone number", autocomplete="tel")


GOOD = {
    "name": "Ann",
    "story": "a\r\nb",
    "colour": "o",
    "other": "Teal",
    "helps": "m",
    "tutor": "Kit",
    "town": "g",
    "born-day": "12",
    "born-month": "3",
    "born-year": "2014",
    "postcode": "mk401aa",
    "email": "ann@portal.example",
    "phone": "01632 960 001",
}


@pytest.fixture(autouse=True)
def fields_app(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config.update(WTF_CSRF_ENABLED=False, SECRET_KEY="x")
    monkeypatch.setattr("portal.web.catalogues._folder", tmp_path)
    speak(app, Babel(app, default_locale="en_GB"))
    init_components(app)
    polish = Catalog(locale="pl")
    polish.add("Enter your name", "Podaj imię")
    polish.add("%(thing)s must have %(number)s characters or fewer", "%(thing)s: najwyżej %(number)s znaków")
    polish.add(
        ("You have %%{count} character left", "You have %%{count} characters left"),
        ("%%{count} znak", "%%{count} znaki", "%%{count} znaków"),
    )
    polish.add("Day", "Dzień")
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, polish)
    with app.test_request_context():
        yield app


def sent(**changes: Any) -> Everything:
    """The form with good answers and some changes, checked."""
    values: Any = {**GOOD, **{name.replace("born_", "born-"): value for name, value in changes.items()}}
    form = Everything(MultiDict({name: value for name, value in values.items() if value is not None}))
    form.validate()
    return form


def error(name: str, /, **changes: Any) -> str | None:
    """The one message that a change to the good answers leads to, or None."""
    form = sent(**changes)
    assert set(form.errors) <= {name}
    return form[name].errors[0] if form[name].errors else None


def drawn(form: Form) -> str:
    return "".join(field() for field in form.questions())


def tree(html: str) -> Any:
    """The parsed page; fails on anything that is not valid HTML."""
    page = f"<!doctype html><html lang=en><head><title>x</title></head><body>{html}</body></html>"
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
