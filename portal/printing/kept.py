"""PDFs on disk, each named after its content: made once, whoever asks and however often."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog

from portal.printing.typeset import stamp, typeset

DAY = 24 * 60 * 60
UNUSED_FOR = 90 * DAY
"""Seconds after which a file that nobody asked for is removed."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Pdf:
    """A PDF, the name that stands for its content, and whether it had to be made."""

    name: str
    content: bytes
    made: bool


class Kept:
    """A folder of PDFs. Any number of threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, template: str, data: Mapping[str, Any], *, lang: str, sizes: Sequence[float] = (12,)) -> Pdf:
        """The PDF that ``typeset`` makes of this: from the folder or, the first time, made and put there.

        Without a folder to write to it is made each time: a full disk keeps no leaflet from anybody. Raises what
        ``typeset`` raises.
        """
        name = _name(template, data, lang, sizes)
        if found := self._read(name):
            return Pdf(name, found, made=False)
        try:
            with self._one_at_a_time():
                if found := self._read(name):
                    return Pdf(name, found, made=False)
                content = typeset(template, data, lang=lang, sizes=sizes)
                self._write(name, content)
        except OSError as error:
            log.error("leaflet not kept", reason=error.strerror or type(error).__name__)
            content = typeset(template, data, lang=lang, sizes=sizes)
        return Pdf(name, content, made=True)

    def size(self, template: str, data: Mapping[str, Any], *, lang: str, sizes: Sequence[float] = (12,)) -> int | None:
        """The bytes of the PDF that ``get`` would give, when it is in the folder already; None otherwise."""
        try:
            return (self.folder / f"{_name(template, data, lang, sizes)}.pdf").stat().st_size
        except OSError:
            return None

    def sweep(self, wanted: Collection[str] | None = None) -> int:
        """Remove what nobody asked for in ``UNUSED_FOR`` seconds or, when ``wanted`` is given, whatever is not among
        these names. Gives how many were removed.
        """
        swept = 0
        long_ago = time.time() - UNUSED_FOR
        for file in self.folder.glob("*.pdf"):
            with suppress(FileNotFoundError):  # another process sweeps too
                if file.stat().st_mtime < long_ago if wanted is None else file.stem not in wanted:
                    file.unlink()
                    swept += 1
        for draft in self.folder.glob("*.draft"):  # of a process that was killed while it wrote
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < time.time() - DAY:
                    draft.unlink()
        return swept

    def _read(self, name: str) -> bytes | None:
        file = self.folder / f"{name}.pdf"
        try:
            content = file.read_bytes()
            if time.time() - file.stat().st_mtime > DAY:
                os.utime(file)  # so that sweep sees that it is in use
        except OSError:
            return None
        return content

    def _write(self, name: str, content: bytes) -> None:
        handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".draft")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(draft, self.folder / f"{name}.pdf")
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(draft)
            raise

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Hold the folder's lock, which also keeps a rush of first visits from taking every processor."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _name(template: str, data: Mapping[str, Any], lang: str, sizes: Sequence[float]) -> str:
    content = json.dumps([stamp(), template, lang, list(sizes), data], sort_keys=True)
    return sha256(content.encode()).hexdigest()
