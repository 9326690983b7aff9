"""The PDF holds exactly what was sent, whatever was typed and in whatever language it is read."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.config import TRANSLATIONS, languages_in
from portal.families import receipt
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey
from portal.printing import Unprintable, letters, typeset
from portal.storage import db
from portal.submissions.models import Words
from tests.support import pdf
from tests.support.answers import CHILD
from tests.support.pages import CheckedClient
from tests.support.sent import code_on, last_sent, send

BOTH = pytest.mark.parametrize("journey", [NOTIFY, CHANGE], ids=lambda one: one.code)
MARGIN = 28
"""Points: a centimetre."""
TOGETHER = "Ľ\u1cd0"
"""A letter and a mark that our fonts have, and still no font can set together."""
HOSTILE = '#panic() *b* $x$ `r` =HYPERLINK("x") <l> // @a \\u{41} {number} %(team)s'


def fetched(client: CheckedClient, address: str, lang: str = "en_GB") -> bytes:
    answer = client.get(f"{address}/sent.pdf?lang={lang}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


def packed(text: str) -> str:
    """Without what only lays words out: spaces, and places where a long word may be broken."""
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")


def one_answer(typed: str, write: receipt.Write = letters.drawable) -> dict[str, Any]:
    """A receipt with one answer, also as the name of a child."""
    line = receipt._line(typed, write)
    return {
        "title": "What you sent",
        "reference": "K7MD-39QX",
        "page": "Page {number} of {of}",
        "facts": [{"label": "Your reference:", "value": "K7MD-39QX", "exact": True}],
        "notes": [],
        "sections": [{"title": line if typed.strip() else None, "rows": [{"question": "What?", "answer": [line]}]}],
    }


@BOTH
def test_each_answer_is_in_it_as_it_was_typed(app: Flask, client: CheckedClient, journey: Journey) -> None:
    made = fetched(client, send(app, client, journey, your_name=HOSTILE))
    words = packed(pdf.words(made))
    for typed in (HOSTILE, "Robin Example", "alex@family.example", "4 May 2015", last_sent(app).reference):
        assert packed(typed) in words
    assert pdf.sizes(made)[0] == (595, 842)


def test_its_file_name_and_its_hidden_texts_tell_nothing_of_anybody(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    answer = client.get(f"{address}/sent.pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{last_sent(app).reference}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    with pdf.opened(answer.data) as parts:
        assert [str(value) for value in parts.docinfo.values() if "Robin" in str(value)] == []
        assert b"Robin" not in parts.Root.Metadata.read_bytes()
    assert code_on(client.get(f"{address}/sent").text) not in pdf.words(answer.data), "the file may lie about"


@BOTH
def test_no_other_browser_gets_it_nor_this_one_before_sending(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    client.submit(f"/families/{journey.code}")
    assert client.get(f"/families/{journey.code}/sent.pdf").status_code == 303
    address = send(app, client, journey)
    assert app.test_client().get(f"{address}/sent.pdf").status_code == 303


@pytest.mark.parametrize("lang", languages_in(TRANSLATIONS))
def test_it_is_tagged_and_complete_in_every_language(
    app: Flask, client: CheckedClient, lang: str, tmp_path: Path
) -> None:
    made = fetched(client, send(app, client), lang)
    assert pdf.faults(made, tmp_path) == []
    assert min(pdf.margins(made)) > MARGIN
    assert all(pdf.fonts(made).values())
    said = packed(pdf.words(made))
    assert all(packed(word) in said for word in ("Robin", "Sam", "Gdansk"))
    with pdf.opened(made) as parts:
        assert str(parts.Root.Lang).startswith(lang.partition("_")[0])
        kinds = [kind for kind, _about in pdf.elements(parts)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 2, "each child is a heading"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("We are 😀😀 now", "We are [grinning face, grinning face] now"),
        ("我 ok", "[u+6211] ok"),
        ("a\u202eb", "a[right-to-left override]b"),
        ("\ue000\x07\ud800", "[u+e000, u+0007, u+d800]"),
        ("“Zażółć” – naïve £5 €5", "“Zażółć” – naïve £5 €5"),
        ("میری بیٹی", "میری بیٹی"),
        ("আমার মেয়ে", "আমার মেয়ে"),
    ],
)
def test_what_our_fonts_lack_is_named_and_nothing_else_is_touched(typed: str, printed: str) -> None:
    assert letters.drawable(typed) == printed


def test_whoever_used_a_sign_that_cannot_be_printed_is_told_and_the_page_shows_it(
    app: Flask, client: CheckedClient
) -> None:
    address = send(app, client, anything_else="Thank you 😀")
    assert "[grinning face]" in (words := pdf.words(fetched(client, address)))
    assert "Some signs cannot be printed on this paper." in words
    assert "😀" in client.get(f"{address}/sent").text
    assert "Some signs" not in pdf.words(fetched(client, send(app, client)))


@given(st.text(max_size=60) | st.text(st.characters(max_codepoint=0x0A7F), max_size=200))
@example("\0\ufffe\ud800\udfff\u202e\u2066\u2069 \u200d\ufe0f")
@example("ক\u0651\u0303ਗ\u09be\u064b\u0a3ca\u09cd\u200d\u0653")
@example("\u0301" * 60)
@example("﷽" * 60)
@example("x" * 3000)
@example("\u202f\u2060W" * 100)
@settings(max_examples=200)
def test_whatever_was_typed_comes_out_on_the_paper_and_not_beside_it(typed: str) -> None:
    try:
        made = typeset("receipt", one_answer(typed), lang="en_GB", sizes=(12,))
    except Unprintable:
        made = typeset("receipt", one_answer(typed, letters.plain), lang="en_GB", sizes=(12,))
    assert min(pdf.margins(made)) > MARGIN / 2


@BOTH
def test_letters_that_cannot_be_set_together_cost_nobody_the_pdf(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    with pytest.raises(Unprintable):
        typeset("receipt", one_answer(TOGETHER), lang="en_GB")
    said = pdf.words(fetched(client, send(app, client, journey, your_name=TOGETHER), "ur"))
    assert "[latin capital letter l with caron, vedic tone karshana]" in said
    assert "What you sent to the council" in said


def test_a_language_that_our_fonts_lack_gets_the_paper_in_english(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(app, client)
    monkeypatch.setattr(letters, "_fonts", lambda: (frozenset(map(chr, range(32, 127))),))
    assert "What you sent to the council" in pdf.words(fetched(client, address, "ur"))


@pytest.mark.parametrize("words", ["We read together. " * 270, "ہم گھر پر پڑھتے ہیں۔ " * 230, "我" * 4900])
def test_twelve_children_with_very_long_answers_are_on_numbered_pages_that_name_the_reference(
    app: Flask, client: CheckedClient, words: str, record_property: Any
) -> None:
    children = [{**CHILD, "first_name": f"Robin {number}", "sen_more": words.strip()} for number in range(12)]
    address = send(app, client, children=children)
    began = time.monotonic()
    made = fetched(client, address)
    record_property(
        f"a receipt of {len(pdf.sizes(made))} pages, {len(made) // 1024} kB", f"{time.monotonic() - began:.2f} s"
    )
    said, reference, pages = pdf.words(made), last_sent(app).reference, len(pdf.sizes(made))
    assert pages > 12
    assert said.count(reference) == pages + 1
    assert [found for found in range(1, pages + 1) if f"Page {found} of {pages}" not in said] == []
    assert [found for found in range(12) if f"Robin {found} Example" not in said] == []
    assert min(pdf.margins(made)) > MARGIN


@pytest.mark.parametrize("lang", ["en_GB", "ur"])
def test_words_run_the_way_they_were_written_in(app: Flask, client: CheckedClient, lang: str) -> None:
    made = fetched(client, send(app, client, anything_else="Zebra\nہم پڑھتے ہیں"), lang)
    (zebra,) = pdf.places(made, "Zebra")
    assert zebra[0] < 595 / 2, "Latin letters begin at the left, on any paper"
    child, *_ = pdf.places(made, "Robin")
    assert (child[0] > 595 / 2) is (lang == "ur"), "but the name over a child’s answers stands where a heading does"


def test_a_form_that_has_changed_since_is_said_back_as_it_was_asked(app: Flask, client: CheckedClient) -> None:
    address = send(app, client)
    with app.app_context():
        words = db.session.scalars(select(Words)).one()
        said = words.said
        said["answers"]["a_question_of_old"] = "An old answer"
        said["sections"][0]["rows"].append({"question": "An old question?", "answer": ["An old answer"]})
        words.said = said
        db.session.commit()
    made = pdf.words(fetched(client, address))
    assert "An old question?" in made
    assert "An old answer" in made
