"""Which team gets it, how urgently, and why: pure rules over answers, with their table in data."""

from portal.routing.decide import Route, decide
from portal.routing.prove import Hole, prove

__all__ = ["Hole", "Route", "decide", "prove"]
