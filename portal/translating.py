"""The catalogue gate: no language is offered with a hole in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def problems(root: Path) -> list[str]:
    """What is wrong with the catalogues under ``root/translations``, one sentence each; empty when nothing is.

    A message is compared with the source as it is now, so a catalogue that was not brought up to date is found too.
    """
    wanted = source_messages(root)
    found: list[str] = []
    for file in sorted((root / "translations").glob("*/LC_MESSAGES/messages.po")):
        locale = file.parent.parent.name
        with file.open("rb") as stream:
            catalog = read_po(stream, locale=locale)
        found += [f"{locale}: {words}" for words in _problems(catalog, wanted)]
    return found


def source_messages(root: Path) -> set[str | tuple[str, ...]]:
    """Every message in the source that a translator must see."""
    with (root / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel leaves it untyped
    keywords = {
        "_": None,
        "gettext": None,
        "_l": None,
        "lazy_gettext": None,
        "ngettext": (1, 2),
        "lazy_ngettext": (1, 2),
    }
    return {
        tuple(message) if isinstance(message, list | tuple) else message
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(root), methods, options, keywords=keywords, directory_filter=_ours
        )
    }


def _ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", "node_modules", "static", "tests", "var", ".git", "translations"}


def _problems(catalog: Catalog, wanted: set[str | tuple[str, ...]]) -> Iterator[str]:
    have = {message.id: message for message in catalog if message.id}
    for missing in sorted(wanted - set(have), key=str):
        yield f"“{_short(missing)}” is not in the catalogue."
    for stale in sorted(set(have) - wanted, key=str):
        yield f"“{_short(stale)}” is no longer in the source."
    for message in have.values():
        yield from _faults(message, catalog.num_plurals)


def _faults(message: Message, plurals: int) -> Iterator[str]:
    given = message.string if isinstance(message.string, list | tuple) else (message.string,)
    strings = [text for text in given if text]
    if len(strings) < len(given) or (message.pluralizable and len(strings) != plurals):
        yield f"“{_short(message.id)}” is not translated."
        return
    if message.fuzzy:
        yield f"“{_short(message.id)}” is marked as a guess."
    source = message.id if isinstance(message.id, list | tuple) else (message.id,)
    allowed = {name for text in source for name in PLACEHOLDER.findall(text)}
    for text in strings:
        if not set(PLACEHOLDER.findall(text)) <= allowed or (
            len(source) == 1 and set(PLACEHOLDER.findall(text)) != allowed
        ):
            yield f"“{_short(message.id)}” has other placeholders than its translation."


def _short(message: str | tuple[str, ...] | list[str]) -> str:
    text = message if isinstance(message, str) else message[0]
    return text if len(text) <= 60 else f"{text[:57]}..."
