"""The invented submissions of the demonstration, sent as a person's would be."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.casework import triage
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Answers, Journey
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.journeys.review import review
from portal.partners.journey import REFER
from portal.replies import conversations
from portal.storage import db
from portal.submissions import Submission, health_list, receive
from portal.submissions.council_steps import council_of
from portal.web.catalogues import speaking
from portal.young_people.journey import VIEWS


def send_all(now: datetime) -> list[Submission]:
    """Everything in :data:`SUBMISSIONS`, and what two families tell later; gives the former, in their order."""
    sent = [send(journey, answers, now - timedelta(hours=hours_ago)) for hours_ago, journey, answers in SUBMISSIONS]
    _changes(sent[0], now)
    return sent


def _changes(notice: Submission, now: datetime) -> None:
    """Two families tell what is different now; the first is that of ``notice``, and gives its reference."""
    earlier = {"earlier_reference": notice.reference}
    for hours_ago, answers in ((28, _MOVED_NEARBY | earlier), (2, _BACK_TO_SCHOOL)):
        send(CHANGE, answers, now - timedelta(hours=hours_ago))


def talk(submission: Submission, by: UUID, now: datetime) -> str:
    """A young person and a member of staff who write to each other; gives the young person's code."""
    answers = submission.said["answers"]
    code = conversations.begin(submission, answers, "en_GB", "standard", submission.received_at)
    found = conversations.of(submission.id)
    assert found is not None
    triage.read(submission, by, now - timedelta(hours=2))
    words = "Thank you for telling us. Would you like to talk about school?"
    conversations.answer(found, words, by, now - timedelta(hours=1))
    conversations.write(found, "Yes please, but not on the phone.", now)
    return code


def send(journey: Journey, answers: Mapping[str, Any], at: datetime) -> Submission:
    """The same way in as a person's, but for the browser."""
    made = Progress(journey, dict(answers))
    draft = Draft(token_hash=secrets.token_bytes(32), journey=journey.code, expires_at=at)
    db.session.add(draft)
    with speaking("en_GB"):
        sections = [section.as_json() for section in review(made.path)]
    kept = Answers(made.values)
    submission = receive(draft, journey.kind, council_of(kept), kept, sections, "en_GB", at)
    health_list.note(submission, kept)
    return submission


_CHILD = {
    "first_name": "Robin",
    "last_name": "Invented",
    "born": "2015-05-04",
    "school_name": "Invented Primary School",
    "school_type": "academy",
    "special_school": "no",
    "attendance_order": "no",
    "last_day": "2026-10-02",
    "school_letter": "sent",
    "letter_sent_on": "2026-10-01",
    "sen": "support",
}
_PARENT = {
    "stage": "decided",
    "no_postcode": "have_it",
    "your_name": "Alex Invented",
    "relation": "parent",
    "parental_responsibility": "yes",
    "contact_by": "phone",
    "phone": "01632 960001",
    "reason_words": "School was too loud, and the mornings were hard for all of us.",
    "reason_main": "mental_health",
    "more": ["plans"],
    "plans": "We read together, go to the museum and grow vegetables.",
}
_WITH_HEALTH = {
    **_PARENT,
    "your_name": "Noor Invented",
    "phone": "01632 960003",
    "more": ["health", "plans", "helpers", "talking", "other_parent"],
    "gp": "yes",
    "dentist": "no",
    "vaccinations": "not_sure",
    "appointments_missed": "yes",
    "appointments": "The bus does not go there, and the waiting room is hard for Sam.",
    "school_nurse": "yes",
    "health_pass": "yes",
    "helpers": ["send", "health"],
    "interpreter": "Urdu",
    "formats": ["large_print"],
    "other_parent_name": "Jo Invented",
    "other_parent_write": "ask_me",
}
_YOUNG = {"with_whom": "alone", "age_group": "12_plus", "feeling": "okay", "had_say": "some", "wish": "not_sure"}

_TEXT_ME = {
    "wants_contact": "yes",
    "talk_to": ["home_education"],
    "talk_with": "alone",
    "contact_how": "text_me",
    "text_number": "07700 900456",
    "safe_when": "Tuesdays after 3",
    "safe_where": "In the library",
    "safe_word": "Bananas",
    "message_ok": "no",
    "may_write": "no",
    "must_not_know": "The people I live with",
}
_CHANGED = {
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "your_name": "Alex Invented",
    "contact_by": "phone",
    "phone": "01632 960001",
    "children": [{name: _CHILD[name] for name in ("first_name", "last_name", "born")}],
}
_MOVED_NEARBY = {
    **_CHANGED,
    "what_changed": "contact",
    "new_address": "2 Invented Road, Luton LU3 1AA",
    "new_phone": "01632 960777",
    "phone": "01632 960777",
}
_BACK_TO_SCHOOL = {
    **_CHANGED,
    "what_changed": "back_to_school",
    "postcode": "LU3 1AA",
    "school_place": "wanted",
    "schools_wanted": "Invented High School",
    "wanted_help": "A talk with the school about what went wrong before.",
    "your_name": "Kim Invented",
    "children": [{"first_name": "Noor", "last_name": "Invented", "born": "2013-01-19"}],
}
TWO_CHILDREN = {
    **_PARENT,
    "your_name": "Charlie Windmill",
    "phone": "01632 960048",
    "postcode": "LU1 2BQ",
    "address": "48 Invented Street\nLuton",
    "children": [
        _CHILD | {"first_name": "Quinn", "last_name": "Windmill", "born": "2013-08-30", "sen": "none"},
        _CHILD | {"first_name": "Wren", "last_name": "Windmill", "born": "2016-09-02", "sex": "female"},
    ],
}
FROM_A_SURGERY = {
    "in_danger": "no",
    "postcode": "LU3 1AA",
    "agency": "gp",
    "agency_name": "Invented Surgery",
    "your_name": "Dr Jo Invented",
    "phone": "01632 960002",
    "first_name": "Tarik",
    "last_name": "Imagined",
    "born": "2012-11-30",
    "belief": "home_educated",
    "worry": ["health"],
    "worry_words": "Two appointments were missed since spring.",
    "family_knows": "yes",
}
TALKS = 5
"""Which of :data:`SUBMISSIONS` goes on by code."""

SUBMISSIONS: tuple[tuple[int, Journey, dict[str, Any]], ...] = (
    (170, NOTIFY, {**_PARENT, "postcode": "LU1 2BQ", "children": [_CHILD]}),
    (
        30,
        NOTIFY,
        {
            **_WITH_HEALTH,
            "postcode": "LU3 1AA",
            "children": [
                _CHILD | {"first_name": "Sam", "sen": "ehc_plan"},
                _CHILD | {"first_name": "Kim", "born": "2018-02-11", "sen": "none", "school_type": "never_in_school"},
            ],
        },
    ),
    (20, NOTIFY, {**_PARENT, "postcode": "MK40 1AA", "children": [_CHILD | {"attendance_order": "yes"}]}),
    (6, NOTIFY, {**_PARENT, "no_postcode": "rather_not_say", "council": "not_sure", "children": [_CHILD]}),
    (50, VIEWS, {**_YOUNG, "council": "luton", "going_well": "I like painting.", "safe": "yes"}),
    (3, VIEWS, {**_YOUNG, "council": "luton", "hard": "I miss my friends.", "safe": "yes", **_TEXT_ME}),
    (1, VIEWS, {**_YOUNG, "council": "luton", "feeling": "bad", "safe": "no"}),
    (
        26,
        REFER,
        {
            "in_danger": "no",
            "postcode": "LU1 2BQ",
            "agency": "gp",
            "your_name": "Dr Jo Invented",
            "phone": "01632 960002",
            "first_name": "Robin",
            "last_name": "Invented",
            "belief": "home_educated",
            "worry": ["not_seen"],
            "worry_words": "Three appointments were missed.",
            "family_knows": "yes",
        },
    ),
)
