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
    "gp": "yes",
    "dentist": "no",
    "vaccinations": "not_sure",
    "appointments": "It is hard to get there by bus.",
    "school_nurse": "yes",
    "helpers": ["health", "community"],
    "plans": "We read together and go to the museum.",
    "your_name": "Alex Example",
    "relation": "parent",
    "parental_responsibility": "yes",
    "address": "1 Invented Street\nLuton",
    "contact_by": "email",
    "email": "alex@family.example",
}

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
