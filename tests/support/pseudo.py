"""A made-up translation of everything: ``Your name`` becomes ``⟦Ýöûŕ ñåɱé⟧``. What still stands on a page in plain
letters is a text that nobody gave to the translators.

It stands under the code of Esperanto, whose dates Unicode knows and which no council will offer.
"""

from __future__ import annotations

import re
from pathlib import Path

import frontmatter
import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from portal.translating import source_messages
from tests.support.live import ROOT

PSEUDO = "eo"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ODD = "åƀçđéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_ACCENTS = str.maketrans(PLAIN, ODD)
_KEPT_IN_MESSAGES = re.compile(r"(%\(\w+\)[sd]|%%?\{\w+\}|%%|<[^>]+>|&\w+;)")
_KEPT_IN_MARKDOWN = re.compile(r"(\]\([^)]*\))")
_LINE = re.compile(r"(?P<mark>\s*(?:#+ |> ?|- |\d+\. )*)(?:!\[(?P<alt>[^]]*)\](?P<name>\([^)]*\)\s*))?(?P<words>.*)")
_TRANSLATED_KEYS = ("title", "summary")


def accented(text: str, kept: re.Pattern[str] = _KEPT_IN_MESSAGES) -> str:
    """The text in odd letters; what ``kept`` finds (with one group) stays as it is."""
    return "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(kept.split(text)))


def message(text: str) -> str:
    """A message as a translator would have written it: placeholders, tags and the spaces around it as they were."""
    words = text.strip()
    return text.replace(words, f"⟦{accented(words)}⟧") if words else text


def markdown(text: str) -> str:
    """Markdown with its words changed: marks, addresses of links and names of pictures as they were."""
    return "\n".join(_line(line) for line in text.splitlines())


def page(text: str) -> str:
    """A whole page: the title, summary and words changed, every other key of its head as a translation has it."""
    post = frontmatter.loads(text)
    head = {key: message(value) if key in _TRANSLATED_KEYS else value for key, value in post.metadata.items()}
    head |= {"translation": "unchecked", "source": "00000000"}
    return f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=False)}---\n{markdown(post.content)}\n"


def write_translation(folder: Path) -> None:
    """Put the made-up language into ``folder``, from the source and the English pages as they are now."""
    catalog = Catalog(locale=PSEUDO, header_comment="# Checked by a professional translator: no")
    for text in source_messages(ROOT):
        catalog.add(text, tuple(map(message, text)) if isinstance(text, tuple) else message(text))
    target = folder / PSEUDO / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "messages.po").open("wb") as po, (target / "messages.mo").open("wb") as mo:
        write_po(po, catalog)
        write_mo(mo, catalog)
    english = ROOT / "translations" / "en_GB" / "pages"
    for file in english.rglob("*.md"):
        made = folder / PSEUDO / "pages" / file.relative_to(english)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(page(file.read_text(encoding="utf-8")), encoding="utf-8")


def _line(line: str) -> str:
    found = _LINE.fullmatch(line)
    assert found
    mark, alt, name, words = found.group("mark", "alt", "name", "words")
    picture = "" if alt is None else f"![{message(alt)}]{name}"
    return mark + picture + (f"⟦{accented(words, _KEPT_IN_MARKDOWN)}⟧" if words else "")
