"""A journey is a list of steps; everything else about it is computed from the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from portal.journeys.answers import Answers, Derived, Json
from portal.journeys.step import Step
from portal.web.forms import Form
from portal.words import Kind

_field_names: dict[type[Step], tuple[str, ...]] = {}
NO_WORDS: Mapping[str, Json] = MappingProxyType({})
RESERVED = frozenset({"check", "sent", "kept", "locked", "remove", ""})
"""The addresses of the pages that every journey has beside its steps."""


def field_names(step: type[Step]) -> tuple[str, ...]:
    """The names of the fields that ``step`` asks; looked for once, for every path asks again."""
    if step not in _field_names:
        _field_names[step] = tuple(name for name in dir(step) if hasattr(getattr(step, name), "_formfield"))
    return _field_names[step]


@dataclass(frozen=True)
class Repeat:
    """A block of steps asked once for each item, such as each child; then a page to add or remove one."""

    code: str
    steps: list[type[Step]]
    question: Any
    """Heading of the page that lists the items."""
    name: Callable[[Answers], str]
    """What to call one item on that page."""
    add: Any
    """The words of "add another"."""
    at_most: int = 12
    asked: Callable[[Answers], bool] = lambda answers: True


class Place(NamedTuple):
    """One page on a person's path. ``address`` is what stands after the journey's own address."""

    address: str
    step: type[Step] | None
    """None: the page that lists a block's items."""
    block: Repeat | None = None
    item: int | None = None
    """Which item of the block, from 0."""

    @property
    def needed(self) -> bool:
        """True when even an early send may not jump over this page."""
        return self.step is not None and self.step.needed


@dataclass(frozen=True)
class Path:
    """The pages that these answers lead through, in order, and the answers that belong to them."""

    places: list[Place]
    kept: dict[str, Json]
    answers: Answers
    """``kept``, with all that follows from it."""
    ended: bool
    """True when the last page is an end: there is nothing to check or send."""

    def place(self, address: str) -> Place | None:
        """The page at ``address``, or None when it is not on this path."""
        return next((place for place in self.places if place.address == address), None)

    def before(self, place: Place) -> Place | None:
        """The page before ``place``, or None at the first."""
        index = self.places.index(place)
        return self.places[index - 1] if index else None

    def answers_at(self, place: Place) -> Answers:
        """The answers as seen from ``place``: from inside its item, if it is in one."""
        if place.block is None or place.item is None:
            return self.answers
        return self.answers.within(self.kept[place.block.code][place.item])


@dataclass(frozen=True)
class Lock:
    """How a form that somebody walked away from closes on this device. Nothing is lost by it: whoever gives an answer
    that is in the draft opens it again; where that was never asked, there is nothing to ask for."""

    key: type[Form]
    """The form with the one question that opens it."""
    field: str
    """The name of that question, in ``key`` and in the journey."""
    wrong: Callable[[int], Any]
    """What to say of a wrong answer, with so many tries left."""
    way_back: str
    """The Flask endpoint of the page that takes the code of a draft that was kept."""
    after: timedelta = timedelta(minutes=30)
    """How long it stays open after the last request."""


@dataclass(frozen=True)
class Journey:
    """A form of several pages that ends in one submission of ``kind``.

    Raises ValueError when two questions share a field name, or two pages an address.
    """

    code: str
    kind: Kind
    endpoint: str
    """The Flask endpoint that serves it, taking ``step``."""
    title: Any
    steps: list[type[Step] | Repeat]
    folder: str
    """Where its own templates lie: ``families/notify``."""
    lifetime: timedelta = timedelta(hours=24)
    """How long an unsent draft is kept after the last page."""
    send_anytime: bool = False
    """True when the person may finish and send from any page."""
    needed_first: bool = False
    """True where the button for that is shown only once all that is needed has been answered."""
    resumable: bool = True
    """False where the start page must not show the next person at this device that somebody had begun."""
    keepable: bool = False
    """True where a draft can be kept for another day, by a code."""
    kept_for: timedelta = timedelta(days=7)
    """For how long."""
    lock: Lock | None = None
    """What closes a form that was left lying; None where it stays open for its lifetime, or leaves nothing behind."""
    aloud: bool = False
    """True where the browser may read each page aloud."""
    check_heading: Any = None
    derived: Derived = field(default_factory=dict)
    """What its steps may ask of the answers that nobody was asked, such as the ``regime``."""

    _alone: dict[type[Step], Place] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The pages of the steps that are asked once: every path has the same."""

    def __post_init__(self) -> None:
        self._alone.update((part, Place(part.code, part)) for part in self.steps if not isinstance(part, Repeat))
        names = [name for step in self.every_step() for name in field_names(step)]
        names += [part.code for part in self.steps if isinstance(part, Repeat)]
        addresses = [step.code for step in self.every_step()]
        addresses += [part.code for part in self.steps if isinstance(part, Repeat)]
        for what, found in (("field", names), ("address", addresses)):
            twice = {one for one in found if found.count(one) > 1 or (what == "address" and one in RESERVED)}
            if twice:
                raise ValueError(f"journey {self.code}: {what} used twice: {', '.join(sorted(twice))}")

    def every_step(self) -> Iterator[type[Step]]:
        """Each step once, those of repeat blocks included."""
        for part in self.steps:
            if isinstance(part, Repeat):
                yield from part.steps
            else:
                yield part

    def blocks(self) -> Iterator[Repeat]:
        """Each block of steps that is asked for several items."""
        return (part for part in self.steps if isinstance(part, Repeat))

    def path(self, values: Mapping[str, Json], carried: Mapping[str, Json] = NO_WORDS) -> Path:
        """Walk the steps in order, keeping an answer only when its question is asked by the answers before it.

        ``carried`` is what was brought along and is no answer yet.

        One pass is enough, and the result does not depend on the order in which the answers were given, because
        ``asked`` sees only what was kept before. Answers to questions no longer asked are left out of ``kept``.
        """
        places: list[Place] = []
        kept: dict[str, Json] = {}
        answers = Answers(kept, derived=self.derived)  # sees what is kept so far, each time it is asked
        for part in self.steps:
            if isinstance(part, Repeat):
                if part.asked(answers):
                    kept[part.code] = list(_walk_items(part, values.get(part.code) or [{}], answers, places))
                    places.append(Place(part.code, None, part))
            elif part.asked(answers) and (not part.only_carried or _brought(part, values, carried)):
                places.append(self._alone[part])
                _keep(part, values, kept)
                if part.ends:
                    return Path(places, kept, answers, ended=True)
        return Path(places, kept, answers, ended=False)

    def page(self, address: str) -> Place | None:
        """The page at ``address`` for some answers, though perhaps not for these; None when there never is one."""
        block, _, rest = address.partition("/")
        number, _, code = rest.partition("/")
        for part in self.steps:
            if not isinstance(part, Repeat):
                if part.code == address:
                    return Place(address, part)
            elif part.code == block and not rest:
                return Place(address, None, part)
            elif part.code == block and (item := item_number(number)):
                step = next((step for step in part.steps if step.code == code), None)
                return Place(address, step, part, item - 1) if step else None
        return None


def item_number(text: str) -> int:
    """The number of an item as an address or a button has it, from 1; 0 for what is none, however long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _walk_items(
    block: Repeat, items: list[dict[str, Json]], outer: Answers, places: list[Place]
) -> Iterator[dict[str, Json]]:
    for index, item in enumerate(items[: block.at_most]):
        kept: dict[str, Json] = {}
        answers = outer.within(kept)
        for step in block.steps:
            if step.asked(answers):
                places.append(Place(f"{block.code}/{index + 1}/{step.code}", step, block, index))
                _keep(step, item, kept)
        yield kept


def _brought(step: type[Step], values: Mapping[str, Json], carried: Mapping[str, Json]) -> bool:
    return any(name in values or name in carried for name in field_names(step))


def _keep(step: type[Step], values: Mapping[str, Json], kept: dict[str, Json]) -> None:
    for name in field_names(step):
        value = values.get(name)
        if value is not None:
            kept[name] = value
