"""The field that takes five words, and what every page that asks for them says about it."""

from __future__ import annotations

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import TextField
from portal.web.fields.base import Text

HINT = _l("Small mistakes are okay. So are capital letters. Only the order must be right.")
WRONG_WORDS = _l("We do not know these words. Check each one and the order they are in.")
TOO_MANY_TRIES = _l("Too many wrong words were tried on this site. Wait ten minutes, then try again.")


class CodeField(TextField):
    """Whatever somebody types. Only the look-up says whether it is a code, and it says no more than that."""

    direction = "ltr"
    capitals = "none"

    def check(self) -> Text | None:
        return None
