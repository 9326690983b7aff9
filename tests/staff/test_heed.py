"""What a family asks the team to mind stands above everything else that it wrote."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind
from tests.staff.conftest import Person
from tests.support.pages import parsed, text_of

Sent = Callable[..., uuid.UUID]


def minded(person: Person, submission_id: uuid.UUID) -> str:
    """What stands under "Before you write or call"; empty when nothing does."""
    found = [one for one in parsed(person.page(submission_id).data).iter("section")]
    return " ".join(text_of(one) for one in found if one.get("aria-labelledby") == "heed")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"contact_by": "email", "email": "a@family.example"}, "In writing only, by email: do not call."),
        ({"contact_by": "phone", "writing_only": ["yes"]}, "so send a text."),
        ({"interpreter": "Urdu"}, "They would like an interpreter: Urdu."),
        ({"formats": ["large_print", "bsl"]}, "should be: in large print, in British Sign Language."),
        ({"contact_more": "After three.\nAsk for Kim."}, "After three."),
        ({"child_knows": "not_yet"}, "Their child does not know yet"),
        ({"child_knows": "some"}, "Not all of their children know yet"),
        ({"other_parent_write": "no"}, "Do not write to the other parent"),
        ({"other_parent_write": "ask_me"}, "Ask them before you write to the other parent"),
        ({"talk_first": "yes", "talk_ways": ["phone"], "talk_times": "Mondays"}, "decide: by phone, Mondays"),
        ({"talk_first": "yes"}, "a talk before they decide."),
    ],
)
def test_each_wish_is_said_before_the_words(manager: Person, sent: Sent, said: dict[str, Any], sentence: str) -> None:
    submission_id = sent(Kind.NOTIFICATION, **{"contact_by": "phone", "phone": "01632 960001", **said})
    assert sentence in minded(manager, submission_id)
    page = manager.page(submission_id).get_data(as_text=True)
    assert page.index('id="heed"') < page.index("What they wrote")


def test_whom_the_address_must_be_kept_from_stands_first_and_in_rose(manager: Person, sent: Sent) -> None:
    submission_id = sent(Kind.NOTIFICATION, not_to_share_with="My brother <b>Jo</b>", interpreter="Polish")
    said = minded(manager, submission_id)
    assert said.index("Keep their address from somebody.") < said.index("My brother <b>Jo</b>") < said.index("Polish")
    assert "note--rose" in manager.page(submission_id).get_data(as_text=True)


def test_a_change_that_came_in_another_language_says_so(app: Flask, manager: Person, sent: Sent) -> None:
    submission_id = sent(Kind.CHANGE, what_changed="contact", contact_by="letter")
    with app.app_context():
        db.session.get_one(Submission, submission_id).language = "ur"
        db.session.commit()
    assert "by letter: do not call" in minded(manager, submission_id)
    assert "They filled this in in Urdu." in minded(manager, submission_id)


def test_nothing_to_mind_says_nothing_and_young_people_have_a_plan_of_their_own(manager: Person, sent: Sent) -> None:
    assert minded(manager, sent(Kind.NOTIFICATION, contact_by="phone", phone="01632 960001")) == ""
    assert minded(manager, sent(Kind.REFERRAL, contact_by="email")) == ""
