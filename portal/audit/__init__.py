"""Who did what and who looked: rows that can be added and checked, but not quietly changed."""

from portal.audit.chain import record, verify
from portal.audit.models import AuditHead, AuditLine, Event

__all__ = ["AuditHead", "AuditLine", "Event", "record", "verify"]
