"""The invented register of the demonstration: children of every status and rating, with what happened over three years.

Everybody in it is made up, and has a name that says so. The numbers are those that Ofcom keeps for drama. Each thing is
written by the same service that a page calls, with the day on which it is said to have happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.casework import ask_first, contact_log, records, triage
from portal.casework.contact_log import Came, Contact, Health, Views, Way, Whom
from portal.demo import messages
from portal.demo.children import BEDFORD, FAMILIES, LUTON, Family, Life, Story
from portal.directory import hours
from portal.families.journey import NOTIFY
from portal.partners.journey import REFER
from portal.register import Child, children, households, statuses
from portal.register.facts import (
    Address,
    Adult,
    Identifier,
    Identity,
    NoneKnown,
    Previous,
    Reasons,
    School,
    Source,
    Support,
    Supported,
    System,
)
from portal.register.said import Said
from portal.reviews import ratings, schedule, suitability
from portal.submissions import Submission
from portal.words import ChildStatus, Rating, Suitability

OFFICERS = {LUTON: "officer@luton.example", BEDFORD: "officer@bedford.example"}
SAFEGUARDS = "safeguarding@luton.example"
AGAIN = "The mother spells the name in two ways. It is one child, with one birthday and one address."
REASONS = ("mental_health", "philosophical", "dissatisfaction_send", "bullying", "lifestyle", "no_reason_given")
SCHOOLS = (Previous.MAINTAINED, Previous.ACADEMY, Previous.ACADEMY, Previous.NONE, Previous.UNKNOWN, Previous.FREE)
TOLD_BY = {Support.EHC_PLAN: Source.SEND, Support.SEN_SUPPORT: Source.SCHOOL, Support.EARLY_HELP: Source.EARLY_HELP}
"""Who tells of a support; of protection and of need, social care."""
SAID = {
    Way.PHONE: (
        "We talked about the maths book and the garden. They are happy with how it goes.",
        "They would like to know about exams for private candidates. I will send the list.",
    ),
    Way.VIDEO: (
        "They held drawings and a diary up to the camera. Nothing worried me.",
        "They would like to know about exams for private candidates. I will send the list.",
    ),
    Way.EMAIL: (
        "They sent a list of books and three photographs of work.",
        "They wrote that they have joined a group on Tuesdays.",
    ),
    Way.VISIT_HOME: (
        "They showed drawings, a diary and a list of books. Nothing worried me.",
        "We sat in the kitchen. They have joined a group on Tuesdays.",
    ),
}
"""What came of a contact, by the way in which it was made."""


def invent(staff: Mapping[str, UUID], now: datetime) -> None:
    """Write the whole register. ``staff``: ids by the address that people sign in with. The caller commits."""
    known = dict(one for number, family in enumerate(FAMILIES) for one in _family(family, number, staff, now))
    olu, saira = staff[OFFICERS[LUTON]], staff[SAFEGUARDS]
    records.merge(known["Aysha"], known["Ayesha"], AGAIN, olu, now - timedelta(days=12))
    children.restrict(known["Lee"], "The family has fled from somebody who looks for them.", saira, now)
    children.assign(known["Lee"], saira, saira, now)
    # it holds for Billie as well, who lives there
    ask_first.ask_first(known["Lee"], "Somebody at the old address reads the post.", saira, now)
    _from_a_form(olu, now - timedelta(days=21))
    _told_by_a_surgery(known["Tariq"], olu, now - timedelta(days=9))


def _family(family: Family, number: int, staff: Mapping[str, UUID], now: datetime) -> list[tuple[str, Child]]:
    """Its children, one after the other, and that they live together."""
    by = staff[OFFICERS[family.team]]
    made = [
        (story.given, _life(story, family, number * 7 + place, by, now)) for place, story in enumerate(family.children)
    ]
    together = [child for _, child in made if child.current]
    if len(together) > 1:
        households.live_together(together, by, now - timedelta(days=30))
    return made


def _life(story: Story, family: Family, number: int, by: UUID, now: datetime) -> Child:
    """A record from its first day to now."""
    began = _at_work(now - timedelta(days=story.days_ago))
    first = hours.local(began).date()
    identity = Identity(
        given=story.given,
        family=family.name,
        born=story.born,
        sex=("female", "male", "")[number % 3],
        source=Source.PARENT,
        source_on=first.isoformat(),
    )
    told = _told(story, family, number, first.isoformat())
    child = records.begin(
        identity,
        told,
        ChildStatus.NOT_CONFIRMED,
        first,
        family.team.partition("/")[0],
        family.team,
        by,
        began,
    )
    if story.officer:
        children.assign(child, by, by, began)
    _go_on(child, story, number, by, began, now)
    return child


def _told(story: Story, family: Family, number: int, on: str) -> list[Said]:
    parent: dict[str, Any] = {"source": Source.PARENT, "source_on": on}
    told = [
        Said(Address(lines=f"{family.house} Invented Street\n{family.town}", postcode=family.postcode, **parent)),
        Said(
            Adult(
                name=f"{family.parent} {family.name}",
                relation="parent",
                responsible="yes",
                lives_with="yes",
                phone=f"01632 960{family.house:03}",
                writing_only=_writes_only(number),
                **parent,
            )
        ),
    ]
    kind = SCHOOLS[number % len(SCHOOLS)]
    if kind is not Previous.UNKNOWN:
        name = "" if kind is Previous.NONE else ("Invented Primary School", "Pretend High School")[number % 2]
        told.append(Said(School(kind=kind, name=name, source=Source.SCHOOL)))
    if number % 4:
        told.append(Said(Reasons(main=REASONS[number % len(REASONS)], **parent)))
    if number % 3 == 0 and not story.support:
        told.append(Said(NoneKnown(about="sen", **parent)))
    if number % 5 == 0:
        told.append(Said(Identifier(system=System.MOSAIC, value=f"90{number:05}", source=Source.OWN_RECORDS)))
    return told


def _writes_only(number: int) -> bool:
    """Whether the parent asked to be written to, and not rung or visited."""
    return number % 9 == 4


def _at_work(at: datetime) -> datetime:
    """That time on a day on which a team works: what falls on a weekend was done on the Friday before."""
    return at - timedelta(days=max(0, hours.local(at).weekday() - 4))


def _go_on(child: Child, story: Story, number: int, by: UUID, began: datetime, now: datetime) -> None:
    """What became of it: confirmed, helped, rated, reviewed, ended."""
    if story.life in (Life.NEW, Life.MISTAKE):
        if story.life is Life.MISTAKE:
            _status(child, ChildStatus.MISTAKE, by, began + timedelta(days=6), reason="Another child was meant.")
        elif story.tried:
            _contact(child, number, by, _at_work(began + timedelta(days=5)), came=Came.NO_ANSWER)
        return
    confirmed = _at_work(began + timedelta(days=min(20, story.days_ago // 3)))
    _contact(child, number, by, confirmed)
    _status(child, ChildStatus.FLEXI if story.life is Life.FLEXI else ChildStatus.EHE, by, confirmed)
    for one, since, until in story.support:
        start, heard = now - timedelta(days=since), max(confirmed, now - timedelta(days=since))
        fact = Supported(kind=one, source=TOLD_BY.get(one, Source.SOCIAL_CARE))
        row = children.add(child, fact, by, heard, hours.local(start).date())
        if until:
            over = now - timedelta(days=until)
            children.end(child, row, hours.local(over).date(), by, max(heard, over))
    if story.rating is not Rating.TRIAGE:
        why = "It came over from the old spreadsheet without a rating." if story.rating is Rating.NOT_KNOWN else _WHY
        ratings.rate(child, story.rating, why, by, _at_work(confirmed + timedelta(days=3)))
    for days_ago in story.reviews:
        _review(child, story, number, by, _at_work(now - timedelta(days=days_ago)))
    if story.ends:
        status, days_ago, to = story.ends
        ended = _at_work(now - timedelta(days=days_ago))
        if status is ChildStatus.CME:
            _unsuitable(child, by, ended)
        else:
            _status(child, status, by, ended, to=to)


_WHY = "What we know so far, and what we do not."


def _unsuitable(child: Child, by: UUID, at: datetime) -> None:
    """How an education that appears not suitable comes to be missing education: two acts of one officer."""
    day, why = hours.local(at).date(), "Two letters without an answer, and nothing to go by."
    suitability.find(child, Suitability.NOT_SUITABLE, day, why, by, at, ["other"])
    records.found_unsuitable(child, day, why, by, at)


def _review(child: Child, story: Story, number: int, by: UUID, at: datetime) -> None:
    """A visit or a talk, what it showed, and the next one."""
    _contact(child, number, by, at)
    if story.rating in (Rating.GREEN, Rating.AMBER) and number % 4 != 3:
        outcome = Suitability.SUITABLE if story.rating is Rating.GREEN else Suitability.MORE_ASKED
        day = hours.local(at).date()
        suitability.find(child, outcome, day, "From what they showed and told.", by, at, ["work", "call"])
    if story.rerated:
        ratings.rate(child, story.rating, "Looked at again in the review.", by, at)
    schedule.done(child, "Talked with the family and looked at what they do.", by, at)


def _contact(child: Child, number: int, by: UUID, at: datetime, came: Came = Came.REACHED) -> None:
    reached = came is Came.REACHED
    way = (Way.PHONE, Way.VISIT_HOME, Way.EMAIL, Way.VISIT_HOME, Way.VIDEO)[number % 5] if reached else Way.PHONE
    if _writes_only(number):
        way = Way.EMAIL
    seen = reached and way is Way.VISIT_HOME
    contact = Contact(
        way=way,
        on=hours.local(at).date(),
        came=came,
        whom=((Whom.PARENT, Whom.CHILD) if seen else (Whom.PARENT,)) if reached else (),
        child_seen=seen,
        seen_alone=seen and number % 4 == 1,
        views=Views.ASKED if seen else None,
        health=(Health.YES, Health.NO, Health.NOT_THIS_TIME)[number % 3] if reached else None,
        said=SAID[way][at.toordinal() % 2] if reached else "",
    )
    contact_log.record(child, contact, by, at)


def _status(child: Child, status: ChildStatus, by: UUID, at: datetime, **said: str) -> None:
    words = {name: value for name, value in said.items() if value}
    statuses.change(child, status, hours.local(at).date(), by, at, words or None)


def _from_a_form(by: UUID, at: datetime) -> None:
    """Two records that an officer made from one family's form."""
    form = messages.send(NOTIFY, messages.TWO_CHILDREN, at)
    _handled(form, by, at)
    records.begin_all(form, LUTON, by, at + timedelta(hours=3))


def _told_by_a_surgery(child: Child, by: UUID, at: datetime) -> None:
    """A surgery's message that was found to be about a child on the register: it brings the review forward."""
    told = messages.send(REFER, messages.FROM_A_SURGERY, at)
    _handled(told, by, at)
    records.join(child, told, 0, by, at + timedelta(hours=3))


def _handled(submission: Submission, by: UUID, at: datetime) -> None:
    triage.read(submission, by, at + timedelta(hours=1))
    triage.take(submission, by, at + timedelta(hours=1))
    triage.close(submission, triage.Outcome.CASE, "It goes on in the register.", by, at + timedelta(hours=4))
