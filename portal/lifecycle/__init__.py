"""How long things are kept, and who is told again of what has waited for too long."""

from portal.lifecycle.purge import purge_codes, purge_drafts, purge_marks
from portal.lifecycle.reminders import remind_teams

__all__ = ["purge_codes", "purge_drafts", "purge_marks", "remind_teams"]
