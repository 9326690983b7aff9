"""The texts that come with the portal: a nine-year-old reads them, and they promise nothing that is not kept."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.config import ENGLISH, Config
from portal.pages import Level
from portal.replies import saved
from portal.replies.conversations import LONGEST
from portal.replies.shipped import SHIPPED
from portal.storage import db
from portal.web.bidi import isolated
from tests.support.reading import reading

TEXTS = [pytest.param(one, level, id=f"{one.code}-{level}") for one in SHIPPED for level in Level]
SENTENCE_ENDS = re.compile(r"(?<=[.!?:])\s+")
NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


def paragraphs(one: object, level: Level) -> list[str]:
    return [str(words._args[0]) for words in one.words[level]]  # type: ignore[attr-defined]


def test_there_is_a_text_for_each_thing_that_is_said_again_and_again() -> None:
    assert [one.name for one in SHIPPED] == [
        "Thank you for telling us",
        "I have read what you wrote",
        "I would like to know more",
        "Would you like to talk to somebody?",
        "What happens next",
        "I will write again by …",
        "You are not in trouble",
        "If you are not safe now",
        "We have to tell people who keep children safe",
        "How to keep your code safe",
        "Going back to school",
        "We are closing this for now",
    ]
    assert len({one.code for one in SHIPPED}) == len(SHIPPED)


@pytest.mark.parametrize(("one", "level"), TEXTS)
def test_a_nine_year_old_can_read_every_text(one: object, level: Level) -> None:
    said = paragraphs(one, level)
    for paragraph in said:
        for sentence in SENTENCE_ENDS.split(saved._GAP.sub("…", paragraph)):
            assert len(sentence.split()) <= 15, sentence
    grade = reading([saved._GAP.sub("something", words) for words in said]).grade
    assert grade <= (4 if level is Level.EASY else 5), f"{grade}: {said}"


@pytest.mark.parametrize(("one", "level"), TEXTS)
def test_no_text_promises_secrecy_or_that_somebody_watches_and_none_scolds(one: object, level: Level) -> None:
    words = " ".join(paragraphs(one, level)).lower()
    for never in (
        "secret",
        "confidential",
        "promise you",
        "always here",
        "we are watching",
        "right away",
        "must",
        "should have",
        "your parents will not",
    ):
        assert never not in words


def test_the_numbers_for_help_are_the_ones_on_every_page_of_the_young_people() -> None:
    (unsafe,) = [one for one in SHIPPED if one.code == "unsafe"]
    for level in Level:
        words = " ".join(paragraphs(unsafe, level))
        for number in ("999", "0800 1111", "SHOUT to 85258"):
            assert number in words


def test_every_text_leaves_room_in_an_answer(app: Flask, config: Config) -> None:
    with app.test_request_context("/staff/"):
        for language in config.languages:
            for level in Level:
                for one in saved.shipped(language, level):
                    assert 0 < len(one.words) < LONGEST / 3


def test_what_fits_the_young_person_stands_first_and_the_rest_behind(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        for name, language, level in (
            ("Ours in Urdu, easy", "ur", "easy"),
            ("Ours in English", ENGLISH, "easy"),
            ("Ours in Urdu", "ur", "standard"),
        ):
            typed = {"name": name, "language": language, "level": level, "words": "Hello."}
            saved.add("luton/home-education", typed, uuid.uuid4(), NOW)
        typed = {"name": "Of another team", "language": "ur", "level": "easy", "words": "Hello."}
        saved.add("bedford/home-education", typed, uuid.uuid4(), NOW)
        offered = saved.ready("ur", Level.EASY, "luton/home-education")
        fits = [one for one in offered if (one.language, one.level) == ("ur", Level.EASY)]
        assert offered[: len(fits)] == fits
        assert len(fits) == len(SHIPPED) + 1
        assert [one.language for one in offered] == ["ur"] * (2 * len(SHIPPED) + 2) + [ENGLISH]
        assert "Of another team" not in [one.name for one in offered]
        assert len({one.code for one in offered}) == len(offered)
        db.session.rollback()


def test_a_text_that_no_catalogue_has_comes_in_english_and_can_still_be_read(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        english, urdu = (saved.shipped(code, Level.EASY)[0].words for code in (ENGLISH, "ur"))
    assert english == "Thank you for writing to us. We are glad that you told us."
    assert urdu
    if urdu.isascii():
        assert urdu == isolated(english)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("I will write by [day].", ["[day]"]),
        ("[day] and [who, and when], again [day]", ["[day]", "[who, and when]"]),
        ("یہ دن: [دن]", ["[دن]"]),
        ("Nothing here (really). 1 < 2", []),
        ("An open [ bracket", []),
        ("[]", []),
        ("[over\ntwo lines]", []),
    ],
)
def test_a_gap_is_found_in_any_language_and_once(words: str, found: list[str]) -> None:
    assert saved.gaps(words) == found
