"""What a rule may ask about: the answers that can decide where a submission goes, and the codes they can have.

The forms ask many more questions. Only these may steer, so that every combination can be tried out beforehand.
``signs`` is no question: it is what a young person's choices and words may be signs of (portal.signs.danger).
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.words import Kind

ROUTING_FIELDS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.NOTIFICATION: {
        "stage": ("thinking", "decided", "already", "never_school", "moved_here"),
        "special_school": ("yes", "no", "not_sure"),
        "attendance_order": ("yes", "no", "not_sure"),
        "sen": ("none", "support", "ehc_plan", "assessing", "rather_not_say"),
    },
    Kind.CHANGE: {
        "what_changed": (
            "back_to_school",
            "changed_mind",
            "moved_in",
            "moved_out",
            "contact",
            "provision",
            "turning_16",
            "other",
        ),
    },
    Kind.VIEWS: {
        "safe": ("yes", "mostly", "no", "not_sure", "rather_not_say"),
        "safe_elsewhere": ("yes", "mostly", "no", "not_sure", "rather_not_say"),
        "worries": ("something_else",),
        "signs": ("not_safe", "being_hurt", "hurting_myself", "running_away"),
        "wants_contact": ("yes", "no", "not_sure"),
    },
    Kind.REFERRAL: {
        "in_danger": ("yes", "no"),
        "belief": ("home_educated", "missing_education", "other"),
        "worry": ("harm", "neglect", "education", "health", "not_seen", "other", "none"),
        "family_knows": ("yes", "no", "not_sure"),
    },
}
