"""The young person's own form: a few calm questions, each of which can be left out but the place."""

from __future__ import annotations

from datetime import timedelta

from portal.journeys import Journey
from portal.web.catalogues import lazy_gettext as _l
from portal.words import Kind
from portal.young_people.before_steps import Age, AnotherTime, FurtherAway, Place, Ready, WithWhom
from portal.young_people.contact_steps import SafeTimes, SafeWays, Someone, WhoYouAre, WithWhomToTalk
from portal.young_people.questions import Feeling, GoodAndHard, HadSay, Health, HelpToLearn, People, Wish
from portal.young_people.safety_steps import Safe, Worries, with_help

VIEWS = Journey(
    code="views",
    kind=Kind.VIEWS,
    endpoint="young_people.views",
    title=_l("Tell us what you think"),
    folder="young_people/views",
    steps=with_help(
        [
            Ready,
            WithWhom,
            AnotherTime,
            Age,
            Place,
            FurtherAway,
            Feeling,
            HadSay,
            GoodAndHard,
            Wish,
            People,
            HelpToLearn,
            Health,
            Safe,
            Worries,
            Someone,
            WithWhomToTalk,
            SafeWays,
            SafeTimes,
            WhoYouAre,
        ]
    ),
    lifetime=timedelta(hours=2),
    send_anytime=True,
    resumable=False,
    keepable=True,
    aloud=True,
    check_heading=_l("Look at your words before you send them"),
)
