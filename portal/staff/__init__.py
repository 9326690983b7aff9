"""The council's side: the queue, one submission, delivery, contacts and the audit log. Load, call one service, show."""

from portal.staff import audit, contacts, delivery, queue, submission
from portal.staff.blueprint import bp

__all__ = ["audit", "blueprints", "contacts", "delivery", "queue", "submission"]

blueprints = (bp,)
