"""The council's side: what was sent, the work on it, the register, reviews, what a council sets, and who looks over it.
Load, call one service, show."""

from portal.staff import children, council, oversight, reviews, submissions, work
from portal.staff.blueprint import bp

__all__ = ["blueprints", "children", "council", "oversight", "reviews", "submissions", "work"]

blueprints = (bp,)
