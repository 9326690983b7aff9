"""Finding a child. What was typed goes in the body of the request and comes back on the page: no name stands in an
address, and the log says only what kinds of things were asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import current_staff, needs
from portal.directory import hours
from portal.register import Child, blind, years
from portal.register.facts import identity_shown
from portal.register.search import Found, search
from portal.register.search import Line as Hit
from portal.register.wanted import Misread, Wanted, named, understand
from portal.staff.blueprint import bp
from portal.staff.children.wording import RATINGS, STATUSES
from portal.staff.people import names
from portal.staff.wording import spoken_day
from portal.web.fields import DateField, PostcodeField, TextField
from portal.web.forms import Form
from portal.words import ChildStatus, Rating

NOTHING_TYPED = "Type a name, a date of birth, a reference, a postcode or a number"
NOTHING_IN_IT = (
    "There is nothing in this to search by. Type a name, a date of birth, a reference, a postcode or a number"
)
MORE = ("name", "born", "postcode", "school", "number")
KINDS = {
    "names": "name",
    "either": "name or school",
    "born": "date of birth",
    "postcode": "postcode",
    "school": "school",
    "number": "UPN or other number",
    "child": "child’s reference",
    "submission": "submission’s reference",
}


class SearchForm(Form):
    """One box that understands, and a field for each thing for who wants to be exact. All that is filled must fit."""

    words = TextField(
        "Name, date of birth, reference, postcode or number",
        hint="Several at once narrow it. For example, Amira Khan 3 4 2014.",
        thing="What you look for",
        at_most=200,
        autocomplete="off",
    )
    name = TextField("Name, or part of it", thing="The name", at_most=120, width=20, autocomplete="off")
    born = DateField("Date of birth", thing="The date of birth", past_only=True)
    postcode = PostcodeField("Postcode, now or before", thing="The postcode", autocomplete="off")
    school = TextField("School, now or before", thing="The school", at_most=120, width=20, autocomplete="off")
    number = TextField("UPN or another system’s number", thing="The number", at_most=40, width=20, autocomplete="off")


@dataclass(frozen=True)
class Row:
    """One child that was found, in words."""

    child: Child
    name: str
    born: Any
    year: str | None
    status: str
    rating: str
    officer: str | None
    why: str


@bp.route("/register/search", methods=["GET", "POST"])
@needs("child:see")
def register_search() -> ResponseReturnValue:
    """The empty form; or, when it is sent, what was found under what was typed."""
    if request.method != "POST":
        return _page(SearchForm.filled({}))
    form = SearchForm()
    wanted = _wanted(form) if form.validate_on_submit() else None
    if wanted is None:
        return _page(form), 422
    return _page(form, wanted, search(wanted, current_staff(), _page_number(request.form.get("page", ""))))


def _wanted(form: Any) -> Wanted | None:
    """What the fields ask for together; None, with what is wrong beside its field, when they ask for nothing."""
    try:
        wanted = understand(form.words.data)
    except Misread as wrong:
        form.fail(str(wrong), "words")
        return None
    wanted = wanted.also(
        Wanted(
            names=named(form.name.data),
            born=form.born.data,
            postcode=blind.plain_postcode(form.postcode.data),
            school=tuple(blind.school_words(form.school.data)),
            number=blind.plain_number(form.number.data),
        )
    )
    if not wanted:
        typed = [name for name in ("words", "name", "school", "number") if form[name].data]
        form.fail(NOTHING_IN_IT if typed else NOTHING_TYPED, typed[0] if typed else "words")
        return None
    return wanted


def _page(form: Any, wanted: Wanted | None = None, found: Found | None = None) -> str:
    return render_template(
        "staff/children/search.html",
        form=form,
        opened=any(form[name].data or form[name].errors for name in MORE),
        found=found,
        rows=_rows(found.lines) if found else [],
        understood=_understood(wanted) if wanted else [],
    )


def _rows(found: Iterable[Hit]) -> list[Row]:
    found, today = list(found), hours.local(datetime.now(UTC)).date()
    officers = names(one.child.assignee_id for one in found)
    rows = []
    for one in found:
        child, identity = one.child, identity_shown(one.child)
        born = identity.birthday
        rows.append(
            Row(
                child=child,
                name=identity.name or "No name yet",
                born=born,
                year=years.spoken(years.year_group(born, today)) if born else None,
                status=STATUSES[ChildStatus(child.status)],
                rating=RATINGS[Rating(child.rating)],
                officer=officers.get(child.assignee_id) if child.assignee_id else None,
                why=", ".join(one.reasons),
            )
        )
    return rows


def _understood(wanted: Wanted) -> list[tuple[str, str]]:
    """How the words were taken, so that a slip is seen: the kind, and the value."""
    told = []
    for kind in wanted.kinds:
        value = getattr(wanted, kind)
        shown = " ".join(value) if isinstance(value, tuple) else spoken_day(value) if kind == "born" else str(value)
        told.append((KINDS[kind], shown))
    return told


def _page_number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
