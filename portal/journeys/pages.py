"""Serving a journey: which page this address is, whether the person can be there, and what pressing a button does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.journeys import closing, drafts
from portal.journeys.answers import Answers
from portal.journeys.closing import REMOVE, go, typed_here
from portal.journeys.journey import RESERVED, Journey, Place, field_names, item_number
from portal.journeys.models import Draft
from portal.journeys.progress import CHECK, Progress
from portal.journeys.review import review
from portal.journeys.step import Step
from portal.storage import db
from portal.web.catalogues import lazy_gettext as _l
from portal.web.forms import Form
from portal.web.kept import keep_form

SENT = "sent"
KEPT = "kept"
INVALID = 422

TOO_LATE = _l(
    "This page was open for a long time, so we removed your earlier answers to keep them private. "
    "What you wrote here is still here. Press the button to start again and keep it."
)
STALE = _l("Your answers were changed in another window. Look at them again before you send.")


@dataclass(frozen=True)
class Ending:
    """What happens with a finished journey; given by the room that knows about councils and submissions."""

    destination: Callable[[Journey, Answers], Mapping[str, Any]]
    """Who will get it, for the check page."""
    send: Callable[[Journey, Draft, Progress], None]
    """Turn the draft into a submission and set ``draft.submission_id``."""
    sent: Callable[[Journey, Draft], ResponseReturnValue]
    """The thank-you page of a draft that was sent."""
    keep: Callable[[Journey, Draft, datetime], None] | None = None
    """Put the draft away for another day, with a code; None where that is not offered."""
    kept: Callable[[Journey, Draft, datetime], ResponseReturnValue] | None = None
    """The page that shows the code; None where it only shows it."""
    before: Callable[[], Mapping[str, Any]] = dict
    """What the start page shows beside its words."""


def run(journey: Journey, address: str, ending: Ending) -> ResponseReturnValue:
    """Answer one request for a page of the journey.

    When the database cannot take an answer, the error page gives back everything typed (portal.web.errors).
    """
    return _serve(journey, address, ending, datetime.now(UTC))


def _serve(journey: Journey, address: str, ending: Ending, now: datetime) -> ResponseReturnValue:
    draft = drafts.current(journey, now)
    if not address:
        return _start(journey, draft, ending, now)
    if draft and draft.submission_id:
        return ending.sent(journey, draft) if address == SENT else go(journey, SENT)
    if draft and (away := drafts.put_away(draft)):
        return _away(journey, draft, away, address, ending, now)
    if draft is None:
        return _without_draft(journey, address, now)
    made = drafts.progress(draft, journey)
    if journey.lock:
        if closed := closing.guard(journey, draft, made, address, now):
            return closed
        drafts.stay_open(draft, journey, now)
        if address == REMOVE:
            return closing.remove(journey, draft, made.where())
    return _page(journey, draft, made, address, ending, now)


def _page(
    journey: Journey, draft: Draft, made: Progress, address: str, ending: Ending, now: datetime
) -> ResponseReturnValue:
    """A page of a draft that is open, or the way to the one that the person can be on."""
    if address == CHECK:
        return _check(journey, draft, made, ending, now)
    place = made.path.place(address)
    if place is None and journey.page(address) is None and address not in RESERVED:
        abort(404)
    if place is None or not made.may_open(address):
        return go(journey, made.next())
    if place.step:
        return _question(journey, draft, made, place, ending, now)
    return _items(journey, draft, made, place, ending, now)


def _start(journey: Journey, draft: Draft | None, ending: Ending, now: datetime) -> ResponseReturnValue:
    form = Form()
    if request.method == "POST" and form.validate():
        drafts.start(journey, now)
        return go(journey, Progress(journey).next(), begun=1)
    unfinished = draft if draft and not draft.submission_id and journey.resumable else None
    away = bool(unfinished and drafts.put_away(unfinished))
    page = render_template(
        f"{journey.folder}/start.html",
        journey=journey,
        short_help=True,
        form=form,
        resume=drafts.progress(unfinished, journey).where() if unfinished and not away else None,
        kept_until=unfinished.expires_at if unfinished and unfinished.code_key else None,
        lost="lost" in request.args,
        removed="removed" in request.args,
        **ending.before(),
    )
    return page, INVALID if form.errors else 200


def _question(
    journey: Journey, draft: Draft, made: Progress, place: Place, ending: Ending, now: datetime
) -> ResponseReturnValue:
    assert place.step is not None
    answers = made.path.answers_at(place)
    until = drafts.open_until(draft)
    if request.method != "POST" or place.step.ends:
        if held := made.typed.get(place.address):
            return _show(journey, made, place, _typed(place.step, answers, held), until)
        return _ask(journey, made, place, answers, until)
    form = place.step()
    form.prepare(answers)
    taken = form.validate()
    if _pauses(journey, form, taken, ending):
        made.hold(place.address, typed_here(), calm=True)
        drafts.save(draft, made, now)
        return _pause(journey, draft, place.address, ending, now)
    if not taken:
        if journey.resumable:
            return _wrong(journey, _show(journey, made, place, form, until))
        # The answer to a press of a button would stay in the browser's history with the words that were sent: "Back"
        # would send them once more, after everything else has been forgotten. So a page of its own shows them again.
        made.hold(place.address, typed_here(), late=bool(form.form_errors))
        drafts.save(draft, made, now)
        return go(journey, place.address, **_said_in_address())
    seen = made.path
    made.answer(place, form.stored())
    if "finish" in request.form and journey.send_anytime:
        made.finish_early(seen)
    drafts.save(draft, made, now)
    if "keep" in request.form and ending.keep:
        return _pause(journey, draft, place.address, ending, now)
    return go(journey, made.next())


def _pauses(journey: Journey, form: Form, taken: bool, ending: Ending) -> bool:
    """Whether somebody wants more time, or to come back another day with a page that they have not finished. What they
    typed is then kept as it is: the private form takes only what is right."""
    if journey.lock is None or form.form_errors:
        return False
    return "stay" in request.form or (not taken and "keep" in request.form and ending.keep is not None)


def _pause(journey: Journey, draft: Draft, address: str, ending: Ending, now: datetime) -> ResponseReturnValue:
    """The draft was saved: put it away if that was asked for, or show the page again with a new time."""
    if "keep" in request.form and ending.keep:
        ending.keep(journey, draft, now)
        return go(journey, KEPT)
    return go(journey, address, **_said_in_address())


def _said_in_address() -> dict[str, str]:
    """What the address of a page says beside the page, for the way back to it; nothing that somebody made up."""
    return {name: request.args[name] for name in ("change", "late") if name in request.args}


def _wrong(journey: Journey, page: str) -> ResponseReturnValue:
    """A page with what is wrong on it. Where forms close, it keeps this one open like any other."""
    if journey.lock:
        db.session.commit()
    return page, INVALID


def _typed(step: type[Step], answers: Answers, held: Mapping[str, Any]) -> Step:
    """The form as it was sent, with what is wrong beside it unless nobody has said that it is finished."""
    form = step(formdata=MultiDict(held["form"]))
    form.prepare(answers)
    if held["calm"]:
        return form
    form.validate()
    if not held["late"]:
        form.form_errors = []  # of a token that was not kept
    return form


def _away(
    journey: Journey, draft: Draft, away: Mapping[str, str], address: str, ending: Ending, now: datetime
) -> ResponseReturnValue:
    """The draft was put away: this browser sees its code for a moment. A second press of the button ends here too."""
    if "keep" in request.form:
        return go(journey, KEPT)
    shown = now < datetime.fromisoformat(away["until"])
    if shown and address == KEPT and ending.kept:
        return ending.kept(journey, draft, now)
    if journey.lock:
        if shown and address == REMOVE:
            return closing.remove(journey, draft, KEPT)
        if request.method == "POST":  # in a window that was left open
            closing.hold(draft, drafts.progress(draft, journey), address)
        return go(journey, KEPT) if shown else closing.back_by_code(journey)
    if not shown or address != KEPT:
        return _without_draft(journey, address, now)
    return render_template(
        f"{journey.folder}/kept.html", journey=journey, short_help=True, code=away["code"], until=draft.expires_at
    )


def _ask(journey: Journey, made: Progress, place: Place, answers: Answers, until: datetime | None) -> str | bytes:
    """The page of a question. One that is the same for all who come to it, and not yet answered, is drawn once."""
    assert place.step is not None
    step = place.step
    carried = {} if place.item else made.carried  # what was brought along is about the first child
    given = {name: value for name in field_names(step) if (value := answers.get(name, carried.get(name))) is not None}

    def draw() -> str:
        form = step.filled(given)
        form.prepare(answers)
        return _show(journey, made, place, form, until)

    # The pages of a block name their item: nobody else may see those.
    if given or step.body or place.block or (step.prepare is not Step.prepare and not step.worded_by):
        return draw()
    words = step.labelled(answers), *(answers.get(name) for name in (*step.worded_by, "regime")), made.has_needed
    minute = until.replace(second=0, microsecond=0) if until else None
    return keep_form((journey.code, place.address, minute, *words, *_where(made, place)), draw)


def _where(made: Progress, place: Place) -> tuple[str, int, int]:
    """The page before this one, this page's number, and how many there are."""
    places = made.path.places
    if place not in places:
        return "", 1, len(places)
    number = places.index(place)
    back = CHECK if "change" in request.args else places[number - 1].address if number else ""
    return back, number + 1, len(places)


def _show(
    journey: Journey, made: Progress, place: Place, form: Step, until: datetime | None = None, late: bool = False
) -> str:
    assert place.step is not None
    back, number, of = _where(made, place)
    answers = made.path.answers_at(place) if place in made.path.places else Answers({})
    return render_template(
        "components/journey/step.html",
        journey=journey,
        short_help=True,
        place=place,
        form=form,
        answers=answers,
        label=place.step.labelled(answers),
        may_finish=journey.send_anytime and (made.has_needed or not journey.needed_first),
        back=url_for(journey.endpoint, step=back),
        number=number,
        of=of,
        late=late,
        open_until=until,
    )


def _items(
    journey: Journey, draft: Draft, made: Progress, place: Place, ending: Ending, now: datetime
) -> ResponseReturnValue:
    assert place.block is not None
    block, form = place.block, Form()
    if request.method == "POST" and form.validate():
        if journey.lock and not {"keep", "stay"}.isdisjoint(request.form):
            drafts.save(draft, made, now)
            return _pause(journey, draft, place.address, ending, now)
        address = None
        if "add" in request.form and len(made.values[block.code]) < block.at_most:
            address = made.add_item(block)
        elif "remove" in request.form:
            made.remove_item(block, item_number(request.form["remove"]) - 1)
            address = place.address if made.may_open(place.address) else made.next()
        else:
            made.mark(place.address)
        drafts.save(draft, made, now)
        return go(journey, address or made.next())
    answers = made.path.answers_at(place)
    before = made.path.before(place)
    page = render_template(
        "components/journey/items.html",
        journey=journey,
        block=block,
        form=form,
        names=[block.name(item) for item in answers.items_of(block.code)],
        first=block.steps[0].code,
        full=len(answers[block.code]) >= block.at_most,
        back=url_for(journey.endpoint, step=before.address if before else ""),
        open_until=drafts.open_until(draft),
    )
    return _wrong(journey, page) if form.errors else page


def _check(journey: Journey, draft: Draft, made: Progress, ending: Ending, now: datetime) -> ResponseReturnValue:
    if not made.may_open(CHECK):
        return go(journey, made.next())
    form = Form()
    if request.method == "POST" and form.validate():
        if journey.lock and not {"keep", "stay"}.isdisjoint(request.form):
            drafts.save(draft, made, now)
            return _pause(journey, draft, CHECK, ending, now)
        if request.form.get("draft") == draft.id.hex:
            ending.send(journey, draft, made)
            drafts.was_sent(draft, journey, now)
            return go(journey, SENT)
        form.fail(STALE)
    if form.is_submitted() and not journey.resumable:  # for the same reason as a question
        return go(journey, CHECK, again="changed" if STALE in form.form_errors else "late")
    if "again" in request.args and not journey.resumable:
        form.validate()  # says that the page was open too long
        if request.args["again"] == "changed":
            form.form_errors = [str(STALE)]
    page = render_template(
        "components/journey/check.html",
        journey=journey,
        short_help=True,
        form=form,
        draft=draft,
        sections=review(made.path, whole=False),
        back=url_for(journey.endpoint, step=made.path.places[-1].address),
        start=url_for(journey.endpoint, step=""),
        open_until=drafts.open_until(draft),
        **ending.destination(journey, made.path.answers),
    )
    return _wrong(journey, page) if form.is_submitted() else page


def _without_draft(journey: Journey, address: str, now: datetime) -> ResponseReturnValue:
    """The draft ran out, or cookies are off. What was typed on this page is shown again, never thrown away."""
    place = journey.page(address)
    if place is None and address not in RESERVED:
        abort(404)
    if request.method != "POST" or place is None or place.step is None or place.step.ends:
        # Of a private form nobody is told that there was one, but for whoever pressed a button of it. Its first page
        # may have been asked for from a browser's history, or by somebody whose browser has just kept no cookie.
        tells = journey.resumable or request.method == "POST"
        return go(journey, "", lost=1 if tells else None, again=1 if "begun" in request.args and not tells else None)
    made = Progress(journey)
    form = place.step()
    form.prepare(made.path.answers)
    if not journey.resumable:
        form.validate()
        return _carry(journey, form, now, late="1")
    if not form.validate() or "late" not in request.form:
        form.fail(TOO_LATE)
        return _show(journey, made, place, form, late=True), INVALID
    return _carry(journey, form, now)


def _carry(journey: Journey, form: Step, now: datetime, **arguments: str) -> ResponseReturnValue:
    """Begin a new draft with what was typed after the old one was gone: it comes up again at its question."""
    draft = drafts.start(journey, now)
    made = drafts.progress(draft, journey)
    made.carried = form.stored()
    drafts.save(draft, made, now)
    return go(journey, made.next(), **arguments)
