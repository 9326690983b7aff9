"""Whose words are these? Reasons for those who may read the words, beside their limits, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts import Role
from portal.words import Kind
from tests.staff.conftest import LUTON

Made = Callable[..., Any]
HEADING = "Whose words are these?"
ADULT = "Our son is thriving at home and we have decided to home educate him."


def page(person: Made, submission_id: object, role: Role = Role.SAFEGUARDING) -> str:
    text: str = person(LUTON, role).client.get(f"/staff/submissions/{submission_id}").text
    return text


def test_a_reason_is_shown_beside_what_it_cannot_tell(person: Made, sent: Made) -> None:
    shown = page(person, sent(Kind.VIEWS, going_well=ADULT))
    assert HEADING in shown
    assert "It says “our son”" in shown.replace("Our son", "our son")
    assert "This is never evidence" in shown


def test_words_as_children_write_them_are_not_doubted(person: Made, sent: Made) -> None:
    assert HEADING not in page(person, sent(Kind.VIEWS, going_well="We go to the park. My mum is nice."))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR])
def test_who_may_not_read_the_words_sees_no_reason(person: Made, sent: Made, role: Role) -> None:
    shown = page(person, sent(Kind.VIEWS, going_well=ADULT), role)
    assert HEADING not in shown
    assert "thriving" not in shown


def test_a_parents_own_form_is_never_asked_whose_words_it_holds(person: Made, sent: Made) -> None:
    assert HEADING not in page(person, sent(Kind.NOTIFICATION, going_well=ADULT), Role.OFFICER)


def test_a_hint_makes_nothing_wait_and_nothing_urgent(sent: Made, stored: Made) -> None:
    doubted, other = (stored(sent(Kind.VIEWS, going_well=words)) for words in (ADULT, "I like maths."))
    assert (doubted.urgency, doubted.team_code, doubted.look_by.date()) == (
        other.urgency,
        other.team_code,
        other.look_by.date(),
    )
