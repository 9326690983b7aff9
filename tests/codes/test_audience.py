"""Promise 8: what is kept of a code is no help in guessing it, and a code of one audience opens nothing of another."""

from __future__ import annotations

from time import perf_counter

import pytest
from flask import Flask, g

from portal import codes
from portal.codes import Audience
from portal.codes.five_words import canonical

CODE = "rainbow-button-giraffe-teacup-violin"
TYPED = {
    "unknown": CODE,
    "slipped": "rainbow button giraffe teacup violi",
    "no code": "not a code",
    "empty": "",
    "long": "x" * 5000,
}


def taken(audience: Audience, typed: str) -> float:
    """Seconds for one key."""
    start = perf_counter()
    codes.key_for(audience, typed)
    return perf_counter() - start


@pytest.mark.parametrize("audience", Audience)
def test_a_key_is_found_again_by_whatever_the_hand_typed(app: Flask, audience: Audience) -> None:
    with app.app_context():
        key = codes.lookup_key(audience, CODE)
        assert len(key) == 32
        assert key == codes.key_for(audience, "Rainbow, BUTON; girafef tea cup... violim")
        assert key != codes.key_for(audience, "rainbow button giraffe violin teacup")


def test_the_same_words_have_another_key_for_each_audience(app: Flask) -> None:
    with app.app_context():
        for typed in TYPED.values():
            assert len({codes.key_for(audience, typed) for audience in Audience}) == len(Audience)


def test_a_young_persons_key_is_slow_whatever_was_typed(app: Flask) -> None:
    times: dict[str, list[float]] = {kind: [] for kind in TYPED}
    with app.app_context():
        for _ in range(9):  # in turns, so that a slow moment slows all
            for kind, typed in TYPED.items():
                times[kind].append(taken(Audience.YOUNG_PEOPLE, typed))
    least = {kind: min(each) for kind, each in times.items()}
    assert min(least.values()) > 0.002, "one guess has become cheap"
    assert max(least.values()) < 2 * min(least.values()), least


def test_a_parents_key_keeps_nobody_waiting(app: Flask) -> None:
    with app.app_context():
        slow = min(taken(Audience.YOUNG_PEOPLE, CODE) for _ in range(5))
        assert min(taken(Audience.FAMILIES, CODE) for _ in range(5)) < slow / 10


def test_only_a_slow_code_is_made_before_it_is_needed_and_given_once(app: Flask) -> None:
    with app.app_context():
        codes.make_ready(Audience.YOUNG_PEOPLE)
        ready = g.fresh_code[1]
        assert codes.fresh(Audience.YOUNG_PEOPLE) == ready
        assert codes.fresh(Audience.YOUNG_PEOPLE) != ready
        codes.make_ready(Audience.FAMILIES)
        assert "fresh_code" not in g
        made = codes.fresh(Audience.FAMILIES)
    with app.app_context():
        assert canonical(made.code) == made.code
        assert made.key == codes.lookup_key(Audience.FAMILIES, made.code)


def test_a_code_made_ready_for_one_audience_is_never_given_to_another(app: Flask) -> None:
    with app.app_context():
        codes.make_ready(Audience.YOUNG_PEOPLE)
        ready = g.fresh_code[1]
        made = codes.fresh(Audience.FAMILIES)
        assert made.code != ready.code
        assert made.key == codes.lookup_key(Audience.FAMILIES, made.code)
