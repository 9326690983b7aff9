"""The parents' form: telling the council about home education."""

from __future__ import annotations

from datetime import timedelta

from portal.families.lock import KEPT_FOR, LOCK
from portal.families.regime import regime_of
from portal.families.steps import children, family, health, more, place, reasons, register
from portal.journeys import Journey, Repeat
from portal.web.catalogues import lazy_gettext as _l
from portal.words import Kind

CHILDREN = Repeat(
    "children",
    [
        children.ChildName,
        children.School,
        children.Rules,
        children.Enquiries,
        children.RulesExplained,
        children.Leaving,
        children.Support,
    ],
    at_most=children.MOST_CHILDREN,
    question=_l("Which children are you telling us about?"),
    name=children.child_name,
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
        children.LetterCopy,
        reasons.ReasonInWords,
        reasons.MainReason,
        reasons.OtherReasons,
        reasons.YourChoice,
        family.Talk,
        family.YourName,
        family.Address,
        family.Contact,
        # Before the page that says "all of this is up to you", for with the registers this is not.
        register.Addresses,
        register.Parents,
        register.PROVIDERS,
        register.Hours,
        more.More,
        health.Health,
        health.HealthHelp,
        health.HealthPass,
        more.Plans,
        more.Helpers,
        more.Talking,
        more.ChildVoice,
        more.OtherParent,
        more.OtherChildren,
        more.Differs,
        more.Safety,
        more.Background,
        more.Else,
    ],
    lifetime=timedelta(hours=24),
    keepable=True,
    kept_for=KEPT_FOR,
    lock=LOCK,
    send_anytime=True,
    needed_first=True,
    derived={"regime": regime_of},
    check_heading=_l("Check what you are telling the council"),
)
