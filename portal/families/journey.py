"""The parents' form: telling the council about home education."""

from __future__ import annotations

from datetime import timedelta

from portal.families.regime import regime_of
from portal.families.steps import children, family, place, reasons
from portal.journeys import Answers, Journey, Repeat
from portal.web.catalogues import lazy_gettext as _l
from portal.words import Kind


def child_name(child: Answers) -> str:
    """What to call a child on the list: the names as they were given."""
    return f"{child.get('first_name') or ''} {child.get('last_name') or ''}".strip()


CHILDREN = Repeat(
    "children",
    [
        children.ChildName,
        children.ChildBirth,
        children.School,
        children.SpecialSchool,
        children.SpecialSchoolExplained,
        children.AttendanceOrder,
        children.AttendanceOrderExplained,
        children.Leaving,
        children.Support,
    ],
    at_most=12,
    question=_l("Which children are you telling us about?"),
    name=child_name,
    add=_l("Add another child"),
)

NOTIFY = Journey(
    code="notify",
    kind=Kind.NOTIFICATION,
    endpoint="families.notify",
    title=_l("Tell the council about home education"),
    folder="families/notify",
    steps=[
        place.WhereYouAre,
        place.Postcode,
        place.OtherCouncil,
        place.Council,
        place.Elsewhere,
        CHILDREN,
        reasons.ReasonInWords,
        reasons.MainReason,
        reasons.OtherReasons,
        reasons.YourChoice,
        family.Health,
        family.HealthHelp,
        family.Helpers,
        family.Plans,
        family.YourName,
        family.Address,
        family.Contact,
    ],
    lifetime=timedelta(hours=24),
    derived={"regime": regime_of},
    check_heading=_l("Check what you are telling the council"),
)
