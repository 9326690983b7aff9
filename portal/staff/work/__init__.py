"""Pages about the work itself: today, the backlog, many submissions at once, cover, clocks and terms."""

from portal.staff.work import backlog, checklist, clocks, cover, next_up, several, today

__all__ = ["backlog", "checklist", "clocks", "cover", "next_up", "several", "today"]
