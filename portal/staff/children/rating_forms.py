"""Forms of the page of ratings and reviews."""

from __future__ import annotations

from datetime import date

from portal.reviews.matrix import COLOURS
from portal.reviews.suitability import EARLIEST
from portal.staff.children.wording import RATINGS, SUITABILITIES
from portal.staff.reviews.wording import EVIDENCE
from portal.web.fields import Choice, ChoiceField, ChoicesField, DateField, LongTextField, TextField
from portal.web.forms import Form
from portal.words import Suitability

SAME = "same"
INTERVAL, DAY, NONE = "interval", "day", "none"
LONGEST = 2000
_OUTCOMES = [
    Choice(str(code), SUITABILITIES[code])
    for code in (Suitability.SUITABLE, Suitability.MORE_ASKED, Suitability.NOT_SUITABLE, Suitability.NOT_KNOWN)
]


def _earliest() -> date:
    return EARLIEST


def rating_field() -> ChoiceField:
    """Red, amber or green; what each means here is put in by the view."""
    return ChoiceField(
        "Rating",
        choices=[Choice(str(code), RATINGS[code]) for code in reversed(COLOURS)],
        required="Choose a rating",
    )


def against_field() -> LongTextField:
    return LongTextField(
        "Why not as the matrix suggests?",
        hint="Only if you choose another rating than the one it suggests.",
        thing="Why not as suggested",
        at_most=LONGEST,
        rows=2,
    )


def evidence_field(hint: str) -> ChoicesField:
    return ChoicesField(
        "What did you go by?",
        hint=hint,
        choices=[Choice(str(code), words) for code, words in EVIDENCE.items()],
    )


def seen_field() -> TextField:
    return TextField("What you saw or read (optional)", thing="What you saw or read", at_most=500)


class ReviewForm(Form):
    """The whole review in one step."""

    rating = rating_field()
    reason = LongTextField(
        "What did you find, and why this rating?",
        hint="Colleagues read this at the next review.",
        thing="What you found",
        required="Write what you found, and why this rating",
        at_most=LONGEST,
        rows=4,
    )
    against = against_field()
    education = ChoiceField(
        "How does the education appear?",
        choices=[Choice(SAME, "Nothing new to say about it"), *_OUTCOMES],
        required="Choose how the education appears",
    )
    evidence = evidence_field("Needed if you say that it appears suitable or not suitable.")
    seen = seen_field()
    held_on = DateField(
        "When was the review?",
        thing="The day of the review",
        earliest=_earliest,
        past_only=True,
        required="Enter the day of the review",
    )
    next = ChoiceField(
        "When is the next review?",
        choices=[
            Choice(INTERVAL, "After the interval of the rating"),
            Choice(DAY, "On a day I choose", reveals="next_on"),
            Choice(NONE, "No review is needed", reveals="none_because"),
        ],
        required="Choose when the next review is",
    )
    next_on = DateField("Day of the next review", required="Enter the day of the next review")
    none_because = LongTextField(
        "Why is no review needed?",
        thing="Why no review is needed",
        required="Write why no review is needed",
        at_most=LONGEST,
        rows=2,
    )


class RatingForm(Form):
    """A rating between reviews."""

    rating = rating_field()
    reason = LongTextField(
        "Why this rating?",
        thing="Why this rating",
        required="Write why you chose this rating",
        at_most=LONGEST,
        rows=4,
    )
    against = against_field()


class EducationForm(Form):
    """How the education appears, between reviews."""

    education = ChoiceField(
        "How does the education appear?", choices=_OUTCOMES, required="Choose how the education appears"
    )
    found_on = DateField("On which day?", thing="The day", earliest=_earliest, past_only=True, required="Enter the day")
    evidence = evidence_field("Needed if you say that it appears suitable or not suitable.")
    seen = seen_field()
    reason = LongTextField(
        "What makes you say so?",
        hint="For this child: age, ability, aptitude and any special educational needs.",
        thing="What makes you say so",
        required="Write what makes you say so",
        at_most=LONGEST,
        rows=4,
    )


class DayForm(Form):
    """Another day for the next review, or none."""

    plan = ChoiceField(
        "The next review",
        choices=[
            Choice(DAY, "Is on a day I choose", reveals="day"),
            Choice(NONE, "Is not needed"),
        ],
        required="Choose what is to happen with the next review",
    )
    day = DateField("Day of the next review", required="Enter the day of the next review")
    reason = LongTextField("Why?", thing="Why", required="Write why", at_most=LONGEST, rows=3)


class MissingForm(Form):
    """From which day on a child is missing education."""

    missing_from = DateField("From which day?", thing="The day", required="Enter the day")
