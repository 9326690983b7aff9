"""The page for cover: one's own, and as a manager the team's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.accounts import Role
from tests.staff.conftest import BEDFORD, Person

Made = Callable[..., Any]
TODAY = datetime.now(UTC).date()


def typed(whose: Any, by: Any, from_on: date = TODAY, until_on: date = TODAY, **more: str) -> dict[str, str]:
    days = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("from_on", from_on), ("until_on", until_on))
        for part in ("day", "month", "year")
    }
    return {"whose": str(whose), "covered_by": str(by), **days, **more}


def sets(who: Person, **data: str) -> TestResponse:
    return who.client.post("/staff/cover", data={"csrf_token": who.token(), **data})


def test_somebody_who_goes_away_says_who_looks_after_their_work_and_takes_it_back(person: Made, logged: Made) -> None:
    away, stays = person(name="Away Tomorrow"), person(name="Nadia Named")
    assert "No cover is set." in away.get("/staff/cover").text
    answer = sets(away, **typed(away.id, stays.id, until_on=TODAY + timedelta(days=5)))
    assert answer.status_code == 302
    page = away.get(answer.headers["Location"]).text
    assert "It is set." in page
    assert "Nadia Named" in page
    (end,) = [line.split('"')[0] for line in page.split('action="')[1:] if "/end" in line.split('"')[0]]
    assert stays.client.post(end, data={"csrf_token": stays.token()}).status_code == 404
    assert away.client.post(end, data={"csrf_token": away.token()}).status_code == 302
    assert "No cover is set." in away.get("/staff/cover").text
    assert logged(by=away.id) == ["cover:changed", "cover:changed"]


def test_a_manager_sets_it_for_others_and_an_officer_does_not(person: Made, manager: Person) -> None:
    away, stays = person(name="Ill Since Monday"), person(name="Nadia Named")
    assert sets(manager, **typed(away.id, stays.id)).status_code == 302
    assert "Ill Since Monday" in manager.get("/staff/cover").text
    refused = sets(stays, **typed(away.id, stays.id))
    assert refused.status_code == 422
    assert "Choose from the answers" in refused.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"covered_by": ""}, "Choose who looks after it"),
        ({"covered_by": "nonsense"}, "Choose from the answers"),
        ({"until_on-day": "0"}, "must be a real date"),
        ({"until_on-year": str(TODAY.year - 1)}, "before the first day"),
        ({"from_on-day": "", "from_on-month": "", "from_on-year": ""}, "Enter the first day"),
        ({"from_on-day": "\0🎈"}, "must be a real date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(person: Made, change: dict[str, str], says: str) -> None:
    away, stays = person(), person(name="Nadia Named")
    answer = sets(away, **{**typed(away.id, stays.id, until_on=TODAY + timedelta(days=1)), **change})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{(TODAY + timedelta(days=1)).month}"' in answer.text


def test_nobody_of_another_team_is_offered_and_who_works_on_nothing_has_no_such_page(person: Made) -> None:
    officer, bea = person(), person(BEDFORD, name="Bea Elsewhere")
    assert "Bea Elsewhere" not in officer.get("/staff/cover").text
    assert sets(officer, **typed(officer.id, bea.id)).status_code == 422
    assert person(role=Role.AUDITOR).get("/staff/cover").status_code == 403
    assert person(is_admin=True).get("/staff/cover").status_code == 403
