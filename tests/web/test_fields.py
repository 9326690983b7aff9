"""Fields understand what people type, say plainly what is wrong, and draw themselves as valid, labelled HTML."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.web import components
from portal.web.catalogues import lazy_gettext as _l
from portal.web.catalogues import speaking
from portal.web.fields import (
    Choice,
    LongTextField,
    TextField,
)
from portal.web.forms import Form
from tests.web.everything import GOOD, Everything, drawn, error, fields_app, sent, tree
from tests.web.store import everything_kept

__all__ = ["fields_app"]


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
    with speaking("pl"):
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
    with speaking("pl"):
        assert lazily() == [polish, "Your story: najwyżej 10 znaków"]
        assert "Dzień" in words()[1]
    assert lazily() == english
    assert "Dzień" not in words()[1]


def test_the_count_of_characters_speaks_every_plural_of_a_language() -> None:
    english = Everything(formdata=None)["story"]()
    assert 'data-i18n.characters-under-limit.one="You have %{count} character left"' in english
    assert 'data-i18n.characters-under-limit.other="You have %{count} characters left"' in english
    with speaking("pl"):
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
