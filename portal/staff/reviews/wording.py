"""How pages about reviews call what they show."""

from __future__ import annotations

from datetime import date

from portal.reviews.lists import Which
from portal.reviews.schedule import Why
from portal.reviews.suitability import Evidence
from portal.staff.wording import spoken_day

LISTS = {
    Which.OVERDUE: "Overdue",
    Which.DUE: "Due in 4 weeks",
    Which.NOBODYS: "Nobody’s",
    Which.NEVER: "Never contacted",
    Which.STALE: "Rated before the last review",
    Which.UNPLANNED: "No review planned",
}
CAPTIONS = {
    Which.OVERDUE: "Children whose review is overdue, the longest first",
    Which.DUE: "Children whose review is due in the next four weeks, the next first",
    Which.NOBODYS: "Children whom no officer looks after, the next review first",
    Which.NEVER: "Children whose family was never reached as far as is written here, the oldest record first",
    Which.STALE: "Children who were reviewed since they were rated last, the next review first",
    Which.UNPLANNED: "Children for whom no review is planned",
}
EMPTY = {
    Which.OVERDUE: "No review is overdue.",
    Which.DUE: "No review is due in the next four weeks.",
    Which.NOBODYS: "Every child here has an officer.",
    Which.NEVER: "Somebody has been in touch with the family of every child here.",
    Which.STALE: "No rating is older than the last review.",
    Which.UNPLANNED: "Every child here has a review planned.",
}
WHYS = {
    Why.BEGUN: "the first review of the record",
    Why.INTERVAL: "counted from the review before",
    Why.RATING: "brought forward by the rating",
    Why.CONCERN: "brought forward by a new concern",
    Why.PERSON: "set by a person",
    Why.NONE: "no review is needed",
}
EVIDENCE = {
    Evidence.REPORT: "A report",
    Evidence.WORK: "Samples of work",
    Evidence.MEETING: "A meeting",
    Evidence.VISIT: "A visit",
    Evidence.CALL: "A call",
    Evidence.OTHER: "Something else",
}


def when(day: date, today: date) -> str:
    """A review's day as a list says it: "today", "5 days overdue", "in 12 days", "3 March 2027"."""
    days = (day - today).days
    if days == 0:
        return "today"
    if abs(days) > 90:
        return f"{spoken_day(day)}, overdue" if days < 0 else spoken_day(day)
    number = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{number} overdue" if days < 0 else f"in {number}"
