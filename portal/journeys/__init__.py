"""The form engine: one question a page, a path computed from the answers, an encrypted draft on the server."""

from portal.journeys.answers import Answers
from portal.journeys.journey import Journey, Repeat
from portal.journeys.step import Label, Step

__all__ = ["Answers", "Journey", "Label", "Repeat", "Step"]
