"""How staff pages call what a contact log knows by code."""

from __future__ import annotations

from collections.abc import Mapping

from portal.casework.contact_log import Came, Health, Views, Way, Whom

WAYS: Mapping[Way, str] = {
    Way.VISIT_HOME: "Visit at home",
    Way.VISIT_ELSEWHERE: "Visit elsewhere",
    Way.MEETING: "Meeting",
    Way.PHONE: "Phone call",
    Way.VIDEO: "Video call",
    Way.TEXT: "Text message",
    Way.EMAIL: "Email",
    Way.LETTER: "Letter",
    Way.SCHOOL: "With a school",
    Way.SERVICE: "With another service",
}
CAME: Mapping[Came, str] = {
    Came.REACHED: "Reached: we met, talked or had an answer",
    Came.SENT: "Sent, no answer yet",
    Came.NOBODY_IN: "Nobody in",
    Came.NO_ANSWER: "No answer",
    Came.MOVED: "They seem to have moved",
    Came.WRONG: "The number or address is wrong",
    Came.OTHER: "Failed for another reason",
}
CAME_SHORT: Mapping[Came, str] = {**CAME, Came.REACHED: "Reached"}
WHOM: Mapping[Whom, str] = {
    Whom.CHILD: "The child",
    Whom.PARENT: "A parent or carer",
    Whom.FAMILY: "Somebody else of the family",
    Whom.SCHOOL: "Somebody from a school",
    Whom.SERVICE: "Somebody from another service",
    Whom.OTHER: "Somebody else",
}
VIEWS: Mapping[Views, str] = {
    Views.ASKED: "Yes, they were asked",
    Views.DECLINED: "Offered, and they did not want to say",
    Views.NOT_ASKED: "No",
}
HEALTH: Mapping[Health, str] = {
    Health.YES: "Yes",
    Health.NO: "No",
    Health.NOT_THIS_TIME: "Not this time: ask at the next contact",
}
