"""The catalogue gate: no language is offered with a hole in it. And the start of a new language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from operator import itemgetter
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po, write_po

from portal.config import ENGLISH, catalogue_in, is_language
from portal.pages.page import NOT_TRANSLATED_YET

HEAD = """\
# {name} words of the portal.
# Checked by a professional translator: no
# Each page in this language says so until the line above says "yes".
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
NOT_YET = f"translation: unchecked\nsource: {NOT_TRANSLATED_YET}\n"
"""What stands in the head of a page until it is translated: `portal pages check` names what to write there then."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%\{\w+\}")
TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
LINE = re.compile(r'(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?) )?"(\\.|[^"\\])*")?')
PERCENT = re.compile(r"%(?!%)")


def problems(root: Path, folder: Path) -> list[str]:
    """What is wrong with the catalogues in a folder of translations, one sentence each; empty when nothing is.

    A message is compared with the source under ``root`` as it is now, so a catalogue that was not brought up to date
    is found too.
    """
    wanted = source_messages(root)
    found: list[str] = []
    for file in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        locale = file.parent.parent.name
        found += [f"{locale}: {words}" for words in _faults_of_file(file, locale, wanted)]
    return found


class CannotStart(ValueError):
    """A language that cannot be started; the text says why, in a sentence."""


def start(root: Path, folder: Path, code: str) -> Path:
    """Begin the language ``code`` in a folder of translations: every text of the source with a gap beside it, and a
    copy of each English page, marked as not translated yet. Gives the new folder.

    Raises CannotStart when it is no language, or is there already.
    """
    target = folder / code
    if not is_language(code):
        raise CannotStart(f"{code} is no code of a language whose dates and plurals are known (Unicode CLDR).")
    if catalogue_in(folder, code).exists():
        raise CannotStart(f"{target} is there already. `make translations` brings it up to date.")
    catalog = Catalog(locale=code, charset="utf-8")
    for file, line, message, comments, context in sorted(_extracted(root), key=itemgetter(0, 1)):
        catalog.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    name = Locale.parse(code).english_name
    head = HEAD.format(name=name, code=code, plurals=catalog.plural_forms)
    _made(target / "LC_MESSAGES")
    with catalogue_in(folder, code).open("wb") as stream:
        stream.write(head.encode())
        write_po(stream, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    english = folder / ENGLISH / "pages"
    for file in english.glob("*/*.md"):
        page = file.read_text(encoding="utf-8").replace("translation: source\n", NOT_YET, 1)
        (_made(target / "pages" / file.parent.name) / file.name).write_text(page, encoding="utf-8")
    return target


def source_messages(root: Path) -> set[str | tuple[str, ...]]:
    """Every message in the source that a translator must see."""
    return {
        tuple(message) if isinstance(message, list | tuple) else message
        for _file, _line, message, _comments, _context in _extracted(root)
    }


def _extracted(root: Path) -> Iterator[Any]:
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
    return extract_from_dir(str(root), methods, options, keywords=keywords, directory_filter=_ours)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", "node_modules", "static", "tests", "var", ".git", "translations"}


def _faults_of_file(file: Path, locale: str, wanted: set[str | tuple[str, ...]]) -> Iterator[str]:
    if not is_language(locale):
        yield "this is no code of a language whose dates and plurals are known (Unicode CLDR)."
        return
    try:
        text = file.read_text(encoding="utf-8")
        wrong = _wrong_lines(text) or _wrong_plurals(text, locale)
        if wrong:
            yield from wrong
            return
        catalog = read_po(StringIO(text), locale=locale, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        yield f"the catalogue cannot be read: {error}."
        return
    yield from _problems(catalog, wanted)


def _wrong_lines(text: str) -> list[str]:
    """Babel drops a letter where a quotation mark is missing, and says nothing."""
    return [
        f"line {number} of the catalogue is not a whole text in straight quotation marks."
        for number, line in enumerate(text.splitlines(), 1)
        if not LINE.fullmatch(line.strip())
    ]


def _wrong_plurals(text: str, locale: str) -> list[str]:
    said, known = re.search(r"nplurals\s*=\s*(\d+)", text), get_plural(locale)[0]
    if said is None or int(said[1]) == known:
        return []
    return [f"its head says {said[1]} plural forms; the language has {known}."]


def _problems(catalog: Catalog, wanted: set[str | tuple[str, ...]]) -> Iterator[str]:
    have = {message.id: message for message in catalog if message.id}
    for missing in sorted(wanted - set(have), key=str):
        yield f"“{_short(missing)}” is not in the catalogue."
    for stale in sorted(set(have) - wanted, key=str):
        yield f"“{_short(stale)}” is no longer in the source."
    for message in have.values():
        for fault in _faults(message, catalog.num_plurals):
            yield f"“{_short(message.id)}” {fault}"


def _faults(message: Message, plurals: int) -> Iterator[str]:
    given = message.string if isinstance(message.string, list | tuple) else (message.string,)
    strings = [text for text in given if text]
    if len(strings) < len(given) or (message.pluralizable and len(strings) != plurals):
        yield "is not translated."
        return
    if message.fuzzy:
        yield "is marked as a guess."
    source = message.id if isinstance(message.id, list | tuple) else (message.id,)
    for text in strings:
        yield from _differences(tuple(source), text)


def _differences(source: tuple[str, ...], text: str) -> Iterator[str]:
    """What a translation must have as its source has it. Of a plural, the words for one may leave out the number."""
    of_many = source[-1]
    found, allowed = PLACEHOLDER.findall(text), PLACEHOLDER.findall(of_many)
    if not set(found) <= set(allowed) or (len(source) == 1 and sorted(found) != sorted(allowed)):
        yield "has other placeholders than its translation."
    elif PERCENT.search(PLACEHOLDER.sub("", text).replace("%%", "")):
        yield "has a % in its translation that is no placeholder. Write %%."
    if sorted(TAG.findall(text)) != sorted(TAG.findall(of_many)):
        yield "has other HTML tags than its translation."
    if _ends(text) != _ends(of_many):
        yield "begins or ends with a space where its translation does not, or the other way round."


def _ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _short(message: str | tuple[str, ...] | list[str]) -> str:
    text = message if isinstance(message, str) else message[0]
    return text if len(text) <= 60 else f"{text[:57]}..."
