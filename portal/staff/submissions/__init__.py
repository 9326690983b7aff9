"""Pages about what was sent: the queue, one submission and all that is done with it."""

from portal.staff.submissions import (
    answers,
    getting_in_touch,
    health_list,
    keeping,
    linked,
    openings,
    queue,
    set_aside,
    submission,
)

__all__ = [
    "answers",
    "getting_in_touch",
    "health_list",
    "keeping",
    "linked",
    "openings",
    "queue",
    "set_aside",
    "submission",
]
