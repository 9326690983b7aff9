"""What the walks of whole families ask for: a phone, and the records behind the site that it meets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal import create_app
from portal.config import Config
from portal.storage import db
from tests.support import browser as windows
from tests.support.live import Site
from tests.support.personas import Arrives, Family

NOTIFY = "/families/notify"


@pytest.fixture(scope="module")
def records(live_site: Site) -> Iterator[Flask]:
    """The same data as the served site has."""
    folder = live_site.data_dir
    settings = {"PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": (folder / "demo-secret").read_text()}
    settings["PORTAL_DEMO"] = "1"
    app = create_app(Config.from_environment(settings))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def family(new_page: Callable[..., Page]) -> Arrives:
    """``family(answers, start, more_children=3, keyboard=True, java_script_enabled=False)``: one with a phone."""

    def arrives(
        answers: Mapping[str, Any],
        start: str = NOTIFY,
        more_children: int = 0,
        keyboard: bool = False,
        **options: Any,
    ) -> Family:
        return Family(new_page(**{**windows.PHONE, **options}), start, answers, keyboard=keyboard, again=more_children)

    return arrives
