"""The proof that nothing can be lost: every journey's answers against the loaded rules and teams."""

from __future__ import annotations

from flask import Flask

from portal.directory import snapshot
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys.choices import offered
from portal.partners.journey import REFER
from portal.routing import Hole, prove
from portal.signs.danger import Sign
from portal.words import Kind
from portal.young_people.journey import VIEWS

JOURNEYS = (NOTIFY, CHANGE, VIEWS, REFER)


class HasHoles(Exception):
    """The loaded councils and rules could lose a submission; ``holes`` says how."""

    def __init__(self, holes: list[Hole]) -> None:
        super().__init__("\n".join(hole.words for hole in holes))
        self.holes = holes


def holes(app: Flask) -> list[Hole]:
    """Every hole in the routing as it is loaded now; empty when there is none."""
    with app.test_request_context("/"):
        return prove(snapshot(), choices())


def choices() -> dict[Kind, dict[str, tuple[str, ...]]]:
    """All that a route can depend on: what each form offers, and what may be found in a young person's words."""
    found = {journey.kind: offered(journey) for journey in JOURNEYS}
    found[Kind.VIEWS]["signs"] = tuple(Sign)
    return found


def refuse_holes(app: Flask) -> None:
    """Raises HasHoles when a submission could be lost: better no portal than one that loses a child's message."""
    found = holes(app)
    if found:
        raise HasHoles(found)
