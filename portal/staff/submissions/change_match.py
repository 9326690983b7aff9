"""The panel of a parent's change that says which earlier message it may be about."""

from __future__ import annotations

from typing import Any

from portal.accounts import Staff, reach
from portal.casework.change_match import match
from portal.staff.wording import KINDS
from portal.submissions import Submission


def panel(found: Submission, me: Staff) -> dict[str, Any]:
    """For the page of ``found``, which ``me`` is reading: ``match``, None where there is nothing to show, and the words
    for its ``kind``."""
    said = match(found, reach(me, "submission:read"), me.id)
    return {"match": said, "match_kind": KINDS[said.earlier.kind] if said and said.earlier else ""}
