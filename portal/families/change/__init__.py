"""The parents' second form: telling the council that something is different now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from portal.families.change import home, school, what, where, who
from portal.families.lock import KEPT_FOR, LOCK
from portal.families.regime import regime_of
from portal.families.steps import place
from portal.families.steps.children import MOST_CHILDREN, child_name
from portal.journeys import Journey, Repeat
from portal.web.catalogues import lazy_gettext as _l
from portal.words import Kind

CHILDREN = Repeat(
    "children",
    [who.Child],
    at_most=MOST_CHILDREN,
    question=_l("Which children are you telling us about?"),
    name=child_name,
    add=_l("Add another child"),
)

CHANGE = Journey(
    code="change",
    kind=Kind.CHANGE,
    endpoint="families.change",
    title=_l("Tell the council that something has changed"),
    folder="families/change",
    steps=[
        what.WhatChanged,
        where.Postcode,
        place.OtherCouncil,
        where.Council,
        place.Elsewhere,
        school.SchoolPlace,
        school.SchoolFound,
        school.SchoolWanted,
        school.ChangedMind,
        CHILDREN,  # before a new home is named: what opens a form that has closed is a child's birthday
        home.Move,
        home.Address,
        home.AddressBefore,
        home.NewAddress,
        home.KeptSafe,
        home.NewPhone,
        what.Provision,
        home.Hours,
        home.Providers,
        what.TurningSixteen,
        what.InYourWords,
        who.You,
        who.Contact,
        who.LetterAddress,
    ],
    lifetime=timedelta(hours=24),
    keepable=True,
    kept_for=KEPT_FOR,
    lock=LOCK,
    check_heading=_l("Check what you are telling the council"),
    derived={"regime": regime_of},
)

ALSO = replace(CHANGE, code="change-also", endpoint="families.change_also")
"""The same, sent to the other council of a family that moved between two of this site. It is a form of its own, so that
the thank-you page of the first, with its code, stays."""
