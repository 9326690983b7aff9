"""The council's side: the queue, one submission and all that is done with it, delivery, contacts, saved replies,
figures and the audit log. Load, call one service, show."""

from portal.staff import (
    answers,
    audit,
    children,
    contacts,
    delivery,
    getting_in_touch,
    health_list,
    keeping,
    law,
    law_preview,
    linked,
    on_call,
    openings,
    queue,
    retention,
    reviews,
    saved_replies,
    set_aside,
    submission,
    voices,
    work,
)
from portal.staff.blueprint import bp

__all__ = [
    "answers",
    "audit",
    "blueprints",
    "children",
    "contacts",
    "delivery",
    "getting_in_touch",
    "health_list",
    "keeping",
    "law",
    "law_preview",
    "linked",
    "on_call",
    "openings",
    "queue",
    "retention",
    "reviews",
    "saved_replies",
    "set_aside",
    "submission",
    "voices",
    "work",
]

blueprints = (bp,)
