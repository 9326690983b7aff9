"""From a reference to a submission, for those who may know of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.accounts import Staff, may
from portal.accounts.permissions import Probe
from portal.storage import db
from portal.submissions import Submission
from portal.submissions.references import canonical
from portal.web.fields import TextField
from portal.web.forms import Form


class FindForm(Form):
    """A reference as it was read out: small letters, spaces and a missing dash are forgiven."""

    reference = TextField(
        "Find a reference", required="Enter a reference, like K7MD-29QX", at_most=40, width=10, autocomplete="off"
    )


def find(typed: str, staff: Staff) -> Submission | None:
    """The submission with this reference; None when there is none, or none that ``staff`` may know of."""
    found = db.session.scalar(select(Submission).where(Submission.reference == canonical(typed)))
    return found if found and (may(staff, "queue:see", found) or was_told(staff, found) or had(staff, found)) else None


def was_told(staff: Staff, submission: Submission) -> bool:
    """Whether a team of ``staff`` was told of it when it came: they may learn where it is, and not read it."""
    return _sees(staff, (one.team_code for one in submission.told))


def had(staff: Staff, submission: Submission) -> bool:
    """Whether a team of ``staff`` had it once and passed it on: they may learn where it is now."""
    return _sees(staff, (route.team_code for route in submission.routes))


def _sees(staff: Staff, team_codes: Iterable[str]) -> bool:
    return any(may(staff, "queue:see", Probe(code, restricted=False)) for code in team_codes)
