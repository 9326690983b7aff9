"""A young person's contact plan: what staff are told, which ways it stops, and what going against it takes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts import Role
from portal.casework import contact_plan
from portal.casework.contact_plan import DOES_NOT_OPEN, OVERRIDE_LASTS, Came, ContactPlan, Stopped, Way
from portal.casework.models import PlanOverride
from portal.casework.refusals import Refused
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.models import ChildWords
from portal.words import Kind
from tests.staff.conftest import LUTON

Made = Callable[..., Any]

WHERE = {
    "text_me": ("text_number", "07700 900111", Way.TEXT),
    "call_me": ("call_number", "07700 900222", Way.PHONE),
    "email_me": ("own_email", "robin@school.example", Way.EMAIL),
    "through_someone": ("through_whom", "My aunt Bo, 07700 900333", Way.THROUGH),
    "write_to_me": ("letter_address", "1 Invented Row, Luton", Way.LETTER),
}
ALL_BUT_CODE = [way for way in Way if way is not Way.CODE]
REASON = "She may be hurt tonight."
NOW = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)


def plan(**answers: Any) -> ContactPlan:
    return ContactPlan.of({"wants_contact": "yes", **answers})


def named(how: str, **more: Any) -> ContactPlan:
    name, value, _ = WHERE[how]
    return plan(contact_how=how, **{name: value}, **more)


def open_ways(one: ContactPlan) -> set[Way]:
    return {way for way in Way if one.stopped(way) is None}


@pytest.mark.parametrize("how", WHERE)
def test_only_the_way_they_named_is_open_and_an_answer_here(how: str) -> None:
    assert open_ways(named(how)) == {WHERE[how][2], Way.CODE}


@pytest.mark.parametrize("how", WHERE)
def test_a_way_without_a_number_or_an_address_is_stopped(how: str) -> None:
    nothing_given = plan(contact_how=how)
    assert open_ways(nothing_given) == {Way.CODE}
    said = nothing_given.stopped(WHERE[how][2])
    assert said is not None
    assert said.startswith(("They asked for", "They asked to be reached through"))


@pytest.mark.parametrize("way", ALL_BUT_CODE)
@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"contact_how": "by_code"}, "They asked to be answered only here, where they read it with their code."),
        ({"contact_how": "not_at_all"}, "They asked that nobody gets in touch."),
        ({"contact_how": "rather_not_say"}, "They gave no way that they know to be safe."),
        ({}, "They gave no way that they know to be safe."),
        (
            {"wants_contact": "no", "contact_how": "call_me", "call_number": "07700 900222"},
            "They do not want anybody to get in touch.",
        ),
    ],
)
def test_who_wants_no_contact_or_said_nothing_can_only_be_answered_here(
    way: Way, answers: dict[str, Any], says: str
) -> None:
    one = plan(**answers)
    assert open_ways(one) == {Way.CODE}
    said = one.stopped(way)
    assert said is not None
    assert said.startswith(says)
    assert len(said) > len(says), "and what may happen otherwise"


@pytest.mark.parametrize(
    ("way", "says"),
    [
        (Way.PHONE, "They asked to be reached only by text. A call may be heard by somebody at home."),
        (
            Way.EMAIL,
            "They asked to be reached only by text. An email may be read by somebody who uses the same device.",
        ),
        (Way.LETTER, "They asked to be reached only by text. A letter may be opened by somebody at home."),
        (Way.THROUGH, "They asked to be reached only by text. Whoever is asked to pass something on then knows."),
        (Way.VISIT, "They asked to be reached only by text. A visit may be seen by somebody at home."),
        (Way.TEXT, None),
    ],
)
def test_a_stopped_way_says_what_they_asked_for_and_what_may_happen(way: Way, says: str | None) -> None:
    assert named("text_me").stopped(way) == says


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("call_me", "They asked to be reached only by phone."),
        ("email_me", "They asked to be reached only by email."),
        ("through_someone", "They asked to be reached only through somebody they named."),
        ("write_to_me", "They asked to be reached only by letter."),
    ],
)
def test_a_text_is_stopped_where_they_named_another_way(how: str, says: str) -> None:
    assert named(how).stopped(Way.TEXT) == f"{says} A text message may be read by somebody who holds their phone."


def test_no_letter_goes_where_they_said_that_we_may_not_write() -> None:
    said = named("write_to_me", may_write="no").stopped(Way.LETTER)
    assert said == "They said that we may not write to them. A letter may be opened by somebody at home."
    for how in WHERE:
        assert named(how, may_write="no").stopped(Way.LETTER)


def test_that_letters_are_all_right_opens_none_without_an_address_for_them() -> None:
    assert named("text_me", may_write="yes").stopped(Way.LETTER)


CODES = {
    "wants_contact": ["yes", "no", "not_sure", "rather_not_say", "", None],
    "contact_how": [*WHERE, "by_code", "not_at_all", "rather_not_say", "carrier_pigeon", "", None],
    "may_write": ["yes", "no", "rather_not_say", None],
    "message_ok": ["yes", "no", "rather_not_say", None],
}
WRITTEN = ["text_number", "call_number", "own_email", "through_whom", "letter_address", "notice_email"]
MORE = ["safe_when", "safe_where", "safe_word", "must_not_know"]
ANSWERS = st.fixed_dictionaries(
    {name: st.sampled_from(codes) for name, codes in CODES.items()},
    optional={name: st.sampled_from(["", " ", f"given as {name}"]) for name in [*WRITTEN, *MORE]},
)


@given(ANSWERS)
def test_no_answers_open_more_than_the_one_way_they_named(answers: dict[str, Any]) -> None:
    one = ContactPlan.of(answers)
    opened = open_ways(one) - {Way.CODE}
    assert len(opened) <= 1
    assert Way.VISIT not in opened
    if opened:
        (way,) = opened
        assert answers["contact_how"] in WHERE
        assert WHERE[answers["contact_how"]][2] is way
        assert str(answers.get(WHERE[answers["contact_how"]][0])).strip()
        assert answers["wants_contact"] != "no"
        assert not (way is Way.LETTER and answers["may_write"] == "no")
        given_here = one.given(way)
        assert given_here is not None
        assert given_here.name == WHERE[answers["contact_how"]][0]


@given(ANSWERS)
def test_the_sentences_never_hold_a_number_or_an_address(answers: dict[str, Any]) -> None:
    one = ContactPlan.of(answers)
    shown = " ".join([*one.sentences, *(one.stopped(way) or "" for way in Way)])
    assert not [name for name in WRITTEN if f"given as {name}" in shown]
    for name in MORE:
        if (answers.get(name) or "").strip():
            assert f"given as {name}" in shown


@given(
    st.dictionaries(
        st.sampled_from([*CODES, *WRITTEN, *MORE]), st.one_of(st.none(), st.integers(), st.lists(st.text()))
    )
)
def test_answers_of_the_wrong_kind_open_nothing(answers: dict[str, Any]) -> None:
    assert open_ways(ContactPlan.of(answers)) == {Way.CODE}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"wants_contact": "yes"}, "They would like somebody to get in touch."),
        ({"wants_contact": "no"}, "They do not want anybody to get in touch."),
        ({"wants_contact": "not_sure"}, "They are not sure whether they want anybody to get in touch."),
        ({"wants_contact": "rather_not_say"}, "They did not say whether they want anybody to get in touch."),
        ({"contact_how": "text_me"}, "Reach them only by text message."),
        ({"contact_how": "call_me"}, "Reach them only by calling."),
        ({"contact_how": "email_me"}, "Reach them only by email."),
        ({"contact_how": "through_someone"}, "Reach them only through the person they named."),
        ({"contact_how": "write_to_me"}, "Reach them only by letter."),
        ({"contact_how": "by_code"}, "They asked to be answered only here, where they read it with their code."),
        (
            {"contact_how": "by_code", "notice_email": "robin@school.example"},
            "A short email tells them that somebody has answered. Nothing else may go to that address.",
        ),
        ({"contact_how": "not_at_all"}, "They asked that nobody gets in touch."),
        ({}, "They gave no way that they know to be safe."),
        ({"safe_when": "Tuesdays after 3"}, "When: Tuesdays after 3"),
        ({"safe_where": "At my gran’s"}, "Where it is safe: At my gran’s"),
        ({"safe_word": "bananas"}, "Say this, so that they know who you are: bananas"),
        ({"message_ok": "yes"}, "If nobody answers, you may leave a message."),
        ({"message_ok": "no"}, "If nobody answers, leave no message."),
        ({"contact_how": "call_me"}, "They did not say that a message may be left: leave none."),
        ({"may_write": "no"}, "Send no letter, whatever else they said."),
        ({"may_write": "yes"}, "They would not mind a letter, but gave no address for one."),
        ({"must_not_know": "My aunt"}, "Must not know: My aunt"),
    ],
)
def test_what_they_said_is_told_in_a_plain_sentence(answers: dict[str, Any], says: str) -> None:
    assert says in ContactPlan.of(answers).sentences


def test_what_they_did_not_say_is_not_made_up() -> None:
    assert ContactPlan.of({}).sentences == [
        "They did not say whether they want anybody to get in touch.",
        "They gave no way that they know to be safe.",
    ]


# What is held to, whoever asks


@pytest.fixture
def one(app: Flask, sent: Made) -> Callable[[], Submission]:
    """A young person who asked for text messages only, inside whatever app context is open."""
    submission_id = sent(Kind.VIEWS, safe="yes", wants_contact="yes", contact_how="text_me", text_number="07700 900111")
    return lambda: db.session.get_one(Submission, submission_id)


@pytest.fixture
def saira(person: Made) -> uuid.UUID:
    made: uuid.UUID = person(LUTON, Role.SAFEGUARDING).id
    return made


def stopped(submission: Submission, way: Way, by: uuid.UUID, now: datetime) -> bool:
    try:
        contact_plan.must_allow(submission, way, by, now)
    except Stopped:
        return True
    return False


def test_going_against_a_plan_opens_one_way_to_one_person(
    app: Flask, one: Made, saira: uuid.UUID, person: Made
) -> None:
    other = person(LUTON, Role.SAFEGUARDING, name="Second").id
    with app.app_context():
        contact_plan.override(one(), Way.PHONE, REASON, saira, NOW)
        assert not stopped(one(), Way.PHONE, saira, NOW)
        assert {way for way in Way if stopped(one(), way, saira, NOW)} == set(Way) - {Way.PHONE, Way.TEXT, Way.CODE}
        assert {way for way in Way if stopped(one(), way, other, NOW)} == set(Way) - {Way.TEXT, Way.CODE}


def test_it_ends_after_a_day(app: Flask, one: Made, saira: uuid.UUID) -> None:
    second = timedelta(seconds=1)
    with app.app_context():
        contact_plan.override(one(), Way.PHONE, REASON, saira, NOW)
        assert not stopped(one(), Way.PHONE, saira, NOW + OVERRIDE_LASTS - second)
        assert stopped(one(), Way.PHONE, saira, NOW + OVERRIDE_LASTS)


def test_it_ends_after_one_contact_and_can_be_decided_anew(app: Flask, one: Made, saira: uuid.UUID) -> None:
    minute = timedelta(minutes=1)
    with app.app_context():
        contact_plan.override(one(), Way.PHONE, REASON, saira, NOW)
        contact_plan.contacted(one(), Way.TEXT, Came.SENT, "", saira, NOW + minute)
        assert not stopped(one(), Way.PHONE, saira, NOW + minute), "a text uses no call up"
        contact_plan.contacted(one(), Way.PHONE, Came.NO_ANSWER, "", saira, NOW + 2 * minute)
        assert stopped(one(), Way.PHONE, saira, NOW + 2 * minute)
        with pytest.raises(Stopped):
            contact_plan.contacted(one(), Way.PHONE, Came.REACHED, "", saira, NOW + 3 * minute)
        contact_plan.override(one(), Way.PHONE, REASON, saira, NOW + 4 * minute)
        assert not stopped(one(), Way.PHONE, saira, NOW + 4 * minute)


def test_deciding_twice_is_deciding_once(app: Flask, one: Made, saira: uuid.UUID, logged: Made) -> None:
    with app.app_context():
        first = contact_plan.override(one(), Way.PHONE, REASON, saira, NOW)
        assert contact_plan.override(one(), Way.PHONE, REASON, saira, NOW + timedelta(minutes=1)) is first
        db.session.commit()
    assert logged(by=saira) == ["plan:overridden"]


@pytest.mark.parametrize(
    "reason", ["", " ", "x" * 9, "🙂" * 40, "\0" * 40, "12345 67890 12345"], ids=lambda value: value[:12]
)
def test_a_reason_of_no_words_is_none(app: Flask, one: Made, saira: uuid.UUID, reason: str) -> None:
    with app.app_context():
        with pytest.raises(Refused, match="at least 10 letters"):
            contact_plan.override(one(), Way.PHONE, reason, saira, NOW)
        assert not list(db.session.scalars(select(PlanOverride)))


@pytest.mark.parametrize("way", [Way.TEXT, Way.CODE])
def test_there_is_nothing_to_go_against_where_the_plan_allows_it(
    app: Flask, one: Made, saira: uuid.UUID, way: Way
) -> None:
    with app.app_context(), pytest.raises(Refused, match="Their plan allows this"):
        contact_plan.override(one(), way, REASON, saira, NOW)


def test_reasons_and_notes_are_sealed(app: Flask, one: Made, saira: uuid.UUID, marker: Made) -> None:
    reason, note = marker("reason"), marker("note")
    with app.app_context():
        row = contact_plan.override(one(), Way.PHONE, reason, saira, NOW)
        contact_plan.contacted(one(), Way.PHONE, Came.REACHED, note, saira, NOW)
        db.session.flush()
        assert reason.encode() not in row.reason_sealed
        assert row.reason == reason
        kept = b"".join(event.detail_sealed or b"" for event in one().events)
        assert reason.encode() not in kept
        assert note.encode() not in kept


@pytest.mark.parametrize("kind", [Kind.NOTIFICATION, Kind.REFERRAL])
def test_an_adults_submission_has_no_plan_and_stops_nothing(
    app: Flask, sent: Made, saira: uuid.UUID, kind: Kind
) -> None:
    submission_id = sent(kind, contact_how="text_me")
    with app.app_context():
        found = db.session.get_one(Submission, submission_id)
        assert contact_plan.plan_for(found) is None
        assert not any(stopped(found, way, saira, NOW) for way in Way)


def test_a_plan_that_does_not_open_stops_all_but_an_answer_here(app: Flask, one: Made, saira: uuid.UUID) -> None:
    with app.app_context():
        words = db.session.scalars(select(ChildWords)).one()
        words.said_sealed = words.said_sealed[:-1] + bytes([words.said_sealed[-1] ^ 1])
        db.session.flush()
        assert {way for way in Way if stopped(one(), way, saira, NOW)} == set(ALL_BUT_CODE)
        assert str(contact_plan.why_stopped(one(), Way.TEXT)).startswith(DOES_NOT_OPEN)
