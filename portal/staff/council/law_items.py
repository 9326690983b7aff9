"""All that has to be read over: every sentence of law that a page shows, and the label of every question."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey, Label, Step
from portal.law import SENTENCES
from portal.law.reviews import Item
from portal.law.sentences import sentence
from portal.words import Regime

REGIMES = {
    Regime.PRE_CNIS: "Before the registers",
    Regime.CNIS: "With the registers of children not in school",
}
RESTS_ON = {
    Label.MUST: "No law asks for it: without it the message cannot reach the right team, child or answer.",
    Label.MAY: "A council may ask, and a parent may leave it out.",
    Label.OPTIONAL: "No law asks for it, and nothing depends on it.",
}


def items() -> list[Item]:
    """Sentences first, then labels. Needs the locale in which to read them."""
    return [*_sentences(), *_labels(NOTIFY), *_labels(CHANGE)]


def is_label(item: Item) -> bool:
    """Whether it is the label of a question, and not a sentence of law."""
    return "/" in item.key


def _sentences() -> Iterator[Item]:
    for one in SENTENCES:
        where = REGIMES[one.regime] if one.regime else "Both"
        yield Item(one.key, one.code, str(one.text), one.source, where, one.owner, one.reviewed_on)


def _labels(journey: Journey) -> Iterator[Item]:
    for step in journey.every_step():
        for label, regimes in _by_label(step).items():
            if label is Label.NONE:
                continue
            question, words = str(step.question), str(label.value)
            named = " and ".join(REGIMES[one].lower() for one in regimes) if len(regimes) < len(Regime) else "both"
            stamp = sha256(f"{question} {words}".encode()).hexdigest()[:12]
            key = f"{journey.code}/{step.code}:{label.name}:{stamp}"
            source = _basis(step, regimes[0]) or RESTS_ON.get(label, "")
            yield Item(key, question, words, source, named.capitalize())


def _by_label(step: type[Step]) -> dict[Label, list[Regime]]:
    found: dict[Label, list[Regime]] = {}
    for regime in Regime:
        label = step.label_in.get(regime, step.label)
        if label is not Label.LAW or _basis(step, regime):  # elsewhere it is not asked at all
            found.setdefault(label, []).append(regime)
    return found


def _basis(step: type[Step], regime: Regime) -> str:
    found = sentence(step.basis, regime) if step.basis else None
    return found.source if found else ""
