"""Encryption at rest: one Tink keyset per purpose, and columns that only open in their own row."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, overload
from uuid import UUID

import tink
from flask import current_app
from tink import aead, json_proto_keyset_format, mac, secret_key_access

from portal.config import BadSettings

aead.register()
mac.register()


class Key(StrEnum):
    """What each keyset is for. A young person's words have a key of their own."""

    RECORDS = "records"
    YOUNG_PEOPLE = "young_people"
    DRAFTS = "drafts"
    DELIVERY = "delivery"
    AUDIT = "audit"
    CODES = "codes"
    """For looking something up by what is not stored: young people's codes, and the mark of a browser."""
    INDEX = "index"
    """For finding a child by a name, a birthday or a postcode that the database holds only sealed."""


_MACS = (Key.AUDIT, Key.CODES, Key.INDEX)
_TEMPLATES = {key: aead.aead_key_templates.AES256_GCM for key in Key} | {
    key: mac.mac_key_templates.HMAC_SHA256_256BITTAG for key in _MACS
}


class CannotOpen(Exception):
    """A sealed value was changed, moved to another row, or sealed by a key that is not here."""


class Keys:
    """All keysets of one portal, held in memory."""

    def __init__(self, handles: dict[Key, tink.KeysetHandle]) -> None:
        self._boxes: dict[Key, Any] = {key: handles[key].primitive(aead.Aead) for key in Key if key not in _MACS}
        self._mac = handles[Key.AUDIT].primitive(mac.Mac)
        self._codes = handles[Key.CODES].primitive(mac.Mac)
        self._index = handles[Key.INDEX].primitive(mac.Mac)

    def seal(self, key: Key, text: bytes, bound_to: str) -> bytes:
        """Encrypt ``text`` so that it opens only with the same key and the same ``bound_to``."""
        return bytes(self._boxes[key].encrypt(text, bound_to.encode()))

    def open(self, key: Key, sealed: bytes, bound_to: str) -> bytes:
        """The text that was sealed. Raises CannotOpen when it was tampered with or moved."""
        try:
            return bytes(self._boxes[key].decrypt(sealed, bound_to.encode()))
        except tink.TinkError as error:
            raise CannotOpen(bound_to) from error

    def sign(self, text: bytes) -> bytes:
        """A keyed tag over ``text`` that nobody with only the database can make."""
        return bytes(self._mac.compute_mac(text))

    def signed(self, text: bytes, tag: bytes) -> bool:
        """True when ``tag`` is the tag of ``text``."""
        try:
            self._mac.verify_mac(tag, text)
        except tink.TinkError:
            return False
        return True

    def mark(self, text: bytes) -> bytes:
        """Always the same 37 bytes for the same text, to look it up by, or to make other secrets from.

        They change with the keyset: a new key there makes every code that was given out unknown.
        """
        return bytes(self._codes.compute_mac(text))

    def blind(self, text: bytes) -> bytes:
        """Always the same 37 bytes for the same text, to find a row by (a blind index). With the database alone nobody
        can try names; the keyset is made anew only together with all marks."""
        return bytes(self._index.compute_mac(text))

    @classmethod
    def load(cls, path: Path) -> Keys:
        """Read the keysets from ``path``. Raises FileNotFoundError, or BadSettings when one is missing."""
        stored = json.loads(path.read_text())
        missing = [key for key in Key if key not in stored]
        if missing:
            raise BadSettings([f"{path} has no keyset for {', '.join(missing)}."])
        return cls(
            {key: json_proto_keyset_format.parse(json.dumps(stored[key]), secret_key_access.TOKEN) for key in Key}
        )

    @staticmethod
    def make(path: Path) -> None:
        """Write new keysets to ``path`` for its owner only. Raises FileExistsError: keys are never replaced."""
        _write({key: _new(key) for key in Key}, path)

    @staticmethod
    def complete(path: Path) -> list[Key]:
        """Make the keysets that are not at ``path`` yet: all, or those that a newer portal needs; gives their names.

        What is there stays as it is.
        """
        if not path.exists():
            Keys.make(path)
            return list(Key)
        stored = json.loads(path.read_text())
        missing = [key for key in Key if key not in stored]
        if missing:
            beside = path.with_name(f"{path.name}.new")
            beside.unlink(missing_ok=True)
            _write(stored | {key: _new(key) for key in missing}, beside)
            beside.replace(path)
        return missing


def _new(key: Key) -> Any:
    handle = tink.new_keyset_handle(_TEMPLATES[key])
    return json.loads(json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))


def _write(keysets: Mapping[str, Any], path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(keysets, file)
        file.flush()
        os.fsync(file.fileno())


def keys() -> Keys:
    """The keysets of the running app."""
    found: Keys = current_app.extensions["portal.keys"]
    return found


class _Row(Protocol):
    __tablename__: str
    id: Any


class Sealed:
    """A JSON value kept encrypted in a bytes column, bound to ``table.column.row``.

    ``answers_sealed: Mapped[bytes]`` beside ``answers = Sealed("answers_sealed", Key.DRAFTS)`` makes ``row.answers``
    read and write like any attribute. What is stored elsewhere, or copied to another row, does not open.
    """

    def __init__(self, column: str, key: Key) -> None:
        self.column = column
        self.key = key

    @overload
    def __get__(self, row: None, owner: type) -> Sealed: ...
    @overload
    def __get__(self, row: _Row, owner: type) -> Any: ...
    def __get__(self, row: _Row | None, owner: type) -> Any:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return None if sealed is None else json.loads(keys().open(self.key, sealed, self._bound_to(row)))

    def __set__(self, row: _Row, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        setattr(row, self.column, None if value is None else keys().seal(self.key, text, self._bound_to(row)))

    def _bound_to(self, row: _Row) -> str:
        row_id: UUID = row.id
        return f"{row.__tablename__}.{self.column}.{row_id}"
