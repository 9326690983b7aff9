"""Whose codes they are. The codes of one audience open nothing of another."""

from __future__ import annotations

from enum import StrEnum

from portal.storage import keys


class Audience(StrEnum):
    """Who keeps a code. A parent may find a young person's words, and must get nowhere with them on a parents' page."""

    YOUNG_PEOPLE = "young_people"
    FAMILIES = "families"


_MARKS = {Audience.YOUNG_PEOPLE: b"young people's codes", Audience.FAMILIES: b"families' codes"}


def secret(audience: Audience) -> bytes:
    """What the keys of their codes are made with: without it, the database alone cannot test a guess."""
    return keys().mark(_MARKS[audience])
