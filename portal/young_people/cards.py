"""Which of a council's teams a young person sees."""

from __future__ import annotations

from portal.directory import Council, snapshot
from portal.directory.cards import Card, card
from portal.words import TeamRole

ALWAYS_SHOWN = (TeamRole.HOME_EDUCATION, TeamRole.FRONT_DOOR)
"""Teams with a card even while no contact was checked: the card then leads to the council's website."""


def cards_of(council: Council) -> list[Card]:
    """The cards of the council's teams, in the order a young person may need them."""
    directory = snapshot()
    teams = [directory.team_for(council.code, role) for role in TeamRole if role is not TeamRole.DUTY]
    return [card(council, team) for team in teams if team and (team.contacts or team.role in ALWAYS_SHOWN)]


def front_door(council_code: str | None) -> Card | None:
    """Who keeps children safe there, for somebody who may not be; None where the council is not known."""
    directory = snapshot()
    council = directory.council(council_code)
    team = directory.team_for(council.code, TeamRole.FRONT_DOOR) if council else None
    return card(council, team) if council and team else None
