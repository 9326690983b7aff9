"""Components look as the design system says, escape what they are given, and keep nothing that a person typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import html5lib
import jinja2
import pytest
from flask import Flask, render_template_string
from flask_babel import LazyString
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.web import components
from portal.web.components import component, init_components
from tests.web.store import everything_kept

FIXTURES = Path(__file__).parents[1] / "fixtures" / "govuk"


def published() -> Iterator[Any]:
    """Every example that the design system publishes for the components we use."""
    for path in sorted(FIXTURES.glob("*.json")):
        for example in json.loads(path.read_text()):
            yield pytest.param(path.stem, example, id=f"{path.stem}: {example['name']}")


def as_html(value: Any, key: str = "") -> Any:
    """Our ``component`` wants HTML to say that it is HTML; the published examples only name it so."""
    if isinstance(value, dict):
        return {name: as_html(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_html(inner, key) for inner in value]
    is_html = key.lower().endswith("html") or key == "attributes"
    return Markup(value) if is_html and isinstance(value, str) else value


def document(html: str) -> Any:
    """The parsed document with white space evened out, as comparable plain lists."""

    def even(text: str | None) -> str:
        return " ".join((text or "").split())

    def plain(node: Any) -> Any:
        children = [(plain(child), even(child.tail)) for child in node]
        names = {name: even(value) for name, value in node.attrib.items()}
        return (str(node.tag), names, even(node.text), children)

    return plain(html5lib.parse(html, namespaceHTMLElements=False))


@pytest.mark.parametrize(("name", "example"), list(published()))
def test_every_published_example_of_a_component_is_drawn_as_published(name: str, example: dict[str, Any]) -> None:
    params = as_html(example["options"])

    assert document(component(name, params)) == document(example["html"])
    assert component(name, params) == component(name, params, keep=False)


def test_the_store_that_the_next_tests_search_really_holds_drawings() -> None:
    component("button", text="Send", classes="a-word-of-the-programmer")

    assert "a-word-of-the-programmer" in everything_kept()
    assert "govuk-button" in everything_kept()


WITH_WORDS: list[tuple[str, dict[str, Any]]] = [
    ("button", {"text": "MARKER", "value": "MARKER", "attributes": {"data-x": "MARKER"}, "href": "/?q=MARKER"}),
    ("input", {"name": "a", "label": {"text": "MARKER"}, "value": "MARKER", "errorMessage": {"text": "MARKER"}}),
    ("textarea", {"name": "a", "label": {"text": "MARKER"}, "hint": {"text": "MARKER"}, "value": "MARKER"}),
    ("radios", {"name": "a", "value": "MARKER", "items": [{"text": "MARKER", "value": "MARKER"}]}),
    ("summary-list", {"rows": [{"key": {"text": "MARKER"}, "value": {"html": Markup("<b>MARKER</b>")}}]}),
    ("table", {"caption": "MARKER", "rows": [[{"text": "MARKER"}, {"text": 1234567}]]}),
    ("error-summary", {"titleText": "MARKER", "errorList": [{"text": "MARKER", "href": "#MARKER"}]}),
]


@pytest.mark.parametrize(("name", "params"), WITH_WORDS)
def test_words_given_to_a_component_are_shown_and_never_kept(name: str, params: dict[str, Any]) -> None:
    html = component(name, params)

    assert "MARKER" in html
    assert "MARKER" not in everything_kept()
    assert "1234567" not in everything_kept()


@pytest.mark.parametrize(("name", "params"), WITH_WORDS)
def test_html_typed_as_text_is_shown_as_text(name: str, params: dict[str, Any]) -> None:
    attack = json.loads(json.dumps(params).replace("MARKER", "\\\"'><script>alert(1)</script>"))

    html = component(name, attack)

    assert "<script" not in html
    assert "&#34;&#39;&gt;&lt;script&gt;" in html


def test_a_plain_string_given_as_html_is_escaped_and_markup_is_not() -> None:
    assert "<b>x</b>" not in component("inset-text", html="<b>x</b>")
    assert "<b>x</b>" in component("inset-text", html=Markup("<b>x</b>"))
    assert "<b>x</b>" not in component("inset-text", html="<b>x</b>")


def test_a_value_that_equals_some_html_elsewhere_is_still_escaped() -> None:
    label, value = Markup("<b>x</b>"), "<b>x</b>"
    html = component("radios", name="a", value=value, items=[{"html": label, "text": label, "value": value}])

    assert html.count("<b>x</b>") == 1
    assert 'value="&lt;b&gt;x&lt;/b&gt;" checked' in html


def test_a_lazy_text_is_translated_for_each_reader_and_escaped() -> None:
    language = ["Send"]
    label = LazyString(lambda: language[0])

    assert ">\n  Send\n<" in component("button", text=label)
    language[0] = "Wyślij <b>"
    assert "Wyślij &lt;b&gt;" in component("button", text=label)


@given(st.text(), st.text())
def test_whatever_is_typed_stands_unchanged_in_the_document(value: str, label: str) -> None:
    slots = f"{components._MARK}0z{components._MARK}1z"
    for typed in (value, value + slots, slots):
        html = component("input", name="a", label={"text": label}, value=typed, hint={"text": "x" + slots})
        assert f'value="{Markup.escape(typed)}"' in html
        assert html == component("input", name="a", label={"text": label}, value=typed, hint={"text": "x" + slots})


def test_the_lines_of_a_long_text_are_not_indented_inside_a_revealed_field() -> None:
    inner = component("textarea", name="more", label={"text": "More"}, value="one\ntwo\n  three")
    outer = component(
        "radios",
        name="a",
        fieldset={"legend": {"text": "A"}},
        items=[{"value": "x", "text": "X", "conditional": {"html": inner}}],
    )
    assert ">one\ntwo\n  three</textarea>" in outer


def test_the_store_has_a_limit() -> None:
    for number in range(components.KEPT + 50):
        component("tag", text="x", classes=f"c{number}")

    kept = components._draw.cache_info()
    assert kept.maxsize == components.KEPT
    assert kept.currsize <= components.KEPT


def test_a_call_that_may_not_be_kept_is_not_kept() -> None:
    before = components._draw.cache_info()

    html = component("button", text="Send", classes="not-kept", keep=False)

    assert "not-kept" in html
    assert components._draw.cache_info() == before
    assert "not-kept" not in everything_kept()


def test_many_threads_get_their_own_words() -> None:
    components._draw.cache_clear()

    def one(number: int) -> bool:
        html = component("input", name=f"n{number % 7}", label={"text": f"L{number}"}, value=f"V{number}")
        return f'value="V{number}"' in html and f"L{number}\n" in html and html.count(f"V{number}") == 1

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(3000)))


def test_a_macro_that_changes_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="changes a text"):
        component("date-input", id="d", items=[{"name": "day"}, {"name": "x", "label": None, "classes": Bent()}])


class Bent(str):
    """Stands for a text that came out of a macro altered: a lone mark without its number."""

    def __str__(self) -> str:
        return components._MARK


def test_an_unknown_component_is_an_error() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        component("no-such-thing")


@pytest.fixture
def fields_app() -> Flask:
    app = Flask(__name__)
    init_components(app)
    return app


def test_templates_call_it_by_name(fields_app: Flask) -> None:
    with fields_app.test_request_context():
        html = render_template_string("{{ component('button', {'text': 'Send'}, classes='govuk-button--warning') }}")
    assert html.startswith('<button type="submit" class="govuk-button govuk-button--warning"')


def test_a_misspelt_name_in_our_own_template_is_an_error(fields_app: Flask) -> None:
    with fields_app.test_request_context(), pytest.raises(jinja2.UndefinedError):
        render_template_string("{{ component('button', text=misspelt) }}")
