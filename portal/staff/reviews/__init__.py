"""Pages about ratings and reviews: the lists, one child's rating, the council's matrix."""

from portal.staff.reviews import calendar, lists, matrix

__all__ = ["calendar", "lists", "matrix"]
