"""A young person tells us what they think in about five minutes, on a phone: counted and reckoned, nobody was timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.answers import NOT_SAFE, VIEWS, YOUNGEST
from tests.support.browser import PHONE
from tests.support.effort import OWN_VOICE, SLOWEST, CountedWalk, written_down


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("Seven years old, with somebody’s help", YOUNGEST),
        ("Twelve or older, each question answered", VIEWS),
        ("Not safe, with the way in which we may get in touch", NOT_SAFE),
    ],
)
def test_it_takes_about_five_minutes(new_page: Callable[..., Page], name: str, answers: dict[str, Any]) -> None:
    walk = CountedWalk(new_page(**PHONE), "/young-people/views", answers)
    walk.to_the_check_page()
    walk.send()
    written_down(name, walk.effort, OWN_VOICE)
    assert walk.effort.doing < SLOWEST
