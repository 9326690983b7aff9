"""The professionals' form: telling a team about a child. The shortest path first, and the phone before the form."""

from __future__ import annotations

from datetime import timedelta

from portal.journeys import Journey
from portal.partners.steps import child, place, you
from portal.web.catalogues import lazy_gettext as _l
from portal.words import Kind

REFER = Journey(
    code="refer",
    kind=Kind.REFERRAL,
    endpoint="partners.refer",
    title=_l("Tell a team about a child"),
    folder="partners/refer",
    steps=[
        place.InDanger,
        place.Postcode,
        place.OtherCouncil,
        place.Council,
        place.CallNow,
        place.Elsewhere,
        child.Child,
        child.HomeAndSchool,
        child.Belief,
        child.Worry,
        child.CallFirst,
        child.FamilyKnows,
        you.Agency,
        you.YourDetails,
    ],
    lifetime=timedelta(hours=24),
    check_heading=_l("Check before you send"),
)
