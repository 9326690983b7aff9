"""A council says how an education appears to it, and never more than that: on the form and afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from portal.reviews import suitability
from portal.reviews.suitability import Evidence
from portal.words import Suitability
from tests.support.children import BY, acting, begun, found
from tests.support.pages import parsed, text_of

SAID = {
    Suitability.NOT_ASSESSED: "Not assessed yet",
    Suitability.SUITABLE: "It appears suitable",
    Suitability.MORE_ASKED: "More information asked for",
    Suitability.NOT_SUITABLE: "It appears not suitable",
    Suitability.NOT_KNOWN: "Not known",
}


@pytest.mark.parametrize("outcome", Suitability)
def test_each_finding_is_told_in_words_that_claim_no_more(
    app: Flask, person: Callable[..., Any], outcome: Suitability
) -> None:
    officer, child, now = person(), begun(app), datetime.now(UTC)
    if outcome != Suitability.NOT_ASSESSED:
        with acting(app):
            evidence = [Evidence.VISIT]
            suitability.find(found(child), outcome, now.date(), "We looked together", BY, now, evidence, "A diary")
    for where in ("", "/rating", *(("/chronology",) if outcome != Suitability.NOT_ASSESSED else ())):
        text = text_of(parsed(officer.get(f"/staff/register/{child}{where}").data).find(".//main"))
        assert SAID[outcome] in text, where
        for words in ("is suitable", "is not suitable", "education suitable"):
            assert words not in text, where
