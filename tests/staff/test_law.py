"""The law is the council's data: set with a date, looked at before, and every sentence read over by somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import Role
from portal.audit import AuditLine, Event
from portal.directory import DATA, load, regimes, snapshot
from portal.families.journey import NOTIFY
from portal.journeys import Label
from portal.law import SENTENCES, LawReview, sentence
from portal.law.reviews import states
from portal.staff.council.law_items import items
from portal.storage import db
from portal.web.fields import today
from portal.words import Regime
from tests.staff.conftest import BEDFORD, LUTON, Person

pytestmark = pytest.mark.usefixtures("directory_anew")
Made = Callable[..., Any]
PAGE = "/staff/law/luton"


def says(
    one: Person, regime: str, begins: date | None = None, version: int = 0, why: str = "The cabinet said so"
) -> Any:
    day = {f"begins-{part}": str(getattr(begins, part)) for part in ("day", "month", "year")} if begins else {}
    typed = {"regime": regime, "why": why, "version": str(version), "csrf_token": one.token(), **day}
    return one.client.post(f"{PAGE}/regime", data=typed)


def in_force(app: Flask, day: date) -> Regime:
    with app.app_context():
        council = snapshot(fresh=True).council("luton")
        assert council is not None
        return council.regime_on(day)


def test_a_manager_sets_the_law_with_a_date_and_until_then_nothing_changes(app: Flask, manager: Person) -> None:
    begins = today() + timedelta(days=30)
    assert says(manager, "cnis", begins).status_code == 302
    assert in_force(app, begins - timedelta(days=1)) is Regime.PRE_CNIS
    assert in_force(app, begins) is Regime.CNIS
    page = manager.get(PAGE).text
    assert "Today: Before the registers" in page
    assert "The cabinet said so" in page
    with app.app_context():
        line = db.session.scalars(select(AuditLine).where(AuditLine.event == Event.REGIME_CHANGED)).one()
        assert (line.by, line.facts["regime"], line.facts["begins"]) == (manager.id, "cnis", begins.isoformat())


def test_the_parents_form_follows_it_from_that_day_and_no_other_council_s_does(app: Flask, manager: Person) -> None:
    says(manager, "cnis", today())
    with app.test_request_context("/"):
        of = {code: NOTIFY.path({"no_postcode": "rather_not_say", "council": code}) for code in ("luton", "bedford")}
        assert of["luton"].answers.get("regime") == "cnis"
        assert of["bedford"].answers.get("regime") == "pre_cnis"


def test_a_law_without_a_day_is_refused_and_nothing_typed_is_lost(app: Flask, manager: Person) -> None:
    answer = says(manager, "cnis", why="Regulations of 2027")
    assert answer.status_code == 422
    assert "Enter the day from which it counts" in answer.text
    assert "Regulations of 2027" in answer.text
    assert in_force(app, date(2040, 1, 1)) is Regime.PRE_CNIS


def test_whoever_comes_second_sees_what_the_first_has_said(app: Flask, manager: Person, person: Made) -> None:
    says(manager, "cnis", today())
    second = says(person(LUTON, Role.MANAGER), "pre_cnis", version=0)
    assert second.status_code == 409
    assert "Marek Manager changed this" in second.text
    assert in_force(app, today()) is Regime.CNIS


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SAFEGUARDING, Role.AUDITOR])
def test_others_of_the_council_only_read(app: Flask, person: Made, role: Role) -> None:
    one = person(LUTON, role)
    assert one.get(PAGE).status_code == 200
    assert says(one, "cnis", today()).status_code == 403
    key = SENTENCES[0].key
    sent = {"read": key, "csrf_token": one.token()}
    assert one.client.post(f"{PAGE}/read-over", data=sent).status_code == 403
    assert in_force(app, today()) is Regime.PRE_CNIS


def test_for_another_council_it_is_not_there(app: Flask, person: Made) -> None:
    stranger = person(BEDFORD, Role.MANAGER)
    assert stranger.get(PAGE).status_code == 404
    assert stranger.get(f"{PAGE}/form/cnis").status_code == 404
    assert says(stranger, "cnis", today()).status_code == 404
    assert "Luton" not in stranger.client.get("/staff/law", follow_redirects=True).text
    assert in_force(app, today()) is Regime.PRE_CNIS


def test_a_file_that_is_loaded_for_another_reason_does_not_turn_the_law_back(app: Flask, manager: Person) -> None:
    says(manager, "cnis", today())
    with app.app_context():
        load(DATA, db.session)
        db.session.commit()
        assert [one.by for one in regimes.history("luton")] == [manager.id, None]
    assert in_force(app, today()) is Regime.CNIS


def test_a_file_that_says_something_new_counts_and_is_in_the_history(
    app: Flask, manager: Person, tmp_path: Any
) -> None:
    says(manager, "cnis", today())
    new = (
        (DATA / "luton.toml")
        .read_text()
        .replace('code = "luton"\n', 'code = "luton"\nregime = "cnis"\nregime_from = 2031-02-03\n', 1)
    )
    (tmp_path / "luton.toml").write_text(new)
    with app.app_context():
        load(tmp_path, db.session)
        db.session.commit()
        assert regimes.history("luton")[0].regime_from == date(2031, 2, 3)
    assert in_force(app, date(2031, 2, 2)) is Regime.PRE_CNIS
    assert in_force(app, date(2031, 2, 3)) is Regime.CNIS


def read_over(one: Person, *keys: str, again_by: date) -> Any:
    day = {f"again_by-{part}": str(getattr(again_by, part)) for part in ("day", "month", "year")}
    return one.client.post(f"{PAGE}/read-over", data={"read": list(keys), "csrf_token": one.token(), **day})


def test_every_sentence_and_label_stands_on_the_page_with_its_source_and_owner(manager: Person, app: Flask) -> None:
    page = unescape(manager.get(PAGE).text)
    with app.test_request_context("/"):
        every = items()
    assert {one.where for one in every} >= {one.code for one in SENTENCES}
    for one in every:
        assert one.words in page
        assert one.source, one.where
        assert one.source in page
        assert one.owner in page


def test_what_nobody_has_read_for_half_a_year_is_listed_first(app: Flask, manager: Person) -> None:
    with app.test_request_context("/"):
        every = items()
        first, second = every[0], every[1]
    assert read_over(manager, first.key, again_by=today() + timedelta(days=3)).status_code == 302
    with app.test_request_context("/"):
        found = states("luton", every)
        assert found[0].item == first
        assert found[0].by == manager.id
        assert not found[0].is_overdue(today())
        assert found[0].is_overdue(today() + timedelta(days=4))
        assert next(one for one in found if one.item == second).is_overdue(second.collected + timedelta(days=183))
        assert states("bedford", every)[0].by is None, "what one council has read, another has not"
        assert db.session.scalars(select(AuditLine.event).where(AuditLine.by == manager.id)).all() == [
            Event.LAW_READ_OVER
        ]


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_review_lasts_no_longer_than_a_year(app: Flask, manager: Person, days: int) -> None:
    answer = read_over(manager, SENTENCES[0].key, again_by=today() + timedelta(days=days))
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalars(select(LawReview)).all() == []


def test_nothing_that_is_not_on_the_list_can_be_read_over(app: Flask, manager: Person) -> None:
    assert read_over(manager, "made-up", again_by=today() + timedelta(days=9)).status_code == 422
    assert read_over(manager, again_by=today() + timedelta(days=9)).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(LawReview)).all() == []


def test_the_form_can_be_looked_at_under_either_law_and_nothing_is_in_force_for_that(
    app: Flask, manager: Person
) -> None:
    pages = {regime: manager.get(f"{PAGE}/form/{regime}").text for regime in Regime}
    duty = str(Label.LAW.value)
    assert duty in unescape(pages[Regime.CNIS])
    assert duty not in unescape(pages[Regime.PRE_CNIS])
    assert pages[Regime.CNIS].count("<section") > pages[Regime.PRE_CNIS].count("<section")
    assert 'name="csrf_token"' not in pages[Regime.CNIS].partition('<fieldset disabled class="preview">')[2]
    assert in_force(app, today()) is Regime.PRE_CNIS
    assert manager.get(f"{PAGE}/form/martian").status_code == 404
    assert manager.get(f"{PAGE}/form/cnis/nobody").status_code == 404


def test_every_law_label_rests_on_a_sentence_of_that_law(app: Flask) -> None:
    with app.test_request_context("/"):
        duties = [step for step in NOTIFY.every_step() if step.label_in.get(Regime.CNIS, step.label) is Label.LAW]
        assert duties, "the law with the registers asks for something"
        for step in duties:
            assert step.basis is not None, step.code
            assert sentence(step.basis, Regime.CNIS) is not None, step.code
            assert sentence(step.basis, Regime.PRE_CNIS) is None, "nothing of it is in force now"


def test_a_review_is_kept_under_the_words_so_that_new_words_want_a_new_one() -> None:
    assert len({one.key for one in SENTENCES}) == len(SENTENCES)
    assert datetime.now(UTC).date() >= max(one.reviewed_on for one in SENTENCES)
