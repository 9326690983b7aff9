"""One team's casework with a sentence planted in each thing that somebody may not read, for tests of who reads what."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts import Role, Staff, add_staff, may
from portal.accounts.permissions import Probe
from portal.casework import ask_first, cover, records, triage
from portal.casework.bulk import seen
from portal.casework.models import ContactEntry
from portal.delivery.models import OutboxMessage, State
from portal.demo import PASSWORD
from portal.directory import hours
from portal.journeys import drafts
from portal.register import Child, households
from portal.register.facts import Address, Adult, Identity
from portal.register.models import ChildFact, ChildMerge, ChildSubmission, StatusChange
from portal.register.said import Said
from portal.replies.models import SavedReply
from portal.reviews import ratings
from portal.storage import db
from portal.submissions import Submission, receive
from portal.words import ChildStatus, Kind, Rating
from portal.young_people.journey import VIEWS
from tests.support.answers import TEXT_ONLY
from tests.support.children import acting, asks, contacted, joins_views

LUTON, LUTON_DOOR, BEDFORD = "luton/home-education", "luton/front-door", "bedford/home-education"
NARROWED = (
    *("?kind=views", "?who=team", "?status=waiting", "today?of=team", "backlog?of=all", "register?show=all"),
    *("register?sort=name", "reviews?which=all", "reviews?which=overdue", "reviews?which=unowned"),
    *("reviews?which=unrated", "delivery?state=failed"),
)
Sent = Callable[..., uuid.UUID]


def planted(about: str) -> str:
    """A sentence that is nowhere by chance."""
    return f"Marker {secrets.token_hex(8)} {about}"


@dataclass
class Secret:
    """Sentences and who may read them: whoever holds ``permission`` for the thing."""

    model: type[Child] | type[Submission]
    id: uuid.UUID
    permission: str
    words: list[str] = field(default_factory=list)
    reaches: bool = False
    """They are numbers and addresses: on no page while somebody is to be asked first."""

    def kept_from(self, staff: Staff | None) -> bool:
        """Whether this person, or somebody who is not signed in, may not read it as things stand now."""
        found: Any = db.session.get_one(self.model, self.id)
        closed = self.reaches and ask_first.stops(found)
        return staff is None or closed or not may(staff, self.permission, found)


@dataclass
class Casework:
    """Things by a short name, and the ids that stand in an address with each."""

    children: dict[str, dict[str, uuid.UUID]] = field(default_factory=dict)
    submissions: dict[str, dict[str, uuid.UUID]] = field(default_factory=dict)
    covers: dict[str, uuid.UUID] = field(default_factory=dict)
    replies: dict[str, uuid.UUID] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)

    def read_against_the_rules(self, staff_id: uuid.UUID | None, text: str) -> list[str]:
        """Planted sentences in ``text`` that this person may not read."""
        shown = [(one, words) for one in self.secrets for words in one.words if words in text]
        staff = db.session.get_one(Staff, staff_id) if staff_id and shown else None
        return [words for one, words in shown if one.kept_from(staff)]

    def readable(self, staff_id: uuid.UUID) -> set[str]:
        """Planted sentences that this person may read."""
        staff = db.session.get_one(Staff, staff_id)
        return {words for one in self.secrets if not one.kept_from(staff) for words in one.words}

    def lists(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every list narrowed in the ways that a person would try, each search, and everything chosen at once: how it
        is asked for, where, and what is typed."""
        children, sent = list(db.session.scalars(select(Child))), list(db.session.scalars(select(Submission)))
        yield from (("GET", f"/staff/{path}", {}) for path in NARROWED)
        yield from (("GET", f"/staff/audit?submission={one.id}", {}) for one in sent)
        for reference in [*(one.reference for one in children), *(one.reference for one in sent)]:
            yield "POST", "/staff/register/search", {"words": reference}
        for one in sent:
            yield "POST", "/staff/", {"reference": one.reference}
        for typed in ("4 5 2015", "LU1 2BQ", "Invented"):
            yield "POST", "/staff/register/search", {"words": typed}
        marks = [seen(one).mark for one in sent]
        for act in ("assign", "close"):
            for do in ("", "/do"):
                yield "POST", f"/staff/queue/several{do}", {"act": act, "one": marks}


def a_team_at_work(app: Flask, sent: Sent, people: dict[str, uuid.UUID], views_joined: bool = True) -> Casework:
    """Ordinary, restricted, named, merged and strange records, and submissions of each sort.

    ``people``: the ids of "officer", "named" and "safeguarding" of Luton's home education team.
    """
    made = Casework()
    for name, team, restricted, assignee in (
        ("ordinary", LUTON, False, None),
        ("restricted", LUTON, True, None),
        ("named", LUTON, True, people["named"]),
        ("gone", LUTON, False, None),
        ("of the front door", LUTON_DOOR, False, None),
        ("of bedford", BEDFORD, False, None),
    ):
        made.children[name] = _a_child(app, made, name, team, restricted, assignee, people["officer"])
    for name, kind, council in (
        ("ordinary", Kind.NOTIFICATION, "luton"),
        ("views", Kind.VIEWS, "luton"),
        ("of bedford", Kind.NOTIFICATION, "bedford"),
    ):
        made.submissions[name] = _a_submission(app, made, sent, kind, council, people["safeguarding"])
    _belongs_together(app, made, people)
    if views_joined:
        ordinary, views = made.children["ordinary"]["child_id"], made.submissions["views"]["submission_id"]
        joins_views(app, ordinary, views, people["safeguarding"])
    return made


def _a_child(
    app: Flask, made: Casework, name: str, team: str, restricted: bool, assignee: uuid.UUID | None, by: uuid.UUID
) -> dict[str, uuid.UUID]:
    now = datetime.now(UTC)
    words = {part: planted(f"{part} of {name}") for part in ("given", "parent", "note", "contact", "rating")}
    ways = {part: planted(f"{part} of {name}") for part in ("street", "phone", "email", "address")}
    reaches = list(ways.values())  # where a contact begins, and there once it is agreed
    with acting(app):
        identity = Identity(given=words["given"], family="Invented", born="2015-05-04")
        told = [Said(Address(lines=ways.pop("street"), postcode="LU1 2BQ", note=words["note"]))]
        told.append(Said(Adult(name=words["parent"], **ways)))
        day = hours.local(now).date()
        child = records.begin(identity, told, ChildStatus.EHE, day, team.partition("/")[0], team, by, now)
        ratings.rate(child, Rating.AMBER, words["rating"], by, now)
        child.restricted, child.assignee_id = restricted, assignee
        child_id = child.id
    entry = contacted(app, child_id, by, on=day, said=words["contact"])
    asking = planted(f"asking about {name}")
    asks(app, child_id, by, asking)
    made.secrets.append(Secret(Child, child_id, "child:read", list(words.values())))
    made.secrets.append(Secret(Child, child_id, "child:ask-first", [asking]))
    made.secrets.append(Secret(Child, child_id, "child:read", reaches, reaches=True))
    with app.app_context():
        one_fact = select(ChildFact.id).where(ChildFact.child_id == child_id, ChildFact.topic == Address.topic)
        status = select(StatusChange.id).where(StatusChange.child_id == child_id)
        assert db.session.get(ContactEntry, entry)
        return {
            "child_id": child_id,
            "entry_id": entry,
            "fact_id": db.session.scalars(one_fact).one(),
            "status_id": db.session.scalars(status).one(),
        }


def _a_submission(
    app: Flask, made: Casework, sent: Sent, kind: Kind, council: str, by: uuid.UUID
) -> dict[str, uuid.UUID]:
    words, note = planted(f"words of {kind} of {council}"), planted(f"note on {kind} of {council}")
    answers: dict[str, Any] = TEXT_ONLY if kind == Kind.VIEWS else {}
    one = sent(kind, council, words=words, **answers)
    with acting(app):
        found, now = db.session.get_one(Submission, one), datetime.now(UTC)
        triage.read(found, by, now)
        triage.note(found, note, by, now)
        message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.submission_id == one)).first()
        assert message is not None
        message.state, message.next_at = State.FAILED, None
        message_id = message.id
    made.secrets.append(Secret(Submission, one, "submission:read", [words, note]))
    return {"submission_id": one, "message_id": message_id}


def _belongs_together(app: Flask, made: Casework, people: dict[str, uuid.UUID]) -> None:
    """The notice is the ordinary child's, another record was merged into it, and it lives with a restricted one."""
    by, now = people["safeguarding"], datetime.now(UTC)
    with acting(app):
        child, gone, closed = (
            db.session.get_one(Child, made.children[name]["child_id"]) for name in ("ordinary", "gone", "restricted")
        )
        notice = db.session.get_one(Submission, made.submissions["ordinary"]["submission_id"])
        row: ChildSubmission = records.join(child, notice, 0, by, now)
        households.live_together([child, closed], by, now)
        why = planted("why they are one")
        merged: ChildMerge = records.merge(gone, child, why, by, now)
        made.secrets.append(Secret(Child, child.id, "child:read", [why]))
        today = hours.local(now).date()
        officer, named = (db.session.get_one(Staff, people[name]) for name in ("officer", "named"))
        made.covers["theirs"] = cover.set_cover(officer, named, today, today, by, now).id
        for team in (LUTON, BEDFORD):
            reply = SavedReply(
                team_code=team, name="Thanks", language="en_GB", level="easy", words="Thank you.", by=by, at=now
            )
            db.session.add(reply)
            db.session.flush()
            made.replies[team] = reply.id
        for each in made.children.values():
            each |= {"row_id": row.id, "merge_id": merged.id}


def team_of(code: str) -> Probe:
    """Something ordinary of a team, to be asked about."""
    return Probe(code, restricted=False)


def arrives(app: Flask, kind: Kind, council: str, answers: dict[str, Any], at: datetime) -> uuid.UUID:
    """A submission as its journey would have sent it at that time."""
    with acting(app):
        words = [{"title": None, "rows": [{"question": "What do you want to say?", "answer": ["As we told you."]}]}]
        return receive(drafts.start(VIEWS, at), kind, council, answers, words, "en_GB", at).id


def joins_the_team(app: Flask, name: str, team: str, *roles: Role) -> uuid.UUID:
    """Somebody new, who signs in with ``name``@staff.example and the password of the demonstration."""
    with acting(app):
        staff, _ = add_staff(f"{name}@staff.example", name.title(), [(team, role) for role in roles], PASSWORD)
        return staff.id
