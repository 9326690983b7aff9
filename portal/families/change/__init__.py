"""The parents' second form: telling the council that something is different now."""

from __future__ import annotations

from datetime import timedelta

from portal.families.change.what import WhatChanged
from portal.families.regime import regime_of
from portal.families.steps import family, place
from portal.journeys import Journey
from portal.web.catalogues import lazy_gettext as _l
from portal.words import Kind

CHANGE = Journey(
    code="change",
    kind=Kind.CHANGE,
    endpoint="families.change",
    title=_l("Tell the council that something has changed"),
    folder="families/change",
    steps=[
        WhatChanged,
        place.Postcode,
        place.OtherCouncil,
        place.Council,
        place.Elsewhere,
        family.YourName,
        family.Contact,
    ],
    lifetime=timedelta(hours=24),
    check_heading=_l("Check what you are telling the council"),
    derived={"regime": regime_of},
)
