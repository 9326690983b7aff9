"""What tests of the shared parts of pages ask for by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.voices import LISTENING, STAND_IN, VOICES


@pytest.fixture
def listening(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the page on a device with these voices."""

    def open_one(voices: Any = VOICES, address: str = LISTENING, **options: Any) -> Page:
        page = new_page(**options)
        page.add_init_script(STAND_IN.replace("VOICES", json.dumps(voices)))
        page.goto(address)
        expect(page.locator("body.js-enabled")).to_be_attached()
        return page

    return open_one
