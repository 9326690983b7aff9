"""One child's rating and reviews: what the matrix suggests and why, what was decided, and deciding again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs
from portal.casework import records
from portal.directory import hours
from portal.register import Child
from portal.register.refusals import Refused
from portal.reviews import ratings, schedule, standing, suitability
from portal.reviews.known import known_of
from portal.reviews.matrix import Matrix, Suggestion, assess
from portal.reviews.schedule import Why
from portal.reviews.suitability import NEEDS_EVIDENCE
from portal.reviews.versions import current
from portal.staff.blueprint import bp
from portal.staff.children.frame import framed
from portal.staff.children.openings import reading
from portal.staff.children.rating_forms import (
    DAY,
    INTERVAL,
    NONE,
    SAME,
    DayForm,
    EducationForm,
    MissingForm,
    RatingForm,
    ReviewForm,
)
from portal.staff.children.rating_history import Entry, entries
from portal.staff.children.wording import RATINGS, SUITABILITIES
from portal.staff.children.writing import writing
from portal.staff.people import names
from portal.staff.reviews.lists import list_from
from portal.staff.reviews.wording import LISTS, WHYS
from portal.storage import db
from portal.web import writes
from portal.web.fields import Choice
from portal.web.forms import Form
from portal.words import ChildStatus, Rating, Suitability

DONE = {
    "reviewed": "The review is done, and the next one is planned.",
    "rated": "The rating is written down.",
    "found": "How the education appears is written down.",
    "planned": "The next review is changed.",
    "missing": "The status is Missing education (CME) from that day.",
}
MEANWHILE = (
    "Somebody has written here since you opened this page, or what is known of the child has changed. Nothing you "
    "typed is lost. Look at the history and the suggestion, then press the button again."
)


@dataclass(frozen=True)
class Kind:
    """One of the forms: its code in the address, its words, the form, and what it does when it is filled in well."""

    code: str
    words: str
    form: type[Form]
    button: str
    act: Callable[[Child, Any, Suggestion, datetime], None]
    done: str


@bp.get("/register/<uuid:child_id>/rating")
@needs("child:see")
@writes
def child_rating(child_id: UUID) -> ResponseReturnValue:
    """What is suggested, what was decided before, and a form: the review, unless another one is asked for."""
    child = reading(child_id, "rating")
    kind = KINDS.get(request.args.get("form", ""), KINDS["review"])
    if kind.code == "missing":  # it stands beside the others, where it is offered
        kind = KINDS["review"]
    return _page(child, kind, kind.form.filled(_begins(kind)))


@bp.post("/register/<uuid:child_id>/rating")
@needs("child:change")
def decide_rating(child_id: UUID) -> ResponseReturnValue:
    """Write down what one of the forms says; or show what is wrong with it."""
    child = writing(child_id, "child:change")
    kind = KINDS.get(request.form.get("form", ""))
    if kind is None or (kind.code == "missing" and child.suitability != Suitability.NOT_SUITABLE):
        abort(404)
    form, now = kind.form(), datetime.now(UTC)
    suggestion = _suggestion(child, current(child.council), now)
    decided = _with_finding(child, form, suggestion, now)
    good = form.validate_on_submit()
    if good and request.form.get("state") != _state(child, suggestion):
        if _written_by_me(child, form, now):
            return _leads(child, kind.done)
        form.fail(MEANWHILE)
        return _page(child, kind, form), 409
    good = _sensible(form, decided) and good
    if not good:
        return _page(child, kind, form), 422
    try:
        kind.act(child, form, decided, now)
    except Refused as refused:
        db.session.rollback()  # what was written before the refusal is not so, and must not be on the page
        child = writing(child_id, "child:change")
        form.fail(str(refused), _about(form))
        return _page(child, kind, form), 422
    return _leads(child, kind.done)


def _review(child: Child, form: Any, suggestion: Suggestion, now: datetime) -> None:
    by = current_staff().id
    with_finding = form.education.data != SAME
    if with_finding:
        outcome = Suitability(form.education.data)
        suitability.find(
            child, outcome, form.held_on.data, form.reason.data, by, now, form.evidence.data, form.seen.data
        )
    rating = Rating(form.rating.data)
    ratings.rate(
        child, rating, form.reason.data, by, now, suggestion, form.against.data, brings_forward=False
    )  # the next day is chosen below
    as_suggested = rating == suggestion.rating
    schedule.done(
        child,
        form.reason.data,
        by,
        now,
        on=form.held_on.data,
        months=suggestion.months if as_suggested else None,
        next_on=form.next_on.data if form.next.data == DAY else None,
        none_because=form.none_because.data if form.next.data == NONE else "",
    )


def _rate(child: Child, form: Any, suggestion: Suggestion, now: datetime) -> None:
    by = current_staff().id
    ratings.rate(child, Rating(form.rating.data), form.reason.data, by, now, suggestion, form.against.data)


def _find(child: Child, form: Any, _suggestion: Suggestion, now: datetime) -> None:
    by, outcome = current_staff().id, Suitability(form.education.data)
    suitability.find(child, outcome, form.found_on.data, form.reason.data, by, now, form.evidence.data, form.seen.data)


def _plan(child: Child, form: Any, _suggestion: Suggestion, now: datetime) -> None:
    if form.plan.data == DAY:
        schedule.plan(child, form.day.data, form.reason.data, current_staff().id, now)
    else:
        schedule.no_review(child, form.reason.data, current_staff().id, now)


def _missing(child: Child, form: Any, _suggestion: Suggestion, now: datetime) -> None:
    reason = "The education appears not suitable."
    records.found_unsuitable(child, form.missing_from.data, reason, current_staff().id, now)


KINDS = {
    one.code: one
    for one in (
        Kind("review", "The review", ReviewForm, "Mark the review as done", _review, "reviewed"),
        Kind("rating", "A rating only", RatingForm, "Write the rating down", _rate, "rated"),
        Kind("education", "How the education appears only", EducationForm, "Write it down", _find, "found"),
        Kind("day", "Another day for the review", DayForm, "Change the next review", _plan, "planned"),
        Kind("missing", "Missing education", MissingForm, "Set the status", _missing, "missing"),
    )
}
"""The last one is offered only where the education appears not suitable."""


def _page(child: Child, kind: Kind, form: Form) -> str:
    now = datetime.now(UTC)
    today = hours.local(now).date()
    matrix = current(child.council)
    suggestion = _suggestion(child, matrix, now)
    _say_what_colours_mean(form, matrix)
    told = entries(child)
    coming = standing.open_reviews(child)
    kept = list_from(request.args, current_staff())
    said: list[Entry] = told[:HISTORY]
    return framed(
        "staff/children/rating.html",
        child,
        done=DONE.get(request.args.get("done", "")),
        kind=kind,
        kinds=[
            {"text": one.words, "href": _address(child, kept, one.code), "current": one is kind}
            for one in KINDS.values()
            if one.code != "missing"
        ],
        form=form,
        action=_address(child, kept),
        state=_state(child, suggestion),
        suggestion=suggestion,
        suggested=RATINGS[suggestion.rating],
        would=[
            (words, one, RATINGS[one.rating]) for words, one in _with_each_finding(child, matrix, suggestion, today)
        ],
        matrix=matrix,
        meanings=[(rating, RATINGS[rating], matrix.texts[rating]) for rating in Rating],
        coming=coming[0] if coming else None,
        coming_why=WHYS.get(Why(coming[0].why), "") if coming else "",
        coming_by=names([coming[0].by]).get(coming[0].by, "") if coming and coming[0].by else "",
        history=said,
        older=len(told) - len(said),
        to_missing=_to_missing(child, kind, today),
        missing_form=form if isinstance(form, MissingForm) else MissingForm.filled({}),
        next_href=_next(child, kept),
        list_words=LISTS.get(kept.get("which", ""), ""),  # type: ignore[call-overload]
    )


HISTORY = 30
"""Entries shown; the chronology has all of them."""


def _begins(kind: Kind) -> dict[str, Any]:
    """What a form begins with: days alone. A rating is never chosen beforehand."""
    today = hours.local(datetime.now(UTC)).date().isoformat()
    return {
        "review": {"held_on": today, "education": SAME, "next": INTERVAL},
        "education": {"found_on": today},
    }.get(kind.code, {})


def _to_missing(child: Child, kind: Kind, today: date) -> bool:
    """Whether to offer the status CME: the education appears not suitable, and the register says otherwise still."""
    return kind.code == "missing" or (
        child.suitability == Suitability.NOT_SUITABLE and child.current and child.status != ChildStatus.CME
    )


def _suggestion(child: Child, matrix: Matrix, now: datetime) -> Suggestion:
    return assess(known_of(child), matrix, hours.local(now).date())


def _with_finding(child: Child, form: Form, shown: Suggestion, now: datetime) -> Suggestion:
    """What the matrix suggests once what the same form says of the education counts; what was shown, where the rating
    chosen is that one: either is as suggested."""
    chosen: Any = form["education"].data if isinstance(form, ReviewForm) else None
    if chosen not in list(Suitability) or (isinstance(form, ReviewForm) and form.rating.data == shown.rating):
        return shown
    found = replace(known_of(child), suitability=Suitability(chosen))
    return assess(found, current(child.council), hours.local(now).date())


def _with_each_finding(child: Child, matrix: Matrix, shown: Suggestion, day: date) -> list[tuple[str, Suggestion]]:
    """What it would suggest if the education were found to appear one way or the other, where that is another thing."""
    known = known_of(child)
    outcomes = (Suitability.SUITABLE, Suitability.NOT_SUITABLE)
    would = [(SUITABILITIES[one], assess(replace(known, suitability=one), matrix, day)) for one in outcomes]
    return [(words, one) for words, one in would if (one.rating, one.months) != (shown.rating, shown.months)]


def _say_what_colours_mean(form: Form, matrix: Matrix) -> None:
    """The council's own words stand beside each colour to choose."""
    if "rating" not in form:
        return
    field: Any = form["rating"]
    field.choices = [
        Choice(choice.code, choice.label, hint=matrix.texts[Rating(choice.code)]) for choice in field.choices
    ]


def _sensible(form: Any, suggestion: Suggestion) -> bool:
    """What only two answers together can be wrong in. Adds the message beside the field."""
    good = True
    chosen = form.rating.data if "against" in form and not form.rating.errors else None
    if chosen and chosen != suggestion.rating and not form.against.data:
        words = RATINGS[suggestion.rating].lower()
        form.fail(f"The matrix suggests {words}. Write why you decided otherwise", "against")
        good = False
    if "education" in form and not form.evidence.data and form.education.data in {str(one) for one in NEEDS_EVIDENCE}:
        form.fail("Choose what you went by: somebody must have seen or heard something", "evidence")
        good = False
    return good


def _about(form: Form) -> str | None:
    """The field that a refusal of a day is about."""
    days = {"next_on": ReviewForm, "day": DayForm, "missing_from": MissingForm}
    return next((name for name, kind in days.items() if isinstance(form, kind) and form[name].data), None)


def _state(child: Child, suggestion: Suggestion) -> str:
    """What stands here now, in a few signs: a form that was drawn before something else was written is told so."""
    rated, found = ratings.history(child)[:1], suitability.history(child)[:1]
    ids = [row.id.hex for row in (*rated, *found, *standing.open_reviews(child))]
    said = [*ids, str(child.status), suggestion.rating, str(suggestion.score), str(suggestion.matrix)]
    return sha256(" ".join(said).encode()).hexdigest()[:16]


def _written_by_me(child: Child, form: Any, now: datetime) -> bool:
    """Whether the very same was written by this person a moment ago: a button pressed twice."""
    if "rating" not in form:
        return False
    last = next(iter(ratings.history(child)), None)
    return (
        last is not None
        and last.by == current_staff().id
        and (now - last.at).total_seconds() < 60
        and (last.rating, last.said["reason"]) == (form.rating.data, form.reason.data)
    )


def _next(child: Child, kept: dict[str, str]) -> str | None:
    given: dict[str, Any] = dict(kept)
    return url_for("staff.next_review", but=child.id, **given) if kept else None


def _address(child: Child, kept: dict[str, str], form: str | None = None, done: str | None = None) -> str:
    given: dict[str, Any] = dict(kept)
    return url_for("staff.child_rating", child_id=child.id, form=form, done=done, **given)


def _leads(child: Child, done: str) -> ResponseReturnValue:
    return redirect(_address(child, list_from(request.args, current_staff()), done=done), 303)
