"""The professionals' form: the phone before the form, and no word about who is known."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.directory import ROUTING_FIELDS
from portal.partners.journey import REFER
from portal.words import Kind
from tests.support.journeys import addresses, codes, fields


def test_danger_leads_to_numbers_and_to_no_form(app: Flask) -> None:
    with app.app_context():
        for where in ({"postcode": "LU1 2BQ"}, {"postcode": "AL1 3JE"}, {"council": "elsewhere"}):
            path = REFER.path({"in_danger": "yes", **where})
            assert path.ended
            assert path.places[-1].address == "call-now"


@pytest.mark.parametrize("worry", ["harm", "neglect"])
def test_whoever_worries_about_harm_is_asked_to_call_as_well(app: Flask, worry: str) -> None:
    with app.app_context():
        answers = {"in_danger": "no", "council": "luton", "worry": [worry]}
        assert "call-first" in addresses(REFER, answers)
        assert "call-first" not in addresses(REFER, {**answers, "worry": ["education"]})
        assert not REFER.path(answers).ended


@pytest.mark.parametrize("name", ROUTING_FIELDS[Kind.REFERRAL])
def test_every_answer_that_routing_asks_about_can_be_given(name: str) -> None:
    assert set(ROUTING_FIELDS[Kind.REFERRAL][name]) <= codes(REFER, name)


def test_gaps_in_what_is_known_hold_nobody_up() -> None:
    needed = {name for _, name, declared in fields(REFER) if declared.kwargs.get("required")}
    assert needed == {
        "in_danger",
        "where_next",
        "council",
        "first_name",
        "last_name",
        "worry",
        "agency",
        "your_name",
        "phone",
    }


def test_the_first_page_puts_the_phone_first_and_tells_nobody_who_is_known(client: FlaskClient) -> None:
    page = client.get("/professionals").text
    assert page.index("Call first") < page.index("When to use the form")
    assert "whether a council knows a child" in page
