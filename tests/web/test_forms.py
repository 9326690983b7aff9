"""A form keeps what was typed, asks only what is to be asked, and says all that is wrong in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import itsdangerous.timed
import pytest
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from portal.web.catalogues import lazy_gettext as _l
from portal.web.components import init_components
from portal.web.fields import Choice, ChoiceField, ChoicesField, DateField, LongTextField, SelectField, TextField
from portal.web.forms import Form

PAGE = """
{% if form.summary_errors %}{{ component("error-summary", titleText="There is a problem",
    errorList=form.summary_errors) }}{% endif %}
<form method="post" novalidate>{{ form.csrf() }}{% for field in form.questions() %}{{ field() }}{% endfor %}</form>
"""
OPEN_TOO_LONG = "This page was open for a long time. Your words are still here. Press the button again."


class Help(Form):
    helped = ChoiceField(
        "Does anyone help?",
        required="Say if anyone helps",
        choices=[Choice("yes", "Yes", reveals="who"), Choice("no", "No")],
    )
    who = ChoicesField(
        "Who helps?",
        required="Say who helps",
        choices=[Choice("tutor", "A tutor", reveals="tutor"), Choice("friend", "A friend")],
    )
    tutor = TextField("Name of the tutor", required="Enter the name of the tutor")
    since = DateField("Since when")
    words = LongTextField("Anything else", at_most=50)
    town = SelectField("Town", choices=[Choice("a", "A")])


@pytest.fixture(autouse=True)
def fields_app() -> Iterator[Flask]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x" * 40)
    Babel(app, default_locale="en_GB")
    init_components(app)

    @app.route("/", methods=["GET", "POST"])
    def page() -> str:
        form = Help()
        if form.validate_on_submit():
            return "taken: " + request.form.get("words", "")
        return render_template_string(PAGE, form=form)

    with app.test_request_context():
        yield app


@pytest.fixture
def client(fields_app: Flask) -> FlaskClient:
    return fields_app.test_client()


def made(values: dict[str, Any]) -> Help:
    return Help(MultiDict(values), meta={"csrf": False})


def token(html: str) -> str:
    return html.split('name="csrf_token" value="')[1].split('"')[0]


def test_a_page_is_sent_and_taken(client: FlaskClient) -> None:
    page = client.get("/").text

    assert page.count("csrf_token") == 1
    assert client.post("/", data={"csrf_token": token(page), "helped": "no", "words": "hi"}).text == "taken: hi"


def test_a_token_is_good_for_as_long_as_the_session(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = client.get("/").text
    now = itsdangerous.timed.time.time()
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: now + 30 * 24 * 3600)

    assert client.post("/", data={"csrf_token": token(page), "helped": "no"}).text == "taken: "


@pytest.mark.parametrize("sent", [None, "", "wrong", "a.b.c", "\x00", "é", ["x", "y"]])
def test_a_lost_token_loses_no_words(client: FlaskClient, sent: Any) -> None:
    client.get("/")
    data = {
        "csrf_token": sent,
        "helped": "yes",
        "who": "tutor",
        "tutor": "Ann <b>",
        "words": "a\r\nb",
        "since-day": "5",
    }
    response = client.post("/", data={name: value for name, value in data.items() if value is not None})

    assert response.status_code == 200
    assert f"<li>\n            {OPEN_TOO_LONG}" in response.text
    assert response.text.index(OPEN_TOO_LONG) < response.text.index('href="#since-month"')
    for words in (
        'value="Ann &lt;b&gt;"',
        ">a\nb</textarea>",
        'value="yes" checked',
        'value="tutor" checked',
        'value="5"',
    ):
        assert words in response.text
    assert "CSRF" not in response.text
    again = client.post("/", data={"csrf_token": token(response.text), "helped": "no"})
    assert again.text == "taken: "


def test_a_token_sent_as_a_file_or_from_another_session_is_refused(client: FlaskClient, fields_app: Flask) -> None:
    from io import BytesIO

    other = token(fields_app.test_client().get("/").text)
    client.get("/")

    assert OPEN_TOO_LONG in client.post("/", data={"csrf_token": other, "helped": "no"}).text
    assert OPEN_TOO_LONG in client.post("/", data={"csrf_token": (BytesIO(b"x"), "x"), "helped": "no"}).text


def test_a_page_that_is_only_read_has_no_errors_and_checks_nothing(client: FlaskClient) -> None:
    assert "error" not in client.get("/?helped=wrong&words=hello").text
    assert "hello" not in client.get("/?words=hello").text


def test_a_field_that_no_choice_reveals_is_emptied_and_not_asked() -> None:
    form = made({"helped": "no", "who": ["tutor", "wrong"], "tutor": "x" * 900})

    assert form.validate()
    assert form["who"].data == []
    assert form["tutor"].data == ""
    assert form.stored() == {"helped": "no", "who": None, "tutor": None, "since": None, "words": None, "town": None}


def test_a_revealed_field_is_asked_and_so_is_what_it_reveals() -> None:
    form = made({"helped": "yes", "who": "tutor"})

    assert not form.validate()
    assert form.summary_errors == [{"text": "Enter the name of the tutor", "href": "#tutor"}]
    assert [field.short_name for field in form.questions()] == ["helped", "since", "words", "town"]


def test_a_form_is_filled_from_stored_answers_whatever_the_request_carries(fields_app: Flask) -> None:
    stored = {"helped": "yes", "who": ["tutor"], "tutor": "Ann", "since": "2014-03-12", "words": "a\nb", "town": "a"}
    with fields_app.test_request_context(method="POST", data={"tutor": "Bob"}):
        form = Help.filled({**stored, "of_another_page": 1})

        assert form.stored() == stored


def test_answers_to_questions_that_are_no_longer_asked_are_not_stored() -> None:
    assert Help.filled({"helped": "no", "tutor": "Ann"}).stored()["tutor"] is None


def test_a_view_can_add_errors_beside_a_field_and_at_the_top() -> None:
    form = made({"helped": "no"})
    assert form.validate()

    form.fail(_l("That postcode is not in England"), field="words")
    form.fail("Your answers are safe. Press the button again in a minute.")

    assert form.summary_errors == [
        {"text": "Your answers are safe. Press the button again in a minute."},
        {"text": "That postcode is not in England", "href": "#words"},
    ]
    assert form.errors
    assert "That postcode is not in England" in form["words"]()


def test_messages_are_text_even_when_a_name_in_them_looks_like_html() -> None:
    form = Help(MultiDict(), meta={"csrf": False})
    form["helped"].required = _l("Say if anyone helps %(name)s", name="<script>")
    form.validate()

    assert not hasattr(form["helped"].errors[0], "__html__")
    html = render_template_string(PAGE, form=form)
    assert "Say if anyone helps &lt;script&gt;" in html
    assert "<script>" not in html


def test_checking_twice_says_everything_once(fields_app: Flask) -> None:
    with fields_app.test_request_context(method="POST", data={"helped": "no"}):
        form = Help()
        form.validate()
        form.validate()
        assert form.summary_errors == [{"text": OPEN_TOO_LONG}]


def test_two_choices_may_not_reveal_one_field() -> None:
    form = Help(formdata=None)
    form["helped"].choices = [Choice("a", "A", reveals="tutor"), Choice("b", "B", reveals="tutor")]

    with pytest.raises(ValueError, match="two choices reveal 'tutor'"):
        form.questions()


def test_without_csrf_protection_there_is_no_token() -> None:
    assert made({}).csrf() == Markup("")


names = [
    "helped",
    "who",
    "tutor",
    "since",
    "since-day",
    "since-month",
    "since-year",
    "words",
    "town",
    "csrf_token",
    "x",
]
values = st.one_of(st.text(), st.sampled_from(["yes", "no", "tutor", "friend", "a", "12"]))


@given(st.lists(st.tuples(st.sampled_from(names), values)))
def test_nothing_that_can_be_posted_breaks_a_form(pairs: list[tuple[str, str]]) -> None:
    form = Help(MultiDict(pairs))
    form.validate()

    render_template_string(PAGE, form=form).encode()
    for name, stored in form.stored().items():
        assert all(isinstance(line, str) for line in form[name].shown(stored))
    again = Help.filled(form.stored())
    assert again.stored() == form.stored()
