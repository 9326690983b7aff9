"""From Markdown to HTML: only what a page may hold, numbers filled in late, pictures beside their words."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from portal.pages.render import blocks_of, filled, html_of, sentence_in

NUMBERS = {
    "service:childline": ("tel:08001111", "0800 1111"),
    "site:childline": ("https://www.childline.org.uk", "childline.org.uk"),
}


def law(code: str) -> Markup:
    return Markup("<p>{}</p>").format(f"What {code} says") if code == "costs" else Markup()


def html(markdown: str, locale: str = "en_GB") -> str:
    return html_of(markdown, locale, "young-people")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[press](javascript:alert(1))",
        "[press](data:text/html,hello)",
        '<a href="https://x.example" onclick="x()">x</a>',
        "<style>*{display:none}</style>",
        "![x](https://elsewhere.example/pixel.png)",
        "<iframe src=https://elsewhere.example></iframe>",
    ],
)
def test_nothing_in_a_page_can_run_or_reach_outside(hostile: str) -> None:
    drawn = html(f"Before {hostile} after.")
    assert "Before" in drawn
    for active in ("<script", "<style", "<iframe", "<img", 'href="javascript', 'href="data', "<a onclick"):
        assert active not in drawn


def test_a_number_comes_from_whoever_shows_the_page() -> None:
    drawn = filled(html("Call Childline on [](service:childline)."), lambda link: NUMBERS[link], law)
    assert 'Call Childline on <a href="tel:08001111" rel="noreferrer"><bdi dir="ltr">0800 1111</bdi></a>.' in drawn


def test_a_service_may_have_words_of_its_own() -> None:
    drawn = filled(html("See [what Childline does](site:childline)."), lambda link: NUMBERS[link], law)
    assert '<a href="https://www.childline.org.uk" rel="noreferrer">what Childline does</a>' in drawn


def test_a_sentence_of_the_law_comes_from_whoever_shows_the_page() -> None:
    drawn = filled(html("Before.\n\n::law costs\n\nAfter."), lambda link: NUMBERS[link], law)
    assert " ".join(drawn.split()) == "<p>Before.</p> <p>What costs says</p> <p>After.</p>"


def test_a_sentence_that_this_law_does_not_have_leaves_nothing_behind() -> None:
    drawn = filled(html("Before.\n\n::law tell-in-15-days\n\nAfter."), lambda link: NUMBERS[link], law)
    assert " ".join(drawn.split()) == "<p>Before.</p> <p>After.</p>"


@pytest.mark.parametrize("words", ["::law", "::law Costs", "::law costs and more", "See ::law costs", "::low costs"])
def test_what_only_looks_like_one_is_no_sentence(words: str) -> None:
    assert sentence_in(words) is None
    assert "law:" not in html(words)


def test_paper_leaves_the_law_out_for_it_knows_no_reader() -> None:
    assert blocks_of("::law costs\n\nAfter.") == [{"kind": "paragraph", "text": "After."}]


def test_a_link_to_a_page_leads_into_its_space() -> None:
    assert 'href="/young-people/health"' in html("[Doctors](page:health)")
    assert 'href="/young-people"' in html("[Front](page:index)")


def test_an_easy_line_stands_beside_its_picture() -> None:
    drawn = html("- ![An open book](picture:book) You **learn** at home.")
    assert '<ul class="ideas">' in drawn
    assert 'role="img" aria-label="An open book"' in drawn
    assert '<span class="idea"> You <strong>learn</strong> at home.</span>' in drawn


def test_a_list_without_pictures_stays_a_list() -> None:
    assert "ideas" not in html("- one\n- two")


def test_a_quote_is_a_note() -> None:
    assert '<div class="note">' in html("> Take care.")


def test_numbers_and_latin_words_keep_their_order_in_urdu() -> None:
    drawn = html("آپ GCSE دے سکتے ہیں۔ 16 سال & 'x'", "ur")
    assert '<bdi dir="ltr">GCSE</bdi>' in drawn
    assert '<bdi dir="ltr">16</bdi>' in drawn
    assert "&amp;" in drawn
    assert "<bdi" not in html("You can take a GCSE at 16.")


def test_print_gets_plain_blocks() -> None:
    markdown = "## Head\n\nSome **bold** [words](page:health).\n\n> Note.\n\n- ![A book](picture:book) One."
    assert blocks_of(markdown) == [
        {"kind": "heading", "text": "Head"},
        {"kind": "paragraph", "text": "Some bold words."},
        {"kind": "note", "blocks": [{"kind": "paragraph", "text": "Note."}]},
        {"kind": "list", "items": [{"text": "One.", "picture": {"name": "book", "alt": "A book"}}]},
    ]
