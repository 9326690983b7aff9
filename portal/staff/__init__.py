"""The council's side: the queue, one submission, delivery and the audit log. Load, call one service, show."""

from portal.staff import audit, delivery, queue, submission
from portal.staff.blueprint import bp

__all__ = ["audit", "blueprints", "delivery", "queue", "submission"]

blueprints = (bp,)
