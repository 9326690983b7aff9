"""Finding children by what is known of them: several things at once narrow it. Nobody finds what they may not know of;
what they may know of and not read is counted. Each search leaves a line in the log, without its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.accounts import Staff, reach
from portal.accounts.permissions import Reach
from portal.audit import Event
from portal.register import blind, lookup, sounds
from portal.register.blind import What
from portal.register.facts import identity_shown
from portal.register.lookup import MOST, Group, Record
from portal.register.matching import Looks, looks, told_of
from portal.register.models import Child, ChildSubmission
from portal.register.wanted import Wanted
from portal.storage import db
from portal.submissions import Submission
from portal.words import Kind

PAGE = 20


@dataclass(frozen=True)
class Line:
    """One child that was found, and why."""

    child: Child
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One page of what was found. ``number`` counts all that one may read, ``unread`` those that one may only know of;
    ``more``: there are others, and what was typed says too little to tell which."""

    lines: tuple[Line, ...]
    number: int
    unread: int
    more: bool
    page: int
    pages: int


def search(wanted: Wanted, me: Staff, page: int = 1) -> Found:
    """The children who fit all that is wanted: those spelled so before those that only sound so, children of school age
    whom the council has something to do for first, and of those the newest records. A page beyond the last is the last.

    Leaves the line in the log: which kinds of things were asked for, and how many were found.
    """
    see, read = reach(me, "child:see"), reach(me, "child:read")
    ranked, more = _found(wanted, see, read)
    readable = [one for one in ranked if read.covers(one)]
    unread = len(ranked) - len(readable)
    pages = max(1, -(-len(readable) // PAGE))
    page = min(max(1, page), pages)
    lines = _lines(wanted, readable[(page - 1) * PAGE : page * PAGE])
    kinds = ",".join(wanted.kinds)
    audit.record(Event.CHILD_SEARCHED, by=me.id, by_what=kinds, found=len(readable), unread=unread, page=page)
    return Found(tuple(lines), len(readable), unread, more, page, pages)


def _found(wanted: Wanted, see: Reach, read: Reach) -> tuple[list[Record], bool]:
    councils = lookup.councils_of(see)
    if wanted.child or wanted.submission:
        few = lookup.standing(_ids(wanted), see)
        groups, own = _loosest(wanted, councils), _loosest(wanted, councils, own=True)
        either = [one | other for one, other in zip(groups, own, strict=True)]
        return [
            *lookup.having([one for one in few if not read.covers(one)], groups),
            *lookup.having([one for one in few if read.covers(one)], either),
        ], False
    ranked: dict[UUID, tuple[int, Record]] = {}
    more = False
    for tier, groups in enumerate(_tiers(wanted, councils)):
        if wanted.paired and not wanted.rare:
            groups = [_pair(wanted, councils), *groups]
        hits = lookup.find(groups, see, wanted.rare or wanted.paired)
        more = more or hits.more
        for one in hits.records:
            ranked.setdefault(one.id, (tier, one))
        if len(ranked) >= MOST:
            break
    for groups in _otherwise(wanted, councils):
        if not ranked:
            hits = lookup.find(groups, see, wanted.rare)
            more = more or hits.more
            ranked |= {one.id: (0, one) for one in hits.records}
    for one in _by_their_own_words(wanted, councils, read):
        ranked.setdefault(one.id, (0, one))
    order = sorted(ranked.values(), key=lambda each: (each[0], not each[1].current, -each[1].made_at.timestamp()))
    return [one for _, one in order][:MOST], more or len(order) > MOST


def _ids(wanted: Wanted) -> set[UUID]:
    """The records that a reference leads to. A young person's is none of a child's."""
    found: set[UUID] | None = None
    if wanted.child:
        found = set(db.session.scalars(select(Child.id).where(Child.reference == wanted.child)))
    if wanted.submission:
        led = (
            select(ChildSubmission.child_id)
            .join(Submission, Submission.id == ChildSubmission.submission_id)
            .where(
                Submission.reference == wanted.submission,
                Submission.kind != Kind.VIEWS,
                ChildSubmission.ended_at.is_(None),
            )
        )
        ids = set(db.session.scalars(led))
        found = ids if found is None else found & ids
    return found or set()


def _tiers(wanted: Wanted, councils: Sequence[str]) -> Iterator[list[Group]]:
    """Ever looser ways to fit, one list of groups each. With a birthday there are few, and one way for each of its
    readings is enough."""
    turned = blind.swapped(wanted.born) if wanted.born else None
    if wanted.born:
        yield from (_groups(wanted, councils, [day.isoformat()], spelled=False) for day in (wanted.born, turned) if day)
    else:
        if wanted.names or wanted.either:
            yield _groups(wanted, councils, [], spelled=True)
        yield _groups(wanted, councils, [], spelled=False)


def _otherwise(wanted: Wanted, councils: Sequence[str]) -> Iterator[list[Group]]:
    """Where nothing fits: all words on their own, or "Abdul Rahman" who stands there as "Abdulrahman"."""
    if wanted.paired:
        yield _loosest(wanted, councils)
        for place, (one, other) in enumerate(pairwise(wanted.names)):
            names = (*wanted.names[:place], one + other, *wanted.names[place + 2 :])
            yield _loosest(replace(wanted, names=names), councils)


def _loosest(wanted: Wanted, councils: Sequence[str], own: bool = False) -> list[Group]:
    turned = blind.swapped(wanted.born) if wanted.born else None
    born = [day.isoformat() for day in (wanted.born, turned) if day]
    return _groups(wanted, councils, born, spelled=False, own=own)


def _pair(wanted: Wanted, councils: Sequence[str]) -> Group:
    """The first and the last of the words that were typed, in either order."""
    return lookup.group(councils, What.PAIR, blind.pairs(wanted.names[0], wanted.names[-1]))


def _by_their_own_words(wanted: Wanted, councils: Sequence[str], read: Reach) -> Iterator[Record]:
    """Records within ``read`` that fit only with what a young person told of themselves."""
    if not (read.restricted or read.named):
        return
    own = _loosest(wanted, councils, own=True)
    if not lookup.there(own):
        return
    told = _loosest(wanted, councils)
    for place, first in enumerate(own):
        others = [one | other for here, (one, other) in enumerate(zip(told, own, strict=True)) if here != place]
        if first:
            yield from lookup.find([first, *others], read, True, Child.restricted.is_(True)).records


def _groups(
    wanted: Wanted, councils: Sequence[str], born: Sequence[str], spelled: bool, own: bool = False
) -> list[Group]:
    def name(word: str) -> Group:
        if spelled:
            return lookup.group(councils, What.WORD, [sounds.plain(word)], own)
        return lookup.group(councils, What.SOUND, sounds.sounds(word), own)

    groups = []
    # a number is rarer than a postcode, a postcode than a birthday, and each of them than a word of a name
    if wanted.number:
        groups.append(lookup.group(councils, What.NUMBER, [wanted.number], own))
    if wanted.postcode:
        groups.append(lookup.group(councils, What.POSTCODE, [wanted.postcode], own))
    if wanted.born:
        groups.append(lookup.group(councils, What.BORN, born, own))
    groups += [name(word) for word in wanted.names]
    groups += [name(word) | lookup.group(councils, What.SCHOOL, [sounds.plain(word)], own) for word in wanted.either]
    groups += [lookup.group(councils, What.SCHOOL, [sounds.plain(word)], own) for word in wanted.school]
    return groups


def _lines(wanted: Wanted, records: Sequence[Record]) -> Iterator[Line]:
    ids = [one.id for one in records]
    children = {child.id: child for child in db.session.scalars(select(Child).where(Child.id.in_(ids)))}
    told = told_of(ids, ids)
    for child_id in ids:
        yield Line(children[child_id], tuple(_why(wanted, looks(told[child_id]), children[child_id])))


def _why(wanted: Wanted, known: Looks, child: Child) -> Iterator[str]:
    if wanted.child:
        yield "its reference"
    if wanted.submission:
        yield "the submission"
    if wanted.names or wanted.either:
        yield from _why_by_name(wanted, known, child)
    if wanted.born:
        yield from _why_by_birthday(wanted.born, known)
    if wanted.postcode:
        yield "postcode"
    if wanted.number:
        systems = {system for system, number in known.numbers if number == wanted.number}
        yield "UPN" if "upn" in systems else "number"
    if wanted.school:
        yield "school"


def _why_by_name(wanted: Wanted, known: Looks, child: Child) -> Iterator[str]:
    typed = [*wanted.names, *wanted.either]
    schools = {word for name in known.schools for word in name}
    current = _spelled(looks([identity_shown(child)]))
    every = _spelled(known)
    left = [word for word in typed if sounds.plain(word) not in current]
    if exact := len(left) < len(typed):
        yield "name"
    if any(sounds.plain(word) in every for word in left):
        yield "another or earlier name"
    left = [word for word in left if sounds.plain(word) not in every]
    if wanted.either and any(sounds.plain(word) in schools for word in left):
        yield "school"
        left = [word for word in left if sounds.plain(word) not in schools]
    if left:
        yield "part of the name sounds alike" if exact else "name sounds alike"


def _spelled(known: Looks) -> set[str]:
    parts = {part for name in known.names for part in name}
    return {sounds.plain(word) for part in parts for word in blind.name_words(part)}


def _why_by_birthday(born: date, known: Looks) -> Iterator[str]:
    yield "date of birth" if born in known.born else "date of birth with day and month the other way round"
