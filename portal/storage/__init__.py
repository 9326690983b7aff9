"""The database, the base of every model, and the columns that only the right key can read."""

from portal.storage.base import Model, UtcDateTime, db
from portal.storage.keys import CannotOpen, Key, Keys, Sealed, keys
from portal.storage.setup import init_storage, reads_only

__all__ = ["CannotOpen", "Key", "Keys", "Model", "Sealed", "UtcDateTime", "db", "init_storage", "keys", "reads_only"]
