"""How staff pages call the ways to reach a young person, where they lead, and what can come of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from portal.casework.contact_plan import Came, Way


class WayWords(NamedTuple):
    """A way as the row of a list, as a button, and as the name of where it leads."""

    row: str
    button: str
    where: str


WAYS: Mapping[Way, WayWords] = {
    Way.PHONE: WayWords("Call", "Call them", "Number"),
    Way.TEXT: WayWords("Text message", "Text them", "Number"),
    Way.EMAIL: WayWords("Email", "Email them", "Email address"),
    Way.LETTER: WayWords("Letter", "Write to them", "Address"),
    Way.THROUGH: WayWords("Through somebody", "Go through the person they named", "Who, and how"),
    Way.VISIT: WayWords("Visit", "Visit them", "Address"),
}
"""In the order of the page. An answer here is no such way: it has a section of its own."""

MEANT = {
    "call_number": "They gave this number for calls only.",
    "text_number": "They gave this number for text messages only.",
    "own_email": "They gave this address for emails only.",
    "notice_email": "They gave this address only for the short email that says that somebody has answered.",
    "letter_address": "They gave this address for letters only.",
    "through_whom": "They gave this only for passing something on.",
}
NONE_GIVEN = "They gave none. If you take it from another record, say in your note which one."


CAME: Mapping[Came, str] = {
    Came.REACHED: "I reached them",
    Came.SENT: "I sent it",
    Came.SPOKE: "I spoke with the person they named",
    Came.NO_ANSWER: "Nobody answered",
    Came.LEFT_MESSAGE: "Nobody answered, and I left a message",
    Came.SOMEBODY_ELSE: "Somebody else answered",
    Came.WRONG: "The number or address is wrong",
    Came.NOT_SAFE: "It was not a safe moment, so I stopped",
}
SPOKEN = (Came.REACHED, Came.NO_ANSWER, Came.LEFT_MESSAGE, Came.SOMEBODY_ELSE, Came.WRONG, Came.NOT_SAFE)
WRITTEN = (Came.SENT, Came.WRONG, Came.NOT_SAFE)
MAY_COME: Mapping[Way, tuple[Came, ...]] = {
    Way.PHONE: SPOKEN,
    Way.TEXT: WRITTEN,
    Way.EMAIL: WRITTEN,
    Way.LETTER: WRITTEN,
    Way.THROUGH: (Came.SPOKE, Came.REACHED, Came.NO_ANSWER, Came.WRONG, Came.NOT_SAFE),
    Way.VISIT: SPOKEN,
}
"""What can come of each way."""
