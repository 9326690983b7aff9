"""How staff pages call what the register knows by code."""

from __future__ import annotations

from portal.register.facts import Previous, Source, Support, System
from portal.words import ChildStatus, Rating, Suitability

STATUSES = {
    ChildStatus.NOT_CONFIRMED: "Not confirmed yet",
    ChildStatus.EHE: "Home educated",
    ChildStatus.FLEXI: "Flexi-schooled",
    ChildStatus.CME: "Missing education (CME)",
    ChildStatus.SCHOOL: "At school",
    ChildStatus.MOVED: "Moved away",
    ChildStatus.OVER_AGE: "Over school age",
    ChildStatus.OTHER: "Left for another reason",
    ChildStatus.MISTAKE: "Begun by mistake",
}
RATINGS = {
    Rating.RED: "Red",
    Rating.AMBER: "Amber",
    Rating.GREEN: "Green",
    Rating.TRIAGE: "Triage: not rated yet",
    Rating.NOT_KNOWN: "Not known",
}
SUITABILITIES = {
    Suitability.NOT_ASSESSED: "Not assessed yet",
    Suitability.SUITABLE: "It appears suitable",
    Suitability.MORE_ASKED: "More information asked for",
    Suitability.NOT_SUITABLE: "It appears not suitable",
    Suitability.NOT_KNOWN: "Not known",
}
SOURCES = {
    Source.PARENT: "A parent or carer",
    Source.CHILD: "The child",
    Source.SCHOOL: "The school",
    Source.SOCIAL_CARE: "Children’s social care",
    Source.EARLY_HELP: "Early help",
    Source.HEALTH: "Health",
    Source.SEND: "The SEND team",
    Source.POLICE: "Police",
    Source.OTHER_COUNCIL: "Another council",
    Source.OWN_RECORDS: "Our own older records",
    Source.OFFICER: "An officer saw or heard it",
    Source.OTHER: "Somebody else",
}
SUPPORTS = {
    Support.CHILD_PROTECTION: "Child protection plan (CP)",
    Support.ENQUIRIES: "Child protection enquiries (section 47)",
    Support.IN_NEED: "Child in need plan (CIN)",
    Support.LOOKED_AFTER: "Looked after by a council (CLA)",
    Support.TEAM_AROUND: "Team around the family (TAF)",
    Support.EARLY_HELP: "Early help",
    Support.DOMESTIC_ABUSE: "Notice of domestic abuse at home",
    Support.NOT_BROUGHT: "Was not brought to health appointments",
    Support.CONCERN: "A concern that somebody told us",
    Support.SEN_SUPPORT: "SEN support",
    Support.EHC_PLAN: "Education, health and care plan (EHC)",
    Support.EHC_ASSESSMENT: "Being assessed for an EHC plan",
    Support.MEDICAL: "Medical need",
}
PREVIOUS = {
    Previous.MAINTAINED: "School run by the council",
    Previous.ACADEMY: "Academy",
    Previous.FREE: "Free school",
    Previous.INDEPENDENT: "Independent school",
    Previous.SPECIAL: "Special school",
    Previous.ALTERNATIVE: "Alternative provision",
    Previous.PRU: "Pupil referral unit",
    Previous.EARLY_YEARS: "Nursery or other early years",
    Previous.HOME_ELSEWHERE: "Home educated in another area",
    Previous.NONE: "None: never in school",
    Previous.UNKNOWN: "Not known",
}
IDENTIFIERS = {
    System.UPN: "Unique pupil number (UPN)",
    System.MOSAIC: "Mosaic",
    System.SYNERGY: "Synergy",
    System.EYES: "EYES",
    System.ONE: "One (Capita)",
}
