"""With the registers of children not in school: what the law asks is labelled so, and nobody is stopped by it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from portal.config import ENGLISH
from portal.directory import regimes, snapshot
from portal.families.journey import NOTIFY
from portal.families.regime import as_if
from portal.journeys import Label
from portal.journeys.journey import Place, field_names
from portal.law import says
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.receipts import regime_when_sent
from portal.web.catalogues import speaking
from portal.words import Regime
from tests.support.answers import CHILD, NOTIFICATION, REGISTER_ANSWERS, SHORT_NOTIFICATION
from tests.support.drafts import begin
from tests.support.pages import CheckedClient

pytestmark = pytest.mark.usefixtures("directory_anew")
FORM = "/families/notify"
FULL: dict[str, Any] = {
    **NOTIFICATION,
    **REGISTER_ANSWERS,
    "children": [{**CHILD, "special_school": "yes", "enquiries": "not_sure"}],
}
BEGAN = date(2026, 11, 1)
BEFORE = datetime(2026, 10, 31, 12, tzinfo=UTC)
NASTY = ["", "x" * 20_000, "=HYPERLINK(1)", "a\0b", "👨‍👩‍👧", "\u202eabc", "ﷺ"]


@pytest.fixture
def in_force(app: Flask, client: CheckedClient) -> Any:
    with as_if(Regime.CNIS):
        draft = begin(app, NOTIFY, FULL, FORM)
        client.set_cookie(*draft.cookie.split("=", 1))
        yield draft


def places(app: Flask) -> list[Place]:
    with app.app_context():
        return [place for place in NOTIFY.path(FULL).places if place.step is not None]


def test_every_page_can_be_read_and_says_of_each_question_what_the_law_says(
    app: Flask, client: CheckedClient, in_force: Any
) -> None:
    with app.test_request_context("/"), speaking(ENGLISH):
        asks = {place.address: says(place.step.basis, Regime.CNIS) for place in places(app) if place.step.basis}  # type: ignore[union-attr]
    told = set()
    for place in places(app):
        page = client.get(f"{FORM}/{place.address}")
        assert page.status_code == 200
        if sentence := asks.get(place.address):
            assert sentence in page.text
        if "The law says that parents tell this" in page.text:
            told.add(place.address)
    assert told == {"address", "addresses", "parents", "providers/1/who", "hours"}


def test_the_consent_of_section_434a_is_explained_with_its_source(client: CheckedClient, in_force: Any) -> None:
    page = client.get(f"{FORM}/children/1/rules-explained").text
    assert "you need its consent before you take your child out" in page
    assert "While a council is making enquiries" in page
    assert "section 434A" in page
    assert "This does not mean that the answer is no." in page


def test_whatever_is_typed_there_is_kept_or_refused_in_words(app: Flask, client: CheckedClient, in_force: Any) -> None:
    for place in places(app):
        assert place.step is not None
        names = field_names(place.step)
        for value in NASTY:
            typed = {"csrf_token": in_force.token, **dict.fromkeys(names, value)}
            answer = client.post(f"{FORM}/{place.address}", data=typed)
            assert answer.status_code in (303, 422), (place.address, value)
            if answer.status_code == 422 and names:
                assert re.search(r"govuk-error-summary", answer.text)


def test_a_family_that_leaves_all_of_it_out_sends_all_the_same(app: Flask, client: CheckedClient) -> None:
    with as_if(Regime.CNIS):
        answers = {name: given for name, given in SHORT_NOTIFICATION.items() if name != "address"}
        draft = begin(app, NOTIFY, answers, FORM)
        sent = draft.send(client)
        assert sent.status_code == 303
        assert sent.location.endswith("/sent")


def test_before_them_no_page_speaks_of_a_register_or_says_that_the_law_wants_an_answer(
    app: Flask, client: CheckedClient
) -> None:
    draft = begin(app, NOTIFY, FULL, FORM)
    client.set_cookie(*draft.cookie.split("=", 1))
    with app.app_context():
        addresses = [place.address for place in NOTIFY.path(FULL).places]
    for address in [*addresses, "check", ""]:
        page = client.get(f"{FORM}/{address}".rstrip("/")).text
        assert str(Label.LAW.value) not in page, address
        assert not re.search(r"\bregister\b", page.replace("admission register", "")), address
        assert "15 days" not in page, address


def test_who_names_no_council_meets_the_registers_once_they_are_in_force_at_every_one(app: Flask) -> None:
    """As the pages of words have it: otherwise a page and the form would tell the same reader two laws."""
    with app.test_request_context("/"):
        *most, last = [council.code for council in snapshot().councils]
        for code in most:
            switch(code)
        assert NOTIFY.path({}).answers.get("regime") == "pre_cnis"
        switch(last)
        assert NOTIFY.path({}).answers.get("regime") == "cnis"
        assert regime_when_sent(Submission(council=None, received_at=datetime.now(UTC))) is Regime.CNIS
        assert regime_when_sent(Submission(council=None, received_at=BEFORE)) is Regime.PRE_CNIS


def switch(council: str) -> None:
    regimes.change(council, Regime.CNIS, BEGAN, seen=0, why="It is in force", by=uuid4(), now=datetime.now(UTC))
    db.session.commit()
    snapshot(fresh=True)
