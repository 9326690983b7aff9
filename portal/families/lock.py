"""What closes a parent's form on a shared device, and what opens it again."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import ngettext

from portal.journeys.journey import Lock
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import DateField, today
from portal.web.forms import Form


class OpenAgain(Form):
    """A child's date of birth: the family knows it, and it was asked for early in the form."""

    born = DateField(
        _l("What is the date of birth of a child in your answers?"),
        hint=_l("For example, 27 3 2014"),
        thing=_l("The date of birth"),
        required=_l("Enter the date of birth of a child in your answers"),
        latest=today,
        past_only=True,
    )


def _wrong(left: int) -> str:
    """What to say of a date that no child in the answers was born on."""
    said: str = ngettext(
        "No child in your answers has this date of birth. Check it. You can try %(num)s more time",
        "No child in your answers has this date of birth. Check it. You can try %(num)s more times",
        left,
    )
    return said


KEPT_FOR = timedelta(days=28)
"""How long a form waits for somebody who saved it."""
LOCK = Lock(key=OpenAgain, field="born", wrong=_wrong, way_back="coming_back.enter")
