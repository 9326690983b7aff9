"""What has changed: it decides what else is asked, and how soon somebody looks."""

from __future__ import annotations

from portal.journeys import Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField


class WhatChanged(Step):
    """A school place can be gone within days, so the first two are looked at today."""

    code = "what-changed"
    question = _l("What has changed?")
    label = Label.MUST

    what_changed = ChoiceField(
        question,
        choices=[
            Choice("back_to_school", _l("Our child goes back to school, or wants to")),
            Choice("changed_mind", _l("We have changed our mind, and home education has not begun yet")),
            Choice("moved_in", _l("We have moved to this area")),
            Choice("moved_out", _l("We are moving away, or have moved")),
            Choice("contact", _l("Our address, phone number, email or name is different")),
            Choice("provision", _l("The way our child learns is different")),
            Choice("turning_16", _l("Our child is 16, or nearly")),
            Choice("other", _l("Something else")),
        ],
        required=_l("Choose what has changed"),
    )
