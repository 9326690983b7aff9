"""Another time of day for a module that asks what time it is."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

import pytest


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime, *modules: str) -> None:
    """From here on it is ``now`` for these modules, which have ``datetime`` by its name."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return now.astimezone(tz)

    for module in modules:
        monkeypatch.setattr(import_module(module), "datetime", Clock)
