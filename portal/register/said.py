"""What a submission says of its children, in the register's own shape. Nothing is written here: an officer decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.directory import hours
from portal.register import said_facts as form
from portal.register.facts import Identity, School, Source, Support, Supported
from portal.register.said_facts import Said, codes, day, text
from portal.register.years import compulsory_until
from portal.submissions import Submission
from portal.words import ChildStatus, Kind

__all__ = ["ChildSaid", "Said", "Suggested", "said"]

AGENCIES: Mapping[str, Source] = {
    "gp": Source.HEALTH,
    "school_nurse": Source.HEALTH,
    "other_health": Source.HEALTH,
    "school": Source.SCHOOL,
    "police": Source.POLICE,
    "social_care": Source.SOCIAL_CARE,
    "early_help": Source.EARLY_HELP,
}
"""Who tells of a child by the professionals' form; the others are :attr:`Source.OTHER`."""
WORRIES: Mapping[str, str] = {
    "harm": "harm or abuse",
    "neglect": "neglect",
    "not_seen": "nobody has seen the child for some time",
    "health": "health, or missed appointments",
    "education": "education",
    "other": "something else",
}


@dataclass(frozen=True)
class Suggested:
    """A status that the message points to. An officer finds out and decides."""

    status: ChildStatus
    from_on: date
    why: str


@dataclass(frozen=True)
class ChildSaid:
    """What one submission says of one child: ``position`` counts the submission's children from 0.

    ``status`` from ``from_on`` is what a record made from it begins with: nobody has confirmed anything yet.
    ``at_home``: it says that the child is, or will be, at home, so that one who had left waits to be confirmed again.
    """

    position: int
    identity: Identity
    facts: tuple[Said, ...]
    from_on: date
    status: ChildStatus = ChildStatus.NOT_CONFIRMED
    suggested: Suggested | None = None
    at_home: bool = False


def said(submission: Submission) -> list[ChildSaid]:
    """Each child that the submission names, in its order. A form that names none, as an older portal's may, gives an
    empty list; a young person's words are about one child, named or not.

    Raises CannotOpen when the words were tampered with.
    """
    answers: Mapping[str, Any] = submission.said["answers"]
    readers = {
        Kind.NOTIFICATION: _notified,
        Kind.CHANGE: _changed,
        Kind.REFERRAL: _referred,
        Kind.VIEWS: _by_themselves,
    }
    return list(readers[Kind(submission.kind)](answers, hours.local(submission.received_at).date()))


def _notified(answers: Mapping[str, Any], on: date) -> Iterator[ChildSaid]:
    from_parent: dict[str, Any] = {"source": Source.PARENT, "source_on": on.isoformat()}
    family = [*form.homes(answers, from_parent), *form.adults(answers, from_parent), *form.why(answers, from_parent)]
    family += form.provision(answers, from_parent, text(answers, "plans"))
    if "early_help" in codes(answers, "helpers"):
        family.append(Said(Supported(kind=Support.EARLY_HELP, note=text(answers, "helpers_more"), **from_parent)))
    for position, child in enumerate(answers.get("children") or []):
        own = [*form.school(child, answers, from_parent), *form.needs(child, from_parent)]
        identity = form.identity(child, from_parent, form.background(answers), text(child, "liked_name"))
        yield ChildSaid(position, identity, (*own, *family), on, at_home=True)


def _changed(answers: Mapping[str, Any], on: date) -> Iterator[ChildSaid]:
    from_parent: dict[str, Any] = {"source": Source.PARENT, "source_on": on.isoformat()}
    what = answers.get("what_changed")
    told = [*form.new_homes(answers, from_parent), *form.adults(answers, from_parent)]
    told += form.provision(answers, from_parent, text(answers, "provision"))
    if school := text(answers, "new_school"):
        told.append(Said(School(name=school, **from_parent), since=day(answers.get("starts_on"))))
    for position, child in enumerate(answers.get("children") or []):
        identity = form.identity(child, from_parent)
        suggested = _points_to(what, answers, identity, on)
        yield ChildSaid(position, identity, tuple(told), on, suggested=suggested, at_home=what == "moved_in")


def _referred(answers: Mapping[str, Any], on: date) -> Iterator[ChildSaid]:
    source: dict[str, Any] = {
        "source": AGENCIES.get(text(answers, "agency"), Source.OTHER),
        "source_on": on.isoformat(),
    }
    told = []
    if answers.get("address") or answers.get("postcode"):
        told.append(Said(form.home(text(answers, "address"), text(answers, "postcode"), source)))
    if school := text(answers, "school_name"):
        told.append(Said(School(name=school, **source)))
    worries = [WORRIES[one] for one in codes(answers, "worry") if one in WORRIES]
    if worries:
        told.append(Said(Supported(kind=Support.CONCERN, note="; ".join(worries), **source), since=on))
    belief = text(answers, "belief")
    why = "Whoever told us believes that the child is not educated at all, or hardly."
    suggested = Suggested(ChildStatus.CME, on, why) if belief == "missing_education" else None
    at_home = belief in ("home_educated", "missing_education")
    yield ChildSaid(0, form.identity(answers, source), tuple(told), on, suggested=suggested, at_home=at_home)


def _by_themselves(answers: Mapping[str, Any], on: date) -> Iterator[ChildSaid]:
    source: dict[str, Any] = {"source": Source.CHILD, "source_on": on.isoformat()}
    identity = Identity(given=text(answers, "called"), family="", born=form.iso(answers.get("born")), **source)
    area, postcode = text(answers, "area"), text(answers, "postcode")
    told = (Said(form.home(area, postcode, source)),) if area or postcode else ()
    yield ChildSaid(0, identity, told, on)


def _points_to(what: Any, answers: Mapping[str, Any], identity: Identity, on: date) -> Suggested | None:
    if what == "back_to_school" and answers.get("school_place") == "found":
        return Suggested(ChildStatus.SCHOOL, day(answers.get("starts_on")) or on, "The parent names a school place.")
    if what == "changed_mind":
        return Suggested(ChildStatus.SCHOOL, on, "The parent says that home education has not begun.")
    if what == "moved_out":
        return Suggested(ChildStatus.MOVED, day(answers.get("moved_on")) or on, "The parent says that they move away.")
    if what == "turning_16" and identity.birthday:
        after = compulsory_until(identity.birthday) + timedelta(1)
        return Suggested(ChildStatus.OVER_AGE, after, "Compulsory school age ends on the day before.")
    return None
