"""The mail to somebody who sent something and gave an address for it."""

from __future__ import annotations

from babel.dates import format_date
from flask import url_for

from portal.delivery import outbox
from portal.directory import ContactKind, Team, hours, snapshot
from portal.directory.chosen import regime_at
from portal.submissions.clock import promised
from portal.submissions.models import Submission
from portal.words import Kind, Regime

TEMPLATES = {
    Kind.NOTIFICATION: "notification_receipt",
    Kind.CHANGE: "change_receipt",
    Kind.REFERRAL: "referral_receipt",
}
"""Never one for young people's views: a mail on a shared device is a danger."""
FOLLOWED = (Kind.NOTIFICATION, Kind.CHANGE)
"""What its sender holds five words for, and can follow."""


def confirm(submission: Submission, team: Team, address: str) -> None:
    """Put a mail in the outbox that holds the reference and what happens next, and nothing of what was written.

    Nor the five words: whoever reads somebody's mail would hold both halves of the key to the page that follows it.
    Does nothing for a kind that has no receipt.
    """
    template = TEMPLATES.get(submission.kind)
    if template is None:
        return
    ways = {contact.kind: contact.value for contact in team.contacts}
    context = {
        "reference": submission.reference,
        "team": team.name,
        "phone": ways.get(ContactKind.PHONE, ""),
        "email": ways.get(ContactKind.EMAIL, ""),
    }
    if submission.kind in FOLLOWED:
        day = hours.local(promised(submission, team)).date()
        context |= {
            "day": format_date(day, "long", submission.language),
            "regime": str(regime_when_sent(submission)),
            "link": url_for("following.enter", lang=submission.language),
        }
    outbox.receipt(
        address,
        template=template,
        context=context,
        language=submission.language,
        submission_id=submission.id,
    )


def regime_when_sent(submission: Submission) -> Regime:
    """The law that was in force where it was sent to, on the day it came."""
    return regime_at(snapshot().council(submission.council), hours.local(submission.received_at).date())
