"""Whole sets of answers, as stored, for tests and measurements. Everybody in them is invented."""

from __future__ import annotations

from typing import Any

CHILD = {
    "first_name": "Robin",
    "last_name": "Example",
    "born": "2015-05-04",
    "sex": "rather_not_say",
    "school_name": "Invented Primary School",
    "school_type": "academy",
    "special_school": "no",
    "attendance_order": "no",
    "last_day": "2026-10-02",
    "school_letter": "sent",
    "letter_sent_on": "2026-10-01",
    "sen": "support",
    "sen_more": "Help with reading aloud.",
}

NOTIFICATION: dict[str, Any] = {
    "stage": "decided",
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "children": [CHILD, {**CHILD, "first_name": "Sam", "born": "2012-11-30", "sen": "none", "sen_more": None}],
    "reason_words": "School was too loud for both of them.",
    "reason_main": "mental_health",
    "reasons_also": ["bullying"],
    "more": [
        "health",
        "plans",
        "helpers",
        "talking",
        "child_voice",
        "other_parent",
        "other_children",
        "safety",
        "background",
        "else",
    ],
    "gp": "yes",
    "dentist": "no",
    "vaccinations": "not_sure",
    "health_more": "Sam has a dentist, Robin has none.",
    "appointments_missed": "yes",
    "appointments": "It is hard to get there by bus.",
    "school_nurse": "yes",
    "health_pass": "yes",
    "helpers": ["health", "community"],
    "helpers_more": "We go to a group on Tuesdays.",
    "plans": "We read together and go to the museum.",
    "interpreter": "Polish",
    "formats": ["large_print"],
    "contact_more": "Afternoons are best.",
    "child_knows": "yes",
    "other_parent_name": "Jo Example",
    "other_parent_responsibility": "yes",
    "other_parent_home": "no",
    "other_parent_write": "yes",
    "other_parent_contact": "jo@family.example",
    "other_children": "Kim, 2 June 2019, at a school.",
    "not_to_share_with": "My brother, please.",
    "first_language": "Polish",
    "ethnic_group": "white",
    "ethnic_words": "From Gdansk.",
    "anything_else": "Thank you for reading.",
    "your_name": "Alex Example",
    "relation": "parent",
    "parental_responsibility": "yes",
    "address": "1 Invented Street\nLuton",
    "contact_by": "email",
    "email": "alex@family.example",
    "writing_only": ["yes"],
}
"""Two children, and every topic that a family of any size may add."""

SHORT_NOTIFICATION: dict[str, Any] = {
    "stage": "decided",
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "children": [CHILD],
    "your_name": "Alex Example",
    "relation": "parent",
    "contact_by": "email",
    "email": "alex@family.example",
}
"""A family of one child that tells what everybody is asked, and goes to the end."""

LEAST: dict[str, Any] = {
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "first_name": "Robin",
    "last_name": "Example",
    "born": "2015-05-04",
    "your_name": "Alex Example",
    "contact_by": "email",
    "email": "alex@family.example",
}
"""The least that can be sent, for a child that is given outside the list of children."""

FOUR_CHILDREN: list[dict[str, Any]] = [
    {**CHILD, "first_name": "Robin", "special_school": "yes", "school_type": "special", "sen": "ehc_plan"},
    {**CHILD, "first_name": "Sam", "born": "2012-11-30", "special_school": "yes", "school_type": "special"},
    {**CHILD, "first_name": "Kim", "born": "2018-02-11", "school_name": None, "school_type": "never_in_school"},
    {**CHILD, "first_name": "Jo", "born": "2010-09-01", "sen": "none", "sen_more": None},
]
"""Two at a special school, one who has never been to any, one at a mainstream school."""

REGISTER_ANSWERS: dict[str, Any] = {
    "enquiries": "not_sure",
    "address_before": "2 Invented Street\nTorquay",
    "addresses_too": "Sam: 3 Invented Street, Bedford, at weekends.",
    "other_parents": "Jo Example, 3 Invented Street, Bedford",
    "who_educates": ["me", "others"],
    "providers": [
        {
            "provider_name": "Invented Tutors",
            "provider_kind": "tutor",
            "provider_where": "4 Invented Street",
            "provider_hours": "2",
            "provider_alone": "2",
        }
    ],
    "hours_parents": "20",
    "hours_others": "2",
}
"""What is asked beside the rest where the registers of children not in school are in force."""

VIEWS: dict[str, Any] = {
    "level": "standard",
    "with_whom": "alone",
    "age_group": "12_plus",
    "council": "luton",
    "feeling": "okay",
    "had_say": "some",
    "going_well": "I like painting.",
    "hard": "I miss my friends.",
    "wish": "not_sure",
    "friends": "some",
    "friends_words": "I would like to play football.",
    "trusted_adult": "yes",
    "help_learn": "no",
    "help_words": "Somebody who knows about maths.",
    "health": "yes",
    "safe": "yes",
    "safe_elsewhere": "yes",
    "worries": ["none"],
    "wants_contact": "no",
}

YOUNGEST: dict[str, Any] = {
    "level": "easy",
    "with_whom": "helped",
    "age_group": "under_8",
    "council": "luton",
    "feeling": "yes",
    "had_say": "no",
    "going_well": "I like snails.",
    "wish": "stay_home",
    "friends": "yes",
    "trusted_adult": "yes",
    "help_learn": "yes",
    "health": "not_sure",
    "safe": "yes",
    "safe_elsewhere": "yes",
    "hurt": "no",
    "wants_contact": "rather_not_say",
}

NOT_SAFE: dict[str, Any] = {
    **VIEWS,
    "safe": "no",
    "worries": ["someone_scares_me"],
    "safe_words": "I am scared at night.",
    "wants_contact": "yes",
    "talk_to": ["school_nurse"],
    "talk_with": "alone",
    "contact_how": "text_me",
    "text_number": "07700 900123",
    "safe_when": "Tuesdays after 3.",
    "safe_word": "Purple bananas",
    "message_ok": "no",
    "may_write": "no",
    "must_not_know": "The people I live with.",
}

TEXT_ONLY: dict[str, Any] = {
    "safe": "yes",
    "wants_contact": "yes",
    "contact_how": "text_me",
    "text_number": "07700 900111",
    "safe_when": "Tuesdays after 3",
    "safe_where": "At my gran’s",
    "safe_word": "bananas",
    "message_ok": "no",
    "must_not_know": "My aunt",
}
"""A young person's plan: text messages and nothing else."""

REFERRAL: dict[str, Any] = {
    "in_danger": "no",
    "postcode": "LU1 2BQ",
    "agency": "gp",
    "agency_name": "Invented Surgery",
    "role": "Doctor",
    "your_name": "Dr Jo Example",
    "phone": "01632 960001",
    "email": "jo@surgery.example",
    "first_name": "Robin",
    "last_name": "Example",
    "born": "2015-05-04",
    "address": "1 Invented Street",
    "belief": "home_educated",
    "worry": ["not_seen"],
    "worry_words": "Missed three appointments.",
    "family_knows": "yes",
}
