"""How far somebody is: their answers, the pages they have been through, and where that lets them go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.journeys.answers import Json
from portal.journeys.journey import Journey, Path, Place, Repeat

CHECK = "check"
MOST_TYPED = 5
"""Pages of which one draft holds what was typed and not taken. Nobody has more windows open than that."""


@dataclass
class Progress:
    """The state of one draft. Every change keeps it true: no answer to a question that is not asked, no page marked
    as done that is not on the path."""

    journey: Journey
    values: dict[str, Json] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    carried: dict[str, Json] = field(default_factory=dict)
    """Words typed after an earlier draft had run out: shown again where their question comes up."""
    typed: dict[str, Json] = field(default_factory=dict)
    """What pages sent and was not taken, by their address, the oldest first: see :meth:`hold`."""
    begun: str = ""
    """When the draft was begun, as ISO text; empty when that is not known."""

    def __post_init__(self) -> None:
        self.carried = dict(self.carried)  # the rest is made anew by settling: what was given is never changed
        self._settle()

    @property
    def path(self) -> Path:
        """The path that the answers lead through now."""
        return self._path

    def _settle(self) -> None:
        self._path = self.journey.path(self.values, self.carried)
        self.values = self._path.kept
        addresses = {place.address for place in self._path.places}
        self.done = [address for address in self.done if address in addresses]
        self.typed = {address: held for address, held in self.typed.items() if address in addresses}

    def next(self) -> str:
        """The address of the first page that is still to do, or of the check page."""
        todo = next((place for place in self.path.places if place.address not in self.done), None)
        return todo.address if todo else CHECK

    def where(self) -> str:
        """Where somebody who comes back goes on: at what they typed last and did not finish, or at the next page."""
        return next((address for address in reversed(self.typed) if self.may_open(address)), self.next())

    def may_open(self, address: str) -> bool:
        """Whether the person can be on this page yet: no question is reached before those it rests on."""
        for place in self.path.places:
            if place.address == address:
                return True
            if place.address not in self.done and (place.needed or not self.journey.send_anytime):
                return False
        return address == CHECK and not self.path.ended

    def answer(self, place: Place, given: Mapping[str, Json]) -> None:
        """Take the answers of one page, drop what they make void, and mark the page as done."""
        holder = self.values
        if place.block is not None and place.item is not None:
            holder = self.values[place.block.code][place.item]
        for name, value in given.items():
            if value is None:
                holder.pop(name, None)
            else:
                holder[name] = value
        self.typed.pop(place.address, None)
        self.mark(place.address)
        self._settle()

    def answered(self, name: str) -> set[str]:
        """Every answer to the question ``name``, whichever items were asked it."""
        items = (item for block in self.journey.blocks() for item in self.values.get(block.code) or [])
        return {holder[name] for holder in (self.values, *items) if name in holder}

    def hold(self, address: str, form: Mapping[str, list[str]], *, late: bool = False, calm: bool = False) -> None:
        """Keep what the page at ``address`` sent and was not taken, so that it is shown there again.

        ``late``: its token was too old. ``calm``: nobody has said that it is finished, so nothing is wrong with it yet.
        Of more than :data:`MOST_TYPED` pages the oldest goes.
        """
        self.typed.pop(address, None)
        self.typed[address] = {"form": dict(form), "late": late, "calm": calm}
        for oldest in list(self.typed)[:-MOST_TYPED]:
            del self.typed[oldest]

    def mark(self, address: str) -> None:
        """Mark a page as done."""
        if address not in self.done:
            self.done.append(address)

    @property
    def has_needed(self) -> bool:
        """Whether every page that is needed has been answered."""
        return all(place.address in self.done for place in self.path.places if place.needed)

    def finish_early(self, seen_before: Path) -> None:
        """Pass over all that is left, except what is needed and what the last answer has only just opened."""
        known = {place.address for place in seen_before.places}
        for place in self.path.places:
            if place.address in known and not place.needed:
                self.mark(place.address)

    def add_item(self, block: Repeat) -> str:
        """Add an item to a repeat block; gives the address of its first page. Raises ValueError when it is full."""
        items = self.values[block.code]
        if len(items) >= block.at_most:
            raise ValueError(f"{block.code} is full")
        items.append({})
        self.done = [address for address in self.done if address != block.code]
        self._settle()
        newest = len(items) - 1
        return next(place.address for place in self.path.places if place.block is block and place.item == newest)

    def remove_item(self, block: Repeat, index: int) -> None:
        """Take the item at ``index`` out, with its answers. The last one is emptied instead. Unknown: nothing."""
        items = self.values[block.code]
        if not 0 <= index < len(items):
            return
        del items[index]
        self.done = [moved for address in self.done if (moved := _after_removal(address, block.code, index + 1))]
        self.typed = {
            moved: held
            for address, held in self.typed.items()
            if (moved := _after_removal(address, block.code, index + 1))
        }
        self._settle()

    def as_json(self) -> dict[str, Any]:
        """What a draft stores."""
        return {
            "values": self.values,
            "done": self.done,
            "carried": self.carried,
            "typed": self.typed,
            "begun": self.begun,
        }


def _after_removal(address: str, block: str, number: int) -> str | None:
    """The page's address once item ``number`` is gone, or None when it went with it."""
    head, _, rest = address.partition("/")
    if head != block or not rest:
        return address
    own, _, step = rest.partition("/")
    if int(own) == number:
        return None
    return f"{block}/{int(own) - (int(own) > number)}/{step}"
