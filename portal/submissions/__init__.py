"""Receiving what people send: record, route, outbox and audit in one transaction."""

from portal.submissions.models import RouteTaken, Status, Submission, SubmissionEvent, Told
from portal.submissions.receive import AlreadyReceived, nudge, receive, send_to

__all__ = [
    "AlreadyReceived",
    "RouteTaken",
    "Status",
    "Submission",
    "SubmissionEvent",
    "Told",
    "nudge",
    "receive",
    "send_to",
]
