"""Very many invented children and submissions, put into a database as the portal would have left them.

A small portal and a large one have the same shape: as much of each is open, late, rated or called Robin Smith, over the
same years; and what is rare is as rare in both (:data:`RARE`), so that a page has as many rows on either.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from flask import Flask

from portal.accounts import Staff
from portal.audit import Event
from portal.casework.climbing import AFTER_DAYS, Step
from portal.casework.models import Climb, ContactEntry
from portal.directory import snapshot
from portal.register import blind
from portal.register.facts import Address, Adult, Fact, Identifier, Identity, School, Supported
from portal.register.models import (
    Child,
    ChildEvent,
    ChildFact,
    ChildSubmission,
    ChildViews,
    HouseholdMember,
    MatchKey,
    StatusChange,
)
from portal.replies.models import Conversation
from portal.reviews.models import RatingChange, Review, SuitabilityFinding
from portal.storage import Key, db
from portal.submissions import Submission, SubmissionEvent
from portal.submissions.clock import CHECKED, CONTACTED, running
from portal.submissions.models import URGENCY_ORDER, ChildWords, RouteTaken, Told, Words
from portal.words import CURRENT, ChildStatus, Kind, Rating, Suitability, Urgency
from tests.bench.bulk import Bulk

TEAMS = ("luton/home-education", "bedford/home-education")
"""Every second child and submission is one team's: the page of one officer has half of them behind it."""
YEARS = timedelta(days=3 * 365)
RARE = 40
"""Children whose rating, birthday or age few share, and what waits for an answer or is set aside: evenly over time."""
RARE_BORN = date(2014, 9, 1)
GIVEN = ("Robin", "Sam", "Alex", "Jo", "Aisha", "Muhammad", "Zofia", "Ion", "Maryam", "Oliver", "Ava", "Noor", "Ioana")
FAMILY = ("Smith", "Khan", "Kowalska", "Popescu", "Begum", "Jones", "Ahmed", "Patel", "Taylor", "Nowak", "Hussain")
SCHOOLS = ("Meadow Lane Primary School", "Hilltop Academy", "Riverside School", "Oakfield Primary School", "Beechwood")
KINDS = (Kind.NOTIFICATION,) * 3 + (Kind.CHANGE, Kind.REFERRAL)
STATUSES = (ChildStatus.EHE,) * 8 + (ChildStatus.NOT_CONFIRMED, ChildStatus.CME)
LEFT = (ChildStatus.SCHOOL, ChildStatus.MOVED, ChildStatus.OVER_AGE)
RATINGS = (Rating.AMBER, Rating.GREEN, Rating.GREEN, Rating.TRIAGE, Rating.NOT_KNOWN)
FOUND = (Suitability.SUITABLE, Suitability.MORE_ASKED, Suitability.NOT_SUITABLE)


def fill(app: Flask, children: int, submissions: int) -> None:
    """Write so many of both; every submission up to the number of children is joined to one."""
    with app.app_context():
        people = {one.email: one.id for one in db.session.query(Staff)}
        hands = (
            [people[f"{who}@luton.example"] for who in ("officer", "manager", "safeguarding")],
            [people["officer@bedford.example"]],
        )
        duty = [snapshot().duty_for(team.partition("/")[0]).code for team in TEAMS]
        with Bulk() as into:
            world = _World(into, datetime.now(UTC), hands, duty)
            for number in range(submissions):
                world.submission(number, submissions, children)
            for number in range(children):
                world.child(number, children, submissions)


class _World:
    """Who is there, and when it is."""

    def __init__(self, into: Bulk, now: datetime, hands: Sequence[Sequence[uuid.UUID]], duty: Sequence[str]) -> None:
        self.into, self.now, self.hands, self.duty = into, now, hands, duty
        self.today = now.date()
        self.chance = random.Random(1)
        self.ids: list[tuple[uuid.UUID, bool]] = []
        self.home = uuid.uuid4()

    def submission(self, number: int, of: int, children: int) -> None:
        """The newest first, and each team's in turn."""
        into, one, side, nth = self.into, uuid.uuid4(), number % 2, number // 2
        came = self.now - YEARS * ((number + 1) / of)
        waits, suspect = _rare(number, of) >= 0, _rare(number - 4, of) >= 0
        is_open = nth % 8 == 0 or waits or suspect
        views = nth % 25 == 1 or nth % 200 == 8 or waits
        kind = Kind.VIEWS if views else KINDS[nth % 5]
        status = "new" if waits else ("new", "seen", "in_hand")[nth // 8 % 3] if is_open else "closed"
        who = self.hands[side][nth % len(self.hands[side])] if status in ("in_hand", "closed") else None
        urgency = Urgency.TODAY if nth // 8 % 20 == 3 else Urgency.ROUTINE
        row: dict[str, Any] = {
            "status": status,
            "is_open": is_open,
            "look_by": came + timedelta(days=2),
            "contact_by": came + timedelta(days=14) if kind in CONTACTED else None,
            "contacted_at": None if is_open and nth // 8 % 3 < 2 else came + timedelta(days=6),
            "checks_by": came + timedelta(days=21) if kind in CHECKED else None,
            "checked_at": None if is_open else came + timedelta(days=8),
        }
        clocks = running(SimpleNamespace(**row))  # type: ignore[arg-type]  # it asks for these few
        into.add(
            Submission,
            id=one,
            reference=f"B{number:07d}",
            kind=kind,
            council=TEAMS[side].partition("/")[0],
            team_code=TEAMS[side],
            urgency=urgency,
            urgency_order=URGENCY_ORDER[urgency],
            closed_at=None if is_open else came + timedelta(days=9),
            restricted=views,
            flagged=False,
            suspect=suspect,
            received_at=came,
            next_clock_at=min(clocks.values(), default=None),
            language="en_GB",
            assignee_id=who,
            send_key=uuid.uuid4(),
            **row,
        )
        self.ids += [(one, views)] if number < children else []
        self._said(one, views, side, came)
        into.record(Event.SUBMISSION_RECEIVED, Submission, one, None, came, kind=str(kind), urgency=str(urgency))
        if status != "new":
            seen = self.hands[side][0]
            into.add(SubmissionEvent, submission_id=one, at=came + timedelta(days=1), by=seen, what="seen")
        if not is_open:
            self._ended(one, who, came)
        if views:
            since = came if waits else None
            talk = {"language": "en_GB", "level": "standard", "began_at": came, "waits_since": since}
            into.add(Conversation, submission_id=one, code_key=one.bytes * 2, **talk)
        if clocks and not suspect and any(self._climbed(one, name, by) for name, by in clocks.items()):
            into.add(Told, submission_id=one, team_code=self.duty[side])

    def _said(self, one: uuid.UUID, views: bool, side: int, came: datetime) -> None:
        into, row = self.into, uuid.uuid4()
        model, key, said = (ChildWords, Key.YOUNG_PEOPLE, _VIEWS) if views else (Words, Key.RECORDS, _NOTIFIED)
        into.add(model, id=row, submission_id=one, said_sealed=into.sealed(model, "said_sealed", key, row, said))
        row = uuid.uuid4()
        why = into.sealed(RouteTaken, "why_sealed", Key.YOUNG_PEOPLE, row, b'["It is about home education."]')
        into.add(RouteTaken, id=row, submission_id=one, team_code=TEAMS[side], at=came, why_sealed=why)

    def _ended(self, one: uuid.UUID, who: uuid.UUID | None, came: datetime) -> None:
        row = uuid.uuid4()
        detail = self.into.sealed(SubmissionEvent, "detail_sealed", Key.YOUNG_PEOPLE, row, b'"Done."')
        line = {"at": came + timedelta(days=9), "by": who, "what": "closed_done", "detail_sealed": detail}
        self.into.add(SubmissionEvent, id=row, submission_id=one, **line)

    def _climbed(self, one: uuid.UUID, clock: str, by: datetime) -> bool:
        """Each step that is due by now; whether it was the last."""
        for step in Step:
            at = by + timedelta(days=AFTER_DAYS[step])
            if at > self.now:
                return False
            self.into.add(Climb, submission_id=one, clock=clock, step=int(step), at=at)
        return True

    def child(self, number: int, of: int, submissions: int) -> None:
        """The newest first, and each team's in turn."""
        into, one, side, nth = self.into, uuid.uuid4(), number % 2, number // 2
        which = _rare(number, of)
        rare = which >= 0
        made, by, council = self.now - YEARS * ((number + 1) / of), self.hands[side][0], TEAMS[side].partition("/")[0]
        status = STATUSES[nth % 10] if nth % 6 or rare else LEFT[nth // 6 % 3]
        current = status in CURRENT
        who, told = self._known(number, which)
        identity_text = _json(who)
        since = made.date()
        copies = self._standing(one, nth, by, made, current, rare)
        row = {"council": council, "team_code": TEAMS[side], "made_at": made, "made_by": by}
        into.add(
            Child,
            id=one,
            reference=f"C-{number:04X}-{number % 65536:04X}",
            restricted=nth % 50 == 1,
            assignee_id=self.hands[side][nth // 3 % len(self.hands[side])] if nth % 3 else None,
            identity_sealed=into.sealed(Child, "identity_sealed", Key.RECORDS, one, identity_text),
            leaves_mark=_leaves(who.birthday),
            status=status,
            status_from=since,
            current=current,
            **row,
            **copies,
        )
        at = {"at": made, "by": by}
        into.add(StatusChange, child_id=one, council=council, status=status, from_on=since, **at)
        into.add(ChildEvent, child_id=one, what="made", **at)
        for fact in told:
            line = uuid.uuid4()
            said = into.sealed(ChildFact, "said_sealed", Key.RECORDS, line, _json(fact))
            into.add(ChildFact, id=line, child_id=one, topic=fact.topic, said_sealed=said, **at)
        for what, value in {pair for fact in told for pair in _values(fact)}:
            mark = (_mark if what in _FEW else blind.mark)(council, what, value)
            into.add(MatchKey, child_id=one, council=council, what=str(what), mark=mark, made_at=made)
        if nth % 6 in (2, 3):  # two of one team after the other live together
            self.home = uuid.uuid4() if nth % 6 == 2 and side == 0 else self.home
            into.add(HouseholdMember, household=uuid.uuid5(self.home, str(side)), child_id=one, **at)
        if number < submissions:
            sent, views = self.ids[number]
            if views:
                into.add(ChildViews, child_id=one, submission_id=sent, **at)
            else:
                into.add(ChildSubmission, child_id=one, submission_id=sent, position=0, **at)
        into.record(Event.CHILD_MADE, Child, one, by, made)
        into.record(Event.CHILD_READ, Child, one, by, made + timedelta(days=1), page="overview")

    def _known(self, number: int, which: int) -> tuple[Identity, list[Fact]]:
        chance, nth = self.chance, number // 2
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        born = date(2011, 9, 1) + timedelta(days=chance.randrange(3500))
        if nth % 20 == 3 or (which >= 0 and which % 4 < 2):
            given, family = "Robin", "Smith"
        if which >= 0:
            born = RARE_BORN if which % 8 < 6 else date(2010, 5, 1)
        elif born == RARE_BORN:
            born += timedelta(days=1)
        street = nth // 12
        postcode = f"LU{street % 4 + 1} {street // 4 % 9 + 1}{_letters(street // 36)}"
        who = Identity(given=given, family=family, born=born.isoformat(), sex="female" if nth % 2 else "male")
        told: list[Fact] = [
            who,
            Address(lines=f"{nth // 2} Invented Street", postcode=postcode),
            Adult(name=f"Alex {family}", phone="01632 960123", relation="parent"),
        ]
        if nth % 3 == 0:
            told.append(Supported(kind="early_help"))
        if nth % 2 == 0:
            told.append(School(kind="maintained", name=SCHOOLS[nth // 2 % 5]))
        if nth % 4 == 0:
            told.append(Identifier(system="upn", value=f"A{number:012d}"))
        return who, told

    def _standing(
        self, one: uuid.UUID, nth: int, by: uuid.UUID, made: datetime, current: bool, rare: bool
    ) -> dict[str, Any]:
        """Ratings, reviews, findings and contacts of a child; gives what the child's row says of them."""
        into, chance, today = self.into, self.chance, self.today
        rated, rating = (made + timedelta(days=5)).date(), Rating.RED if rare else RATINGS[nth % 5]
        at = {"at": made + timedelta(days=5), "by": by}
        is_rated = rating is not Rating.TRIAGE and rated <= today
        if is_rated:
            row = uuid.uuid4()
            said = into.sealed(RatingChange, "said_sealed", Key.RECORDS, row, _RATED)
            into.add(RatingChange, id=row, child_id=one, rating=rating, on=rated, said_sealed=said, **at)
        held = rated + timedelta(days=chance.randrange(1, 90)) if nth % 4 == 0 else None
        if held and held <= today:
            done = {"due_on": held, "why": "begun", "ended_at": self._noon(held), "ended_by": by, "done_on": held}
            into.add(Review, child_id=one, **done, **at)
        else:
            held = None
        due = today + timedelta(days=chance.randrange(-45, 150)) if current and nth % 7 != 3 else None
        if due:
            into.add(Review, child_id=one, due_on=due, why="interval", **at)
        elif current:
            row = uuid.uuid4()
            said = into.sealed(Review, "said_sealed", Key.RECORDS, row, b'{"reason":"None is needed."}')
            into.add(Review, id=row, child_id=one, due_on=None, why="none", said_sealed=said, **at)
        found = FOUND[nth % 3] if nth % 2 and rated <= today else Suitability.NOT_ASSESSED
        if found is not Suitability.NOT_ASSESSED:
            row = uuid.uuid4()
            said = into.sealed(SuitabilityFinding, "said_sealed", Key.RECORDS, row, _FOUND)
            into.add(SuitabilityFinding, id=row, child_id=one, outcome=found, on=rated, said_sealed=said, **at)
        reached = self._contact(one, nth, by, made)
        return {
            "rating": rating if is_rated else Rating.TRIAGE,
            "rated_on": rated if is_rated else None,
            "rating_is_old": held is not None and (not is_rated or rated < held),
            "suitability": found,
            "next_review_on": due,
            "planned": current,
            "last_reviewed_on": held,
            "last_contact_on": reached,
            "last_seen_on": reached if nth % 4 == 1 else None,
        }

    def _contact(self, one: uuid.UUID, nth: int, by: uuid.UUID, made: datetime) -> date | None:
        """When the family was reached: most were, and about some of them there is something to do next."""
        on = (made + timedelta(days=7)).date()
        if nth % 4 == 0 or on > self.today:
            return None
        row, step = uuid.uuid4(), nth % 10 == 1
        said = self.into.sealed(ContactEntry, "said_sealed", Key.RECORDS, row, _STEP if step else _CONTACT)
        self.into.add(
            ContactEntry,
            id=row,
            child_id=one,
            way="visit_home",
            on=on,
            reached=True,
            child_seen=nth % 4 == 1,
            seen_alone=False,
            said_sealed=said,
            next_on=max(on, self.today + timedelta(days=self.chance.randrange(-30, 30))) if step else None,
            next_by=by if step and nth % 20 == 1 else None,
            at=made + timedelta(days=7),
            by=by,
        )
        return on

    def _noon(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _rare(number: int, of: int) -> int:
    """Which of the rare ones this one is; -1: none."""
    about = number * RARE // of
    found = [each for each in (about, about + 1) if number == 2 * (of * each // (2 * RARE)) + each % 2]
    return found[0] if found and found[0] < RARE else -1


def _letters(number: int) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return letters[number % 20] + letters[number // 20 % 20]


def _json(fact: Fact) -> bytes:
    """As :meth:`Fact.as_json` has it, in a fifth of the time."""
    return _SHORT.encode({k: v for k, v in vars(fact).items() if v not in (None, "", [])}).encode()


_SHORT = json.JSONEncoder(separators=(",", ":"))
_FEW = frozenset({blind.What.NAME, blind.What.WORD, blind.What.SOUND, blind.What.PAIR, blind.What.SCHOOL})
"""Kinds of marks that thousands share: each is made once."""


@cache
def _mark(council: str, what: blind.What, value: str) -> bytes:
    return blind.mark(council, what, value)


@cache
def _leaves(born: date | None) -> bytes | None:
    return blind.leaves_mark(born)


def _values(fact: Fact) -> Sequence[tuple[blind.What, str]]:
    if isinstance(fact, Identity):
        named = _named(fact.given, fact.family)
        return [*named, (blind.What.BORN, fact.born)] if fact.born else named
    return _said_by_school(fact.name) if isinstance(fact, School) else list(blind.values_of([fact]))


@cache
def _named(given: str, family: str) -> list[tuple[blind.What, str]]:
    return list(blind.values_of([Identity(given=given, family=family)]))


@cache
def _said_by_school(name: str) -> list[tuple[blind.What, str]]:
    return list(blind.values_of([School(name=name)]))


_CHILD = {"first_name": "Robin", "last_name": "Smith", "born": RARE_BORN.isoformat(), "sex": "female"}
_ANSWERS = {"children": [_CHILD], "your_name": "Alex Smith", "postcode": "LU1 2BQ", "address": "1 Invented Street"}
_ROWS = [{"question": "Why?", "answer": ["It suits us."]}]
_NOTIFIED = json.dumps({"sections": [{"title": None, "rows": _ROWS}], "answers": {**_ANSWERS, **_CHILD}}).encode()
_OWN = {"called": "Robin", "born": RARE_BORN.isoformat(), "wants_contact": "yes", "contact_how": "by_code"}
_VIEWS = json.dumps({"sections": [{"title": None, "rows": _ROWS}], "answers": _OWN, "same_browser": False}).encode()
_RATED = b'{"reason":"Invented","suggested":null}'
_FOUND = b'{"evidence":[],"seen":"Invented","reason":"Invented"}'
_CONTACT = b'{"came":"reached","whom":["parent"],"said":"Invented"}'
_STEP = b'{"came":"reached","whom":["parent"],"said":"Invented","next_step":"Ring again"}'
