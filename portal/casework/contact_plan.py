"""How it is safe to reach a young person: what they said, which ways that stops, and who went against it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import exists, literal, select

from portal import audit
from portal.audit import Event
from portal.casework.models import PlanOverride
from portal.casework.refusals import Refused, reason_given
from portal.storage import CannotOpen, db
from portal.submissions import Submission, SubmissionEvent
from portal.submissions.history import leave
from portal.words import Kind

OVERRIDE_LASTS = timedelta(hours=24)


class Way(StrEnum):
    """How staff could reach a young person."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    THROUGH = "through"
    """Through somebody they named."""
    VISIT = "visit"
    CODE = "code"
    """An answer on this site. It is sent to nobody: only who has the code reads it, so no plan ever stops it."""


class Came(StrEnum):
    """What came of trying."""

    REACHED = "reached"
    SENT = "sent"
    SPOKE = "spoke"
    """With the person they named, not yet with them."""
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    SOMEBODY_ELSE = "somebody_else"
    WRONG = "wrong"
    """The number or the address was not right."""
    NOT_SAFE = "not_safe"
    """It turned out not to be a safe moment."""


class Stopped(Refused):
    """The young person's plan does not allow this way. The text says why, as staff may tell one another."""


@dataclass(frozen=True)
class Given:
    """A number or an address that they wrote, and the answer that it stands in."""

    name: str
    value: str


WANTED = {
    "yes": "They would like somebody to get in touch.",
    "no": "They do not want anybody to get in touch.",
    "not_sure": "They are not sure whether they want anybody to get in touch.",
}
UNSAID = "They did not say whether they want anybody to get in touch."
NO_WAY = "They gave no way that they know to be safe."
NOT_AT_ALL = "They asked that nobody gets in touch."
BY_CODE = "They asked to be answered only here, where they read it with their code."
NAMED = {
    "text_me": (Way.TEXT, "text_number", "Reach them only by text message.", "only by text"),
    "call_me": (Way.PHONE, "call_number", "Reach them only by calling.", "only by phone"),
    "email_me": (Way.EMAIL, "own_email", "Reach them only by email.", "only by email"),
    "through_someone": (
        Way.THROUGH,
        "through_whom",
        "Reach them only through the person they named.",
        "only through somebody they named",
    ),
    "write_to_me": (Way.LETTER, "letter_address", "Reach them only by letter.", "only by letter"),
}
"""For each way they can name: the way, where it leads, the sentence for staff, and how a reason names it."""

NOT_GIVEN = {
    Way.TEXT: "They asked for a text message, but gave no number.",
    Way.PHONE: "They asked for a call, but gave no number.",
    Way.EMAIL: "They asked for an email, but gave no address.",
    Way.THROUGH: "They asked to be reached through somebody, but did not say who that is.",
    Way.LETTER: "They asked for a letter, but gave no address.",
}
DANGER = {
    Way.PHONE: "A call may be heard by somebody at home.",
    Way.TEXT: "A text message may be read by somebody who holds their phone.",
    Way.EMAIL: "An email may be read by somebody who uses the same device.",
    Way.LETTER: "A letter may be opened by somebody at home.",
    Way.THROUGH: "Whoever is asked to pass something on then knows.",
    Way.VISIT: "A visit may be seen by somebody at home.",
}
NO_LETTERS = "They said that we may not write to them."
DOES_NOT_OPEN = "What they said about getting in touch does not open, so nobody knows which way is safe."

MESSAGE = {
    "yes": "If nobody answers, you may leave a message.",
    "no": "If nobody answers, leave no message.",
}
MESSAGE_UNSAID = "They did not say that a message may be left: leave none."
NEVER_LETTERS = "Send no letter, whatever else they said."
LETTERS_TOO = "They would not mind a letter, but gave no address for one."
NOTICE = "A short email tells them that somebody has answered. Nothing else may go to that address."

ADDRESSES: Mapping[Way, tuple[str, ...]] = {
    Way.PHONE: ("call_number", "text_number"),
    Way.TEXT: ("text_number", "call_number"),
    Way.EMAIL: ("own_email", "notice_email"),
    Way.LETTER: ("letter_address",),
    Way.THROUGH: ("through_whom",),
    Way.VISIT: ("letter_address",),
}
"""Where a way leads: the answer that was given for it, then one that was given for another and may help in need."""


@dataclass(frozen=True)
class ContactPlan:
    """What one young person said about getting in touch. Build it with :meth:`of`."""

    wants: str
    how: str
    addresses: Mapping[str, str]
    """By the name of the answer: only those they gave."""
    when: str
    where: str
    word: str
    message_ok: str
    may_write: str
    must_not_know: str

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        """The plan in the answers of the young person's form. What they do not hold was not said."""

        def said(name: str) -> str:
            value = answers.get(name)
            return value.strip() if isinstance(value, str) else ""

        names = {name for several in ADDRESSES.values() for name in several}
        return cls(
            wants=said("wants_contact"),
            how=said("contact_how"),
            addresses={name: said(name) for name in sorted(names) if said(name)},
            when=said("safe_when"),
            where=said("safe_where"),
            word=said("safe_word"),
            message_ok=said("message_ok"),
            may_write=said("may_write"),
            must_not_know=said("must_not_know"),
        )

    @property
    def way(self) -> Way | None:
        """The one way they named, if it is one that staff can go."""
        return NAMED[self.how][0] if self.how in NAMED else None

    @property
    def sentences(self) -> list[str]:
        """All of it, in the order in which one needs to know it before dialling. No number and no address."""
        return [WANTED.get(self.wants, UNSAID), *self._how(), *self.circumstances]

    @property
    def circumstances(self) -> list[str]:
        """When and where it is safe, the word to say, messages, letters, and who must not know."""
        lines = []
        if self.when:
            lines.append(f"When: {self.when}")
        if self.where:
            lines.append(f"Where it is safe: {self.where}")
        if self.word:
            lines.append(f"Say this, so that they know who you are: {self.word}")
        if self.way is Way.PHONE or self.message_ok in MESSAGE:
            lines.append(MESSAGE.get(self.message_ok, MESSAGE_UNSAID))
        if self.may_write == "no":
            lines.append(NEVER_LETTERS)
        elif self.may_write == "yes" and self.way is not Way.LETTER:
            lines.append(LETTERS_TOO)
        if self.must_not_know:
            lines.append(f"Must not know: {self.must_not_know}")
        return lines

    def stopped(self, way: Way) -> str | None:
        """Why ``way`` is not open, in a plain sentence or two; None when it is.

        Open are an answer here, and the one way that they named with an address for it. "May we write? No" stops
        letters whatever else they said. Times are shown to staff and not held against the clock.
        """
        if way is Way.CODE:
            return None
        if way is Way.LETTER and self.may_write == "no":
            return f"{NO_LETTERS} {DANGER[way]}"
        if self.wants == "no":
            return f"{WANTED['no']} {DANGER[way]}"
        if self.how in ("not_at_all", "by_code"):
            return f"{NOT_AT_ALL if self.how == 'not_at_all' else BY_CODE} {DANGER[way]}"
        if self.how not in NAMED:
            return f"{NO_WAY} {DANGER[way]}"
        named, answer, _, only = NAMED[self.how]
        if named is not way:
            return f"They asked to be reached {only}. {DANGER[way]}"
        return None if answer in self.addresses else NOT_GIVEN[way]

    def given(self, way: Way) -> Given | None:
        """Where ``way`` leads, for who may go it; what was given for another way, if there is nothing else."""
        names = (name for name in ADDRESSES.get(way, ()) if name in self.addresses)
        return next((Given(name, self.addresses[name]) for name in names), None)

    def _how(self) -> list[str]:
        if self.how == "by_code":
            return [BY_CODE, *([NOTICE] if "notice_email" in self.addresses else [])]
        if self.how == "not_at_all":
            return [NOT_AT_ALL]
        return [NAMED[self.how][2]] if self.how in NAMED else [NO_WAY]


def plan_for(submission: Submission) -> ContactPlan | None:
    """The plan of the young person who wrote it; None for what a parent or a professional sent.

    Raises CannotOpen when the words were tampered with.
    """
    return ContactPlan.of(submission.said["answers"]) if submission.kind == Kind.VIEWS else None


def why_stopped(submission: Submission, way: Way) -> str | None:
    """Why the plan stops ``way``; None when it does not. A plan that does not open stops all but an answer here."""
    try:
        plan = plan_for(submission)
    except CannotOpen:
        return None if way is Way.CODE else f"{DOES_NOT_OPEN} {DANGER[way]}"
    return plan.stopped(way) if plan else None


def must_allow(submission: Submission, way: Way, by: UUID, now: datetime) -> PlanOverride | None:
    """Go on only if the staff member ``by`` may reach this young person by ``way`` now.

    Gives the override that it rests on, or None where the plan itself allows it. Raises Stopped with the reason.
    Ask this before every call, text, email, letter and visit, wherever it begins.
    """
    reason = why_stopped(submission, way)
    if reason is None:
        return None
    standing = standing_override(submission, way, by, now)
    if standing is None:
        raise Stopped(reason)
    return standing


def standing_override(submission: Submission, way: Way, by: UUID, now: datetime) -> PlanOverride | None:
    """The decision of ``by`` to go this way all the same, while it stands: for 24 hours or one contact."""
    return standing_overrides(submission, by, now).get(way)


def standing_overrides(submission: Submission, by: UUID, now: datetime) -> dict[Way, PlanOverride]:
    """Every such decision of ``by``, by its way."""
    used = exists().where(
        SubmissionEvent.submission_id == PlanOverride.submission_id,
        SubmissionEvent.by == PlanOverride.by,
        SubmissionEvent.what == literal("contact_").concat(PlanOverride.way),
        SubmissionEvent.at >= PlanOverride.at,
    )
    standing = select(PlanOverride).where(
        PlanOverride.submission_id == submission.id,
        PlanOverride.by == by,
        PlanOverride.at > now - OVERRIDE_LASTS,
        ~used,
    )
    return {Way(one.way): one for one in db.session.scalars(standing.order_by(PlanOverride.at))}


def override(submission: Submission, way: Way, reason: str, by: UUID, now: datetime) -> PlanOverride:
    """Decide to go a stopped way: this way, this person, one contact, within 24 hours.

    One that already stands is given back and nothing is added. The caller holds the submission's row, and has asked
    whether ``by`` may do this. Raises Refused when nothing stops the way, or the reason has fewer than ten letters.
    """
    if why_stopped(submission, way) is None:
        raise Refused("Their plan allows this. There is nothing to go against.")
    reason = reason_given(reason)
    if standing := standing_override(submission, way, by, now):
        return standing
    made = PlanOverride(submission_id=submission.id, way=way, by=by, at=now)
    made.reason = reason
    db.session.add(made)
    leave(submission, "plan_overridden", by, now, {"way": way, "reason": reason})
    audit.record(Event.PLAN_OVERRIDDEN, submission, by=by, way=str(way))
    return made


def show(submission: Submission, way: Way, by: UUID, now: datetime) -> PlanOverride | None:
    """The number or address is put before ``by``: a look that is logged. Raises Stopped, like :func:`must_allow`."""
    standing = must_allow(submission, way, by, now)
    audit.record(Event.SUBMISSION_READ, submission, by=by, way=str(way), against_plan=standing is not None)
    return standing


def contacted(submission: Submission, way: Way, came: Came, note: str, by: UUID, now: datetime) -> None:
    """Write down what came of reaching out: one line of history, and the override it rested on is used up.

    Raises Stopped, like :func:`must_allow`.
    """
    standing = must_allow(submission, way, by, now)
    against = standing is not None
    leave(submission, f"contact_{way}", by, now, {"came": came, "note": note, "against_plan": against})
    audit.record(Event.SUBMISSION_CONTACTED, submission, by=by, way=str(way), came=str(came), against_plan=against)
