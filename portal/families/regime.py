"""Which law is in force where a family lives: what its questions are labelled by, and which of them are asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from portal.directory import snapshot
from portal.journeys import Answers
from portal.submissions.council_steps import council_of
from portal.web.fields import today
from portal.words import Regime

_previewed: ContextVar[Regime | None] = ContextVar("previewed", default=None)


def regime_of(answers: Answers) -> str:
    """The regime in force today at the council that these answers lead to; before it is known, that of now."""
    if previewed := _previewed.get():
        return str(previewed)
    code = council_of(answers)
    council = snapshot().council(code) if code else None
    return str(council.regime_on(today()) if council else Regime.PRE_CNIS)


@contextmanager
def as_if(regime: Regime) -> Iterator[None]:
    """Show the forms as they are under ``regime``, whatever is in force: for a council that looks at what comes."""
    token = _previewed.set(regime)
    try:
        yield
    finally:
        _previewed.reset(token)
