"""Views given alone, as numbers: right, of one's own council only, and too coarse to point to a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.storage import Sealed, db
from portal.submissions.models import VoiceCount
from portal.submissions.voice_counts import WITH_WHOM, Month, Shown, count, shown, views_given_alone
from portal.words import Kind
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR

Made = Callable[..., Any]
NOW = datetime.now(UTC)
LAST_MONTH = NOW.replace(day=1, hour=12) - timedelta(days=1)
SINCE = date(2020, 1, 1)


def sends(app: Flask, council: str | None, *with_whom: str | None, at: datetime = LAST_MONTH) -> None:
    with app.app_context():
        for one in with_whom:
            count(council, one, at)
        db.session.commit()


def month_of(**numbers: int) -> Month:
    return Month("luton", date(2026, 3, 1), dict.fromkeys(WITH_WHOM, 0) | numbers)


# --- Counting --------------------------------------------------------------------------------------------------------


def test_each_send_adds_one_to_the_row_of_its_council_month_and_answer(app: Flask) -> None:
    sends(app, "luton", "alone", "alone", "told_what", None, "rather_not_say")
    sends(app, "bedford", "alone")
    sends(app, None, "alone")
    with app.app_context():
        rows = {(one.council, one.with_whom): one.number for one in db.session.scalars(select(VoiceCount))}
        assert rows == {
            ("luton", "alone"): 2,
            ("luton", "told_what"): 1,
            ("luton", ""): 2,
            ("bedford", "alone"): 1,
            ("", "alone"): 1,
        }
        (month,) = views_given_alone({"luton"}, SINCE, NOW)
        assert month.numbers["alone"] == 2
        assert sum(month.numbers.values()) == 5


def test_a_month_begins_at_midnight_in_london(app: Flask) -> None:
    sends(app, "luton", "alone", at=datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    with app.app_context():
        assert [one.month for one in views_given_alone({"luton"}, SINCE, NOW)] == [date(2026, 6, 1)]


def test_a_row_knows_no_submission_and_no_day() -> None:
    assert set(VoiceCount.__table__.columns.keys()) == {"id", "council", "month", "with_whom", "number"}


def test_the_running_month_is_not_shown_so_nobody_sees_a_number_go_up_by_one(app: Flask, person: Made) -> None:
    sends(app, "luton", *["alone"] * 7, at=NOW)
    with app.app_context():
        assert views_given_alone({"luton"}, SINCE, NOW) == []
    assert "There is no finished month yet" in person().get("/staff/voices").text


# --- What may be shown -----------------------------------------------------------------------------------------------


def test_large_numbers_are_shown_as_they_are() -> None:
    assert shown(month_of(alone=12, helped=5)) == Shown("17", ("12", "0", "0", "5", "0", "0"))


def test_where_one_number_is_small_the_others_do_not_give_it_away() -> None:
    few, more = "fewer than 5", "5 or more"
    assert shown(month_of(alone=12, told_what=1)) == Shown("13", (more, few, few, few, few, few))
    assert shown(month_of(told_what=1)) == Shown("fewer than 5", (few,) * 6)


def tables_of(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables_of(total - first, cells - 1))


@pytest.mark.parametrize("knows_total", [False, True])
def test_no_small_number_can_be_worked_out(knows_total: bool) -> None:
    """Every table with a total up to 12: whoever sees one as it is shown, and even knows the total from elsewhere,
    finds another table that looks the same and differs in each small number."""
    could_be: dict[Any, list[set[int]]] = defaultdict(lambda: [set() for _ in WITH_WHOM])
    for total in range(13):
        for numbers in tables_of(total, len(WITH_WHOM)):
            seen = shown(Month("luton", SINCE, dict(zip(WITH_WHOM, numbers, strict=True))))
            for values, number in zip(could_be[seen, total if knows_total else None], numbers, strict=True):
                values.add(number)
    assert len(could_be) > 20
    for values in (one for cells in could_be.values() for one in cells):
        assert len(values) > 1 or not values & {1, 2, 3, 4}


@pytest.mark.parametrize("numbers", [(4,) * 6, (20, 4, 0, 0, 0, 0), (5, 5, 5, 5, 5, 1), (12, 11, 1, 1, 1, 0)])
def test_a_total_that_would_give_a_small_number_away_is_shown_alone(numbers: tuple[int, ...]) -> None:
    month = Month("luton", SINCE, dict(zip(WITH_WHOM, numbers, strict=True)))
    assert shown(month) == Shown(str(sum(numbers)), ("not shown",) * 6)


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_says_what_it_counts_for_each_month(app: Flask, person: Made, logged: Made) -> None:
    sends(app, "luton", *["alone"] * 6, *["parent_near"] * 5)
    officer = person()
    page = officer.get("/staff/voices")
    assert page.status_code == 200
    assert "Luton Council" in page.text
    assert f"{LAST_MONTH:%B %Y}" in page.text
    for cell in ('data-label="Sent">11<', 'data-label="On their own">6<', 'data-label="A parent near">5<'):
        assert cell in page.text
    assert "who writes twice is counted twice" in page.text
    assert 'href="/staff/voices" aria-current="page"' in page.text
    assert logged(by=officer.id) == ["figures:read"]


def test_another_councils_people_see_nothing_of_it(app: Flask, person: Made) -> None:
    sends(app, "luton", *["alone"] * 6)
    sends(app, None, *["helped"] * 7)
    stranger = person(BEDFORD, Role.MANAGER).get("/staff/voices").text
    assert "Luton" not in stranger
    assert "There is no finished month yet" in stranger
    ours = person(LUTON_DOOR, Role.SAFEGUARDING).get("/staff/voices").text
    assert "Luton Council" in ours
    assert "Council not known" not in ours


def test_those_of_no_council_are_for_the_duty_team(app: Flask, person: Made) -> None:
    sends(app, None, *["helped"] * 7)
    assert "Council not known" in person(DUTY).get("/staff/voices").text


def test_it_needs_a_role_in_a_team(person: Made, client: Any) -> None:
    assert person(is_admin=True).get("/staff/voices").status_code == 403
    assert client.get("/staff/voices").status_code == 302
    assert person(LUTON, Role.AUDITOR).get("/staff/voices").status_code == 200


def test_no_sealed_word_is_opened_for_it(
    app: Flask, person: Made, sent: Made, marker: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    word = marker("mine")
    sent(Kind.VIEWS, words=word, with_whom="alone")
    sends(app, "luton", *["alone"] * 6)
    officer = person()
    opened: list[Any] = []
    get = Sealed.__get__

    def opens(self: Sealed, row: Any, owner: type) -> Any:
        if row is not None:
            opened.append(owner)
        return get(self, row, owner)

    monkeypatch.setattr(Sealed, "__get__", opens)
    page = officer.get("/staff/voices")
    assert page.status_code == 200
    assert word not in page.text
    assert opened == []
