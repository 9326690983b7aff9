"""Asking for a postcode, for somebody who does not know which council is theirs."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.directory.postcodes import Found, Outside, find
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import PostcodeField
from portal.web.forms import Form


class WhereYouLive(Form):
    """The one question. What is typed goes nowhere, not even into an address."""

    postcode = PostcodeField(
        _l("What is your postcode?"),
        hint=_l("It looks like LU1 2BQ. You can find it on a letter to your home. We do not keep it."),
        required=_l("Write your postcode"),
    )

    def place(self) -> Found | Outside | None:
        """Where the postcode is, of a form that was found right; None, and a message beside it, where there is no such
        postcode."""
        found = find(str(self.postcode.stored))
        if isinstance(found, Found | Outside):
            return found
        self.fail(_("We do not know that postcode. Check it, or choose your council from the list"), "postcode")
        return None
