"""A sentence of the law as a page of words shows it: in the reader's language, with its source under it."""

from __future__ import annotations

import structlog
from flask import render_template
from markupsafe import Markup

from portal.law.sentences import sentence
from portal.words import Regime

log = structlog.get_logger(__name__)


def drawn(code: str, regime: Regime | str) -> Markup:
    """The sentence ``code`` as HTML; empty when the law of ``regime`` says no such thing.

    A code that there is not (``portal pages check`` refuses it) is told in the log, and the page goes without it.
    """
    try:
        found = sentence(code, regime)
    except KeyError:
        log.error("a page names a sentence of law that is not there", reason=code)
        return Markup()
    if found is None:
        return Markup()
    return Markup(render_template("components/law.html", sentence=found))  # noqa: S704 - our own autoescaped template
