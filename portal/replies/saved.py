"""Ready texts for answers: the portal's own in both reading levels and every language, and those of each team.

A ready text is a beginning. Where somebody has to write the rest, it holds a gap in square brackets, and no answer
leaves with one. None promises to keep a secret, nor that a person is watching.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.audit import Event
from portal.pages import Level
from portal.replies.models import SavedReply
from portal.replies.shipped import SHIPPED
from portal.storage import db
from portal.web.catalogues import speaking

LONGEST = 3000
"""Signs of a team's own text: it must leave room in an answer."""
_GAP = re.compile(r"\[[^\[\]\n]{1,80}\]")


class Meanwhile(Exception):
    """Somebody else changed the text while it was open; ``latest`` is what they saved, None when they deleted it."""

    def __init__(self, latest: SavedReply | None) -> None:
        super().__init__()
        self.latest = latest


@dataclass(frozen=True)
class Ready:
    """A text on offer. ``code`` names it in a form; ``name`` says in English what it is; ``own`` is a team's own."""

    code: str
    name: str
    language: str
    level: Level
    words: str
    own: bool = False


def ready(language: str, level: Level, team_code: str) -> list[Ready]:
    """What an answer in this language and at this level can begin with: what fits both first, then what fits the
    language, then the team's texts in other languages."""
    own = [
        Ready(str(one.id), one.name, one.language, Level(one.level), one.words, own=True)
        for one in of_teams([team_code])
    ]
    every = [*shipped(language, level), *shipped(language, level.other), *own]
    return sorted(every, key=lambda one: (one.language != language, one.level is not level))


def shipped(language: str, level: Level) -> list[Ready]:
    """The portal's own texts in ``language``; in English where a catalogue does not have them."""
    with speaking(language):
        return [
            Ready(f"{one.code}-{level}", one.name, language, level, "\n\n".join(map(str, one.words[level])))
            for one in SHIPPED
        ]


def gaps(words: str) -> list[str]:
    """The gaps of ready texts that nobody has filled in ``words``: "[day]"."""
    return list(dict.fromkeys(_GAP.findall(words)))


def of_teams(team_codes: Iterable[str]) -> list[SavedReply]:
    """The teams' own texts, by name."""
    found = select(SavedReply).where(SavedReply.team_code.in_(set(team_codes)))
    return list(db.session.scalars(found.order_by(SavedReply.name, SavedReply.id)))


def find(reply_id: UUID) -> SavedReply | None:
    """One of the teams' own texts, held until the caller's transaction is over."""
    return db.session.scalar(select(SavedReply).where(SavedReply.id == reply_id).with_for_update())


def add(team_code: str, typed: dict[str, Any], by: UUID, now: datetime) -> SavedReply:
    """Keep a text of a team. ``typed`` has its name, language, level and words."""
    reply = SavedReply(team_code=team_code, by=by, at=now, **typed)
    db.session.add(reply)
    _record(reply, "added", by)
    return reply


def change(reply: SavedReply, typed: dict[str, Any], seen: datetime, by: UUID, now: datetime) -> None:
    """Put these words in the place of those of ``seen``, the moment of the version that was changed. The same again
    changes nothing. Raises Meanwhile when there is a newer version."""
    if all(getattr(reply, name) == value for name, value in typed.items()):
        return
    if reply.at != seen:
        raise Meanwhile(reply)
    for name, value in typed.items():
        setattr(reply, name, value)
    reply.by, reply.at = by, now
    _record(reply, "changed", by)


def delete(reply: SavedReply, by: UUID) -> None:
    """Offer it no more. Answers that began with it stay as they are."""
    db.session.delete(reply)
    _record(reply, "deleted", by)


def _record(reply: SavedReply, what: str, by: UUID) -> None:
    audit.record(Event.SAVED_REPLY_CHANGED, reply, by=by, what=what, team=reply.team_code)
