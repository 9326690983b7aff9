"""The mail to somebody who sent something and gave an address for it."""

from __future__ import annotations

from portal.delivery import outbox
from portal.directory import ContactKind, Team
from portal.submissions.models import Submission
from portal.words import Kind

TEMPLATES = {Kind.NOTIFICATION: "notification_receipt", Kind.REFERRAL: "referral_receipt"}
"""Never one for young people's views: a mail on a shared device is a danger."""


def confirm(submission: Submission, team: Team, address: str) -> None:
    """Put a mail in the outbox that holds the reference and what happens next, and nothing of what was written.

    Does nothing for a kind that has no receipt.
    """
    template = TEMPLATES.get(submission.kind)
    if template is None:
        return
    ways = {contact.kind: contact.value for contact in team.contacts}
    outbox.receipt(
        address,
        template=template,
        context={
            "reference": submission.reference,
            "team": team.name,
            "phone": ways.get(ContactKind.PHONE, ""),
            "email": ways.get(ContactKind.EMAIL, ""),
        },
        language=submission.language,
        submission_id=submission.id,
    )
