"""Two accounts of a child side by side: what is the same, and what differs, in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.casework import ask_first
from portal.directory import hours
from portal.register import Child, children, facts
from portal.register.facts import Address, Adult, Fact, Identifier, Identity, OtherName, School, Supported
from portal.register.merging import ids_of
from portal.register.said import ChildSaid
from portal.staff.children.fact_words import NOT_SHOWN, head
from portal.staff.children.wording import STATUSES
from portal.staff.people import names
from portal.staff.wording import spoken_day
from portal.words import ChildStatus

ADDRESS = "Address"
TOPICS: tuple[tuple[str, type[Fact]], ...] = (
    ("Other names", OtherName),
    (ADDRESS, Address),
    ("Parents and carers", Adult),
    ("School or other place", School),
    ("Numbers", Identifier),
    ("Support and protection", Supported),
)
AT_ANY_TIME = frozenset({School.topic, OtherName.topic, Identifier.topic})
"""What tells who a child is also when it is over."""


@dataclass(frozen=True)
class Account:
    """What one side says: words by what they are about, and what the side is called in a sentence."""

    called: str
    """Such as "the record C-K7MD-39QX"."""
    words: dict[str, list[str]]
    not_shown: frozenset[str] = frozenset()
    """What is compared and not shown: the address, where somebody is to be asked before anybody gets in touch."""

    def shows(self, what: str) -> list[str]:
        """The words of one row, as a page has them."""
        said = self.words.get(what, [])
        return [NOT_SHOWN] if said and what in self.not_shown else said


@dataclass(frozen=True)
class Row:
    """One thing on both sides."""

    what: str
    left: list[str]
    right: list[str]
    verdict: str
    differs: bool
    """Both sides say something, and not the same."""


def of_child(child: Child) -> Account:
    """What is known of a child now."""
    today = hours.local(datetime.now(UTC)).date()
    rows = [row for row in facts.rows_of(ids_of(child)) if row.topic in AT_ANY_TIME or facts.holds_on(row, today)]
    held = [kind.of(row.said) for row in rows for _, kind in TOPICS if row.topic == kind.topic]
    status = STATUSES[ChildStatus(child.status)]
    since = f", from {spoken_day(child.status_from)}" if child.status_from else ""
    officer = names([child.assignee_id]).get(child.assignee_id) if child.assignee_id else None
    words = _words(children.identity_of(child), held)
    words |= {"Status": [f"{status}{since}"], "Officer": [officer] if officer else []}
    return Account(f"the record {child.reference}", words, frozenset({ADDRESS} if ask_first.stops(child) else ()))


def of_said(told: ChildSaid) -> Account:
    """What one submission says of one child."""
    today = hours.local(datetime.now(UTC)).date()
    now = [one.fact for one in told.facts if one.fact.topic in AT_ANY_TIME or one.until is None or one.until >= today]
    return Account("what was sent", _words(told.identity, now))


def compared(left: Account, right: Account, all_of_it: bool = True) -> list[Row]:
    """Row by row, without what neither side knows. ``all_of_it`` False: only what the left side says anything of."""
    whats = [*left.words, *(what for what in right.words if what not in left.words)]
    rows = [_row(what, left, right) for what in whats]
    return [row for row in rows if row.left or (all_of_it and row.right)]


def _words(identity: Identity, known: Iterable[Fact]) -> dict[str, list[str]]:
    known = list(known)
    said = identity.as_json()
    one = {
        "Name": [identity.name] if identity.given or identity.family else [],
        "Likes to be called": [identity.known_as] if identity.known_as else [],
        "Date of birth": [spoken_day(identity.birthday)] if identity.birthday else [],
        "Sex": [{"female": "Female", "male": "Male"}.get(identity.sex, "")] if said.get("sex") else [],
    }
    return one | {
        what: list(dict.fromkeys(head(kind.topic, fact.as_json()) for fact in known if isinstance(fact, kind)))
        for what, kind in TOPICS
    }


def _row(what: str, left: Account, right: Account) -> Row:
    ours, theirs = left.words.get(what, []), right.words.get(what, [])
    here, there = {_plain(one) for one in ours}, {_plain(one) for one in theirs}
    if not theirs:
        verdict, differs = f"Only in {left.called}", False
    elif not ours:
        verdict, differs = f"Only in {right.called}", False
    elif here == there:
        verdict, differs = "The same", False
    else:
        verdict, differs = ("Partly the same" if here & there else "Different"), True
    return Row(what, left.shows(what), right.shows(what), verdict, differs)


def _plain(words: str) -> str:
    """So that two ways to write one thing are the same."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", words).casefold() if sign.isalnum())
