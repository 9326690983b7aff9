"""Fields understand what people type, say plainly what is wrong, and draw themselves as valid, labelled HTML."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import html5lib
import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import Babel, force_locale
from flask_babel import lazy_gettext as _l
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.web import components
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
from tests.web.store import everything_kept

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
def fields_app(tmp_path: Any) -> Iterator[Flask]:
    app = Flask(__name__)
    app.config.update(WTF_CSRF_ENABLED=False, SECRET_KEY="x", BABEL_TRANSLATION_DIRECTORIES=str(tmp_path))
    Babel(app, default_locale="en_GB")
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


def test_good_answers_are_stored_in_their_usual_form() -> None:
    form = sent()

    assert form.errors == {}
    assert form.stored() == {
        "name": "Ann",
        "story": "a\nb",
        "colour": "o",
        "other": "Teal",
        "helps": ["m"],
        "tutor": "Kit",
        "town": "g",
        "born": "2014-03-12",
        "postcode": "MK40 1AA",
        "email": "ann@portal.example",
        "phone": "01632 960 001",
    }


def test_an_empty_page_asks_for_each_thing_by_name_and_never_in_the_words_of_a_library() -> None:
    form = Everything(MultiDict())

    assert not form.validate()
    assert [error["text"] for error in form.summary_errors] == [
        "Enter your name",
        "Choose your colour",
        "Choose who helps you",
        "Choose your town",
        "Enter your date of birth",
        "Enter your postcode",
        "Enter your email address",
        "Enter your phone number",
    ]


def test_every_link_of_the_error_summary_goes_to_an_input_and_no_id_is_used_twice() -> None:
    empty = Everything(MultiDict())
    wrong = sent(colour="o", other="", helps=["m"], tutor="", born_month="13", postcode="x", email="x", phone="x")
    for form in (Everything(formdata=None), empty, wrong, sent()):
        form.validate() if form is empty else None
        page = tree(drawn(form))
        ids = [node.attrib["id"] for node in page.iter() if "id" in node.attrib]
        assert len(ids) == len(set(ids))
        assert all(id_ and " " not in id_ for id_ in ids)
        inputs = {n.attrib["id"] for n in page.iter() if n.tag in ("input", "select", "textarea")}
        assert {problem["href"][1:] for problem in form.summary_errors} <= inputs
        described = {ref for n in page.iter() for ref in n.attrib.get("aria-describedby", "").split()}
        assert described <= set(ids)
        labelled = {n.attrib["for"] for n in page.iter("label")}
        assert inputs == labelled


def test_an_error_is_read_out_with_its_input() -> None:
    html = sent(name="")["name"]()

    assert 'aria-describedby="name-error"' in html
    assert '<span class="govuk-visually-hidden">Error:</span> Enter your name' in html


def test_a_label_can_be_the_heading_of_the_page() -> None:
    form = Everything(formdata=None)

    assert '<h1 class="govuk-label-wrapper">' in form["postcode"](heading=True)
    assert '<h1 class="govuk-fieldset__heading">' in form["colour"](heading=True)
    assert "Where do you live?" in form["postcode"](heading="Where do you live?")
    for field in form.questions():
        assert field(heading=True).count("<h1") == 1
        assert "<h1" not in field()


@pytest.mark.parametrize("name", ["name", "story", "postcode", "email", "phone", "town", "colour"])
def test_two_answers_where_one_is_asked_get_a_message(name: str) -> None:
    assert "was sent more than once" in (error(name, **{name: ["a", "b"]}) or "")


@pytest.mark.parametrize("name", ["colour", "town"])
def test_a_choice_that_is_not_offered_gets_a_message(name: str) -> None:
    assert (error(name, **{name: "purple"}) or "").startswith("Choose from the answers shown under “Your ")


def test_checkboxes_that_are_not_offered_get_a_message_and_doubles_are_forgiven() -> None:
    assert error("helps", helps=["f", "purple"]) == "Choose from the answers shown under “Who helps you”"
    assert sent(helps=["f", "m", "f"]).stored()["helps"] == ["m", "f"]


def test_none_of_these_goes_with_nothing_else() -> None:
    assert error("helps", helps=["f", "none"]) == "Choose “No one” or other answers, not both"
    assert error("helps", helps=["none"]) is None
    html = sent(helps=["none"])["helps"]()
    assert 'data-behaviour="exclusive"' in html
    assert '<div class="govuk-checkboxes__divider">or</div>' in html


def test_text_that_is_too_long_is_named_with_its_number_and_everything_kept() -> None:
    form = sent(name="a" * 11, story="a\r\n" * 6)

    assert form["name"].errors == ["Your name must have 10 characters or fewer"]
    assert form["story"].errors == ["Your story must have 10 characters or fewer"]
    assert 'value="' + "a" * 11 in form["name"]()


def test_a_line_end_counts_as_one_character() -> None:
    assert error("story", story="aaaa\r\nbbbbb") is None
    assert error("story", story="aaaa\r\nbbbbbb") is not None


def test_invisible_and_control_characters_go_and_what_looks_the_same_is_the_same() -> None:
    form = sent(name="\x00 \u200bZoe\u0308\x07\t", story=" \r\na\x00\rb\u2028 c \n")

    assert form.stored()["name"] == "Zoë"
    assert form.stored()["story"] == "a\nb\n c"
    assert error("name", name="\u200b \ufeff\x00") == "Enter your name"
    assert sent(name="a\nb").stored()["name"] == "a b"


def test_a_file_in_place_of_an_answer_gets_a_message(fields_app: Flask) -> None:
    data = {
        name: (BytesIO(b"x"), "x.txt")
        for name in ["name", "story", "colour", "town", "helps", "born-day", "postcode", "email", "phone"]
    }
    with fields_app.test_request_context(method="POST", data=data):
        form = Everything()
        assert not form.validate()
        assert len(form.errors) == 9
        for messages in form.errors.values():
            assert messages[0].endswith("must be written here, not sent as a file")
        tree(drawn(form))


@pytest.mark.parametrize("body", ["[1, 2]", "{}", '{"name": {"a": [1]}}', "", "null"])
def test_json_in_place_of_a_form_is_an_empty_form(fields_app: Flask, body: str) -> None:
    with fields_app.test_request_context(method="POST", data=body, content_type="application/json"):
        form = Everything()
        assert not form.validate()
        assert form["name"].errors == ["Enter your name"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mk401aa", "MK40 1AA"),
        (" MK40 1AA ", "MK40 1AA"),
        ("m.k-4 0\xa01aa", "MK40 1AA"),
        ("(lu1 2bq)", "LU1 2BQ"),
        ("w1a1aa", "W1A 1AA"),
        ("ec1a 1bb", "EC1A 1BB"),
        ("m1 1ae", "M1 1AE"),
        ("tq14bx", "TQ1 4BX"),
        ("ＭＫ４０ １ＡＡ", "MK40 1AA"),
    ],
)
def test_a_postcode_is_taken_however_it_is_spaced(typed: str, stored: str) -> None:
    assert sent(postcode=typed).stored()["postcode"] == stored


@pytest.mark.parametrize("typed", ["MK40", "MK40 1A", "MK40 1AAA", "40 1AA", "QK40 1AA", "MK40 1AC", "اب", "x" * 20])
def test_half_a_postcode_gets_a_message_with_an_example(typed: str) -> None:
    assert error("postcode", postcode=typed) == "Enter a full UK postcode, like MK42 9AP"
    assert f'value="{typed}"' in sent(postcode=typed)["postcode"]()


@pytest.mark.parametrize(
    "typed", ["ann", "ann@", "@portal.example", "a b@portal.example", "ann@portal", "ann@@x.example"]
)
def test_a_wrong_email_address_gets_a_message(typed: str) -> None:
    assert error("email", email=typed) == "Enter an email address in the right form, like name@example.com"


def test_an_email_address_is_kept_with_its_domain_in_small_letters() -> None:
    assert sent(email=" Ann.Lee@Portal.EXAMPLE").stored()["email"] == "Ann.Lee@portal.example"


@pytest.mark.parametrize("typed", ["01632 960 001", "+44 7700 900982", "(01632) 960001 ext 5", "+48 22 123 45 67"])
def test_a_phone_number_is_kept_as_it_was_typed(typed: str) -> None:
    assert sent(phone=typed).stored()["phone"] == typed


def test_a_phone_number_in_other_digits_is_kept_in_ours() -> None:
    assert sent(phone="۰۱۶۳۲ ۹۶۰ ۰۰۱").stored()["phone"] == "01632 960 001"


@pytest.mark.parametrize("typed", ["0163", "01632 960 001 (mum)", "0800 FLOWERS", "hello", "1" * 40])
def test_a_wrong_phone_number_gets_a_message(typed: str) -> None:
    assert error("phone", phone=typed) == "Enter a phone number, like 01632 960 001 or +44 7700 900 982"


def test_inputs_help_the_keyboard_and_run_in_the_right_direction() -> None:
    form = sent()
    for name, expected in {
        "name": ['dir="auto"', 'autocomplete="name"', 'spellcheck="false"'],
        "story": ['dir="auto"', 'data-maxlength="10"', "You can write up to 10 characters"],
        "postcode": ['dir="ltr"', 'autocomplete="postal-code"', 'autocapitalize="characters"', "govuk-input--width-10"],
        "email": ['dir="ltr"', 'type="email"', 'autocomplete="email"', 'spellcheck="false"', 'autocapitalize="none"'],
        "phone": ['dir="ltr"', 'type="tel"', 'inputmode="tel"', 'autocomplete="tel"'],
        "born": ['inputmode="numeric"', 'autocomplete="bday-day"', 'autocomplete="bday-year"'],
    }.items():
        for attribute in expected:
            assert attribute in form[name]()
    assert "spellcheck" not in form["story"]()
    assert "spellcheck" not in form["tutor"]()


def test_chosen_answers_are_drawn_chosen_and_no_others() -> None:
    page = tree(drawn(sent(colour="g", helps=["f", "none"], town="b")))

    def chosen(name: str) -> list[str]:
        marks = [n for n in page.iter("input") if n.attrib.get("name") == name and "checked" in n.attrib]
        return [n.attrib["value"] for n in marks]

    assert chosen("colour") == ["g"]
    assert chosen("helps") == ["f", "none"]
    assert [n.attrib["value"] for n in page.iter("option") if "selected" in n.attrib] == ["b"]


def test_a_revealed_field_is_drawn_inside_its_choice_open_only_when_chosen() -> None:
    shut = sent(colour="g")["colour"]()
    opened = sent(colour="o", other="Teal")["colour"]()

    assert 'class="govuk-radios__conditional govuk-radios__conditional--hidden" id="conditional-colour-5"' in shut
    assert 'class="govuk-radios__conditional" id="conditional-colour-5"' in opened
    assert 'value="Teal"' in opened
    assert opened.count('id="other"') == 1


def test_stored_answers_are_shown_in_words() -> None:
    form = Everything(formdata=None)

    assert form["name"].shown("Ann") == ["Ann"]
    assert form["name"].shown(None) == []
    assert form["story"].shown("a\n\nb") == ["a", "b"]
    assert form["colour"].shown("g") == ["Green"]
    assert form["town"].shown("no-longer-offered") == ["no-longer-offered"]
    assert form["helps"].shown(["none", "gone"]) == ["No one", "gone"]
    assert form["born"].shown("2014-03-12") == ["12 March 2014"]
    assert form["born"].shown("a while ago") == ["a while ago"]
    with force_locale("pl"):
        assert form["born"].shown("2014-03-12") == ["12 marca 2014"]


@pytest.mark.parametrize("old", [None, 5, True, "x", ["x", 5], {"a": 1}, [], 1.5])
def test_answers_from_an_older_draft_never_break_the_page(old: Any) -> None:
    form = Everything.filled({field.short_name: old for field in Everything(formdata=None).answers()})

    tree(drawn(form))
    form.validate()
    tree(drawn(form))
    for field in form.answers():
        assert all(isinstance(line, str) for line in field.shown(old))


def test_messages_and_labels_are_in_the_readers_language_and_stay_apart() -> None:
    def words() -> tuple[list[str], str]:
        form = sent(name="", story="a" * 11)
        return form["name"].errors + form["story"].errors, form["born"]()

    class Lazy(Form):
        name = TextField(_l("Your name"), required=_l("Enter your name"))
        story = LongTextField(_l("Your story"), at_most=10)

    def lazily() -> list[str]:
        form = Lazy(MultiDict({"story": "a" * 11}))
        form.validate()
        return form["name"].errors + form["story"].errors

    english, polish = ["Enter your name", "Your story must have 10 characters or fewer"], "Podaj imię"
    assert lazily() == english
    with force_locale("pl"):
        assert lazily() == [polish, "Your story: najwyżej 10 znaków"]
        assert "Dzień" in words()[1]
    assert lazily() == english
    assert "Dzień" not in words()[1]


def test_the_count_of_characters_speaks_every_plural_of_a_language() -> None:
    english = Everything(formdata=None)["story"]()
    assert 'data-i18n.characters-under-limit.one="You have %{count} character left"' in english
    assert 'data-i18n.characters-under-limit.other="You have %{count} characters left"' in english
    with force_locale("pl"):
        polish = Everything(formdata=None)["story"]()
    assert 'data-i18n.characters-under-limit.one="%{count} znak"' in polish
    assert 'data-i18n.characters-under-limit.few="%{count} znaki"' in polish
    assert 'data-i18n.characters-under-limit.many="%{count} znaków"' in polish
    assert 'data-i18n.characters-under-limit.other="%{count} znaków"' in polish


def test_choices_set_for_one_person_are_not_seen_by_the_next() -> None:
    mine = Everything(MultiDict({**GOOD, "colour": "z"}))
    mine["colour"].choices = [Choice("z", "Mine alone")]
    mine["colour"].label.text = "Only mine"
    mine["name"].hint = "Only mine"
    theirs = Everything(MultiDict({**GOOD, "colour": "z"}))

    assert mine.validate()
    assert "Mine alone" in drawn(mine)
    assert not theirs.validate()
    assert "Mine alone" not in drawn(theirs)
    assert "Only mine" not in drawn(theirs)


def test_nothing_that_a_person_typed_or_chose_is_kept_valid_or_not() -> None:
    components._draw.cache_clear()
    marks = [f"{letter}marker{letter}" for letter in "abcdefgh"]
    for typed in (*marks, *(mark * 50 for mark in marks)):
        form = Everything(
            MultiDict({name: typed for name in [*GOOD, "colour", "helps"]} | {"colour": "o", "helps": "m"})
        )
        form.validate()
        form.fail(f"{typed} could not be saved", field="name")
        assert "marker" in drawn(form)
    form = sent(name="marker", story="marker", other="marker", email="marker@portal.example", postcode="ZE2 9TN")
    assert form.validate()
    assert "marker@portal.example" in drawn(form)

    assert "govuk-input" in everything_kept()
    assert "marker" not in everything_kept()
    assert "ZE2 9TN" not in everything_kept()


def test_what_is_kept_is_the_same_whatever_is_chosen() -> None:
    drawn(sent(colour="r", helps=["f"], town="r", born_day="1", born_month="1"))
    drawn(sent(colour="o", helps=["m"]))
    before = components._draw.cache_info().currsize
    stories = [("g", ["none"], "b", "2", "3"), ("b", ["f"], "g", "3", "3"), ("o", ["m"], "r", "11", "12")]
    for colour, helps, town, day, month in stories:
        drawn(sent(colour=colour, helps=helps, town=town, born_day=day, born_month=month))

    assert components._draw.cache_info().currsize == before


@given(st.text())
def test_any_text_comes_back_as_it_was_typed_or_gets_a_message(typed: str) -> None:
    form = sent(name=typed, story=typed, postcode=typed, email=typed, phone=typed)
    stored = form.stored()

    html = drawn(form)
    html.encode()
    tree(html)
    for name in ("name", "story"):
        assert form[name].errors or Everything.filled(stored)[name].stored == stored[name]
        assert str(form[name].data or "") == (str(stored[name] or ""))
    assert all(form[name].errors or stored[name] for name in ("name", "postcode", "email", "phone"))


@given(st.text(min_size=1, max_size=9))
def test_what_a_long_text_shows_is_what_is_sent_back(typed: str) -> None:
    form = sent(story=typed)
    area = next(tree(form["story"]()).iter("textarea"))

    assert (area.text or "") == (form["story"].data or "")
