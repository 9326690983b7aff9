"""The panel of a parent's change that says which earlier message it may be about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from portal.accounts import Staff, reach
from portal.casework import ask_first
from portal.casework.change_match import REACHES, Difference, match
from portal.staff.children.fact_words import NOT_SHOWN
from portal.staff.wording import KINDS
from portal.submissions import Submission


def panel(found: Submission, me: Staff, asks: bool) -> dict[str, Any]:
    """For the page of ``found``, which ``me`` is reading: ``match``, None where there is nothing to show, and the words
    for its ``kind``. Numbers and addresses of a family about whom somebody is to be asked first (``asks``: of this
    message) are left out."""
    said = match(found, reach(me, "submission:read"), me.id)
    if said is None or said.earlier is None:
        return {"match": said, "match_kind": ""}
    then = bool(ask_first.joined_to_stopped([said.earlier.submission_id], me))
    shown = [_shown(one, then, asks) for one in said.earlier.differences]
    return {
        "match": replace(said, earlier=replace(said.earlier, differences=shown)),
        "match_kind": KINDS[said.earlier.kind],
    }


def _shown(one: Difference, then: bool, now: bool) -> Difference:
    if one.what not in REACHES:
        return one
    return Difference(one.what, NOT_SHOWN if then and one.before else one.before, NOT_SHOWN if now else one.now)
