"""Promise 14: in every language it offers. `portal translations check` finds every hole in a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from click.testing import CliRunner

from portal.cli import portal
from portal.translating import CannotStart, problems, start
from tests.support.live import ROOT

NAMED, PLURAL, LINKED = "For %(name)s", ("%(num)s day", "%(num)s days"), 'Read <a href="/law">the law</a>'
GOOD = {
    "Yes": "Tak",
    NAMED: "Dla: %(name)s",
    PLURAL: ("%(num)s dzień", "%(num)s dni", "%(num)s dni"),
    LINKED: 'Przeczytaj <a href="/law">prawo</a>',
    "Error: ": "Błąd: ",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small program with five texts, in Python and in templates."""
    (tmp_path / "babel.cfg").write_text((ROOT / "babel.cfg").read_text())
    for room in ("portal", "templates"):
        (tmp_path / room).mkdir()
    (tmp_path / "portal" / "words.py").write_text(f"_l('Yes')\n_l('Error: ')\nngettext{(*PLURAL, 1)}\n")
    (tmp_path / "templates" / "page.html").write_text(
        "{{ _('For %(name)s', name=1) }}{{ _('Read <a href=\"/law\">the law</a>') }}"
    )
    return tmp_path


def found(root: Path, changes: dict[object, object], plurals: str | None = None) -> list[str]:
    """The problems of the good Polish catalogue with some changes; None takes a text out."""
    catalog = Catalog(locale="pl")
    for source, text in {**GOOD, **changes}.items():
        if text is not None:
            catalog.add(source, text, flags=["fuzzy"] if text == "?" else [])
    return checked(root, catalog, plurals)


def checked(root: Path, catalog: Catalog, plurals: str | None = None) -> list[str]:
    folder = root / "translations" / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalog)
    if plurals:
        text = (folder / "messages.po").read_text()
        (folder / "messages.po").write_text(re.sub(r"nplurals=.*;", plurals, text, count=1))
    return problems(root, root / "translations")


def test_nothing_is_said_of_a_good_catalogue(root: Path) -> None:
    assert found(root, {}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Yes": None}, "pl: “Yes” is not in the catalogue."),
        ({"Yes": ""}, "pl: “Yes” is not translated."),
        ({"Yes": "?"}, "pl: “Yes” is marked as a guess."),
        ({"No": "Nie"}, "pl: “No” is no longer in the source."),
        ({PLURAL: ("%(num)s dzień", "%(num)s dni", "")}, "pl: “%(num)s day” is not translated."),
        ({NAMED: "Dla niej"}, f"pl: “{NAMED}” has other placeholders than its translation."),
        ({NAMED: "Dla: %(imie)s"}, f"pl: “{NAMED}” has other placeholders than its translation."),
        ({NAMED: "Dla: %(name)"}, f"pl: “{NAMED}” has other placeholders than its translation."),
        ({NAMED: "%(name)s, %(name)s"}, f"pl: “{NAMED}” has other placeholders than its translation."),
        (
            {PLURAL: ("jeden dzień", "%(num)s dni", "%(n)s dni")},
            "pl: “%(num)s day” has other placeholders than its translation.",
        ),
        ({"Yes": "100% tak"}, "pl: “Yes” has a % in its translation that is no placeholder. Write %%."),
        ({LINKED: "Przeczytaj prawo"}, f"pl: “{LINKED}” has other HTML tags than its translation."),
        ({LINKED: 'Czytaj <a href="/inne">prawo</a>'}, f"pl: “{LINKED}” has other HTML tags than its translation."),
        ({LINKED: 'Czytaj <a href="/law">prawo'}, f"pl: “{LINKED}” has other HTML tags than its translation."),
        ({"Yes": "<b>Tak</b>"}, "pl: “Yes” has other HTML tags than its translation."),
        (
            {"Error: ": "Błąd:"},
            "pl: “Error: ” begins or ends with a space where its translation does not, or the other way round.",
        ),
    ],
)
def test_each_kind_of_hole_is_named(root: Path, changes: dict[object, object], said: str) -> None:
    assert found(root, changes) == [said]


def test_the_words_for_one_may_leave_out_the_number(root: Path) -> None:
    assert found(root, {PLURAL: ("jeden dzień", "%(num)s dni", "%(num)s dni")}) == []


def test_a_text_that_came_into_the_source_since_is_missed(root: Path) -> None:
    (root / "templates" / "new.html").write_text("{{ _('Perhaps') }}")
    assert found(root, {}) == ["pl: “Perhaps” is not in the catalogue."]


def test_a_catalogue_with_the_wrong_number_of_plurals_is_refused(root: Path) -> None:
    assert found(root, {}, "nplurals=2; plural=(n != 1);") == ["pl: its head says 2 plural forms; the language has 3."]


def test_a_folder_that_is_no_language_is_named(root: Path) -> None:
    found(root, {})
    (root / "translations" / "pl").rename(root / "translations" / "polish")
    assert problems(root, root / "translations") == [
        "polish: this is no code of a language whose dates and plurals are known (Unicode CLDR)."
    ]


def test_a_catalogue_with_a_lost_quotation_mark_is_named_with_its_line(root: Path) -> None:
    found(root, {})
    file = root / "translations" / "pl" / "LC_MESSAGES" / "messages.po"
    file.write_text(file.read_text().replace('msgstr "Tak"', 'msgstr "Tak'))
    line = file.read_text().splitlines().index('msgstr "Tak') + 1
    assert problems(root, root / "translations") == [
        f"pl: line {line} of the catalogue is not a whole text in straight quotation marks."
    ]


def test_the_command_looks_where_the_council_keeps_its_translations(tmp_path: Path) -> None:
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    answer = CliRunner(env={"PORTAL_TRANSLATIONS_DIR": str(tmp_path)}).invoke(portal, ["translations", "check"])
    assert answer.exit_code == 1
    assert "pl: “Sent” is not in the catalogue." in answer.output
    assert "ur:" not in answer.output


def test_a_language_is_started_with_every_text_and_every_page(root: Path) -> None:
    english = root / "translations" / "en_GB" / "pages" / "young-people"
    english.mkdir(parents=True)
    (english / "health.easy.md").write_text("---\ntitle: Health\ntranslation: source\n---\n\ntranslation: source\n")
    made = start(root, root / "translations", "pa")
    catalogue = (made / "LC_MESSAGES" / "messages.po").read_text()
    assert "# Checked by a professional translator: no" in catalogue.splitlines()
    assert '"Language: pa\\n"' in catalogue
    assert sorted(problems(root, root / "translations")) == sorted(
        f"pa: “{text if isinstance(text, str) else text[0]}” is not translated." for text in GOOD
    )
    assert (made / "pages" / "young-people" / "health.easy.md").read_text() == (
        "---\ntitle: Health\ntranslation: unchecked\nsource: not-translated-yet\n---\n\ntranslation: source\n"
    )


def test_a_language_that_somebody_began_is_never_begun_again(root: Path) -> None:
    found(root, {})
    before = (root / "translations" / "pl" / "LC_MESSAGES" / "messages.po").read_text()
    with pytest.raises(CannotStart, match="is there already"):
        start(root, root / "translations", "pl")
    assert (root / "translations" / "pl" / "LC_MESSAGES" / "messages.po").read_text() == before


@pytest.mark.parametrize("code", ["polish", "en-GB", "rom", "", "..", "../pl", "/tmp"])
def test_a_language_that_unicode_does_not_know_cannot_be_started(root: Path, code: str) -> None:
    with pytest.raises(CannotStart, match="is no code of a language"):
        start(root, root / "translations", code)
    assert not list(root.glob("**/*.po"))


def test_the_command_that_starts_a_language_says_where_it_is(tmp_path: Path) -> None:
    runner = CliRunner(env={"PORTAL_TRANSLATIONS_DIR": str(tmp_path)})
    answer = runner.invoke(portal, ["translations", "start", "pa"])
    assert answer.exit_code == 0
    assert f"{tmp_path / 'pa'} is ready to be translated" in answer.output
    again = runner.invoke(portal, ["translations", "start", "pa"])
    assert again.exit_code == 1
    assert "is there already" in again.output


LITERAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/"""  # comments
    r"""|(?<=[=(,:!|&?{};])\s*/(?:\\.|\[(?:\\.|[^]\\])*\]|[^/\n\\])+/[a-z]*"""  # patterns
    r"""|(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""",
    re.DOTALL,
)
SENTENCE = re.compile(r"[A-Za-z]{2,}[,.:]? +[A-Za-z]|^[A-Z][a-z]+[.!]?$")
"""Words with a space between them, or one that begins like a sentence."""
NO_SENTENCE = re.compile(r"[\[\]=>]|^\([a-z-]+: |^(Shift|Tab|Escape|Enter|Space)$")
"""Selectors, questions to the browser, names of keys."""


def literals(script: str) -> Iterator[str]:
    """The texts in quotation marks, without comments and without what is put into them."""
    for one in LITERAL.finditer(script):
        if one["quote"]:
            yield re.sub(r"\$\{[^}]*\}", "", one["text"])


def sentences(script: str) -> list[str]:
    """Those that a person could read on a page."""
    return [text for text in literals(script) if SENTENCE.search(text) and not NO_SENTENCE.search(text)]


def test_scripts_hold_no_words_of_their_own() -> None:
    """What a script shows comes from the page, where translators have seen it."""
    scripts = sorted((ROOT / "static" / "src").rglob("*.js"))
    assert scripts
    assert {script.name: found for script in scripts if (found := sentences(script.read_text()))} == {}


def test_sheets_hold_no_words_either() -> None:
    sheets = sorted((ROOT / "static" / "src").rglob("*.scss"))
    shown = re.compile(r"content:[^;\"]*(?:\"[^\"A-Za-z]*\"[^;\"]*)*\"([^\"]*[A-Za-z]{2}[^\"]*)\"")
    assert {sheet.name: found for sheet in sheets if (found := shown.findall(sheet.read_text()))} == {}


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('status.textContent = "Paused";', ["Paused"]),
        ("say('You have stopped.')", ["You have stopped."]),
        ("say(`${n} pages left`)", [" pages left"]),
        ('// "A comment here"\nlet a = "data-exit"; /* "And here" */ let b = "a[data-exit]";', []),
        ('let u = "https://a.example"; say("Stop reading")', ["Stop reading"]),
    ],
)
def test_a_planted_sentence_is_seen(script: str, words: list[str]) -> None:
    assert sentences(script) == words
