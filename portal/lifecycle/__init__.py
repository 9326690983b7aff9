"""How long things are kept, and who is told again of what has waited for too long."""

from portal.lifecycle.deletion import purge_submissions
from portal.lifecycle.kept_forms import forget_mails, remind_keepers
from portal.lifecycle.purge import purge_codes, purge_drafts, purge_marks
from portal.lifecycle.reminders import remind_teams

__all__ = [
    "forget_mails",
    "purge_codes",
    "purge_drafts",
    "purge_marks",
    "purge_submissions",
    "remind_keepers",
    "remind_teams",
]
