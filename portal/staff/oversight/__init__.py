"""Pages that look over the whole: the audit log, what was not delivered, how many young people spoke for themselves."""

from portal.staff.oversight import audit, delivery, voices

__all__ = ["audit", "delivery", "voices"]
