"""Every staff page and every button, for every kind of person, about every kind of thing: what the one table of
permissions says is what happens, and nobody is shown a word that they may not read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.accounts import Role, Staff, access, may
from portal.accounts.permissions import Thing
from portal.casework.models import Cover
from portal.register import Child
from portal.storage import db
from portal.submissions import Submission
from tests.staff.conftest import BEDFORD, DUTY, LUTON, LUTON_DOOR, Person
from tests.support.casework import Casework, a_team_at_work, team_of

Made = Callable[..., Any]

OPEN = {200, 302, 303, 409, 422}
PEOPLE: dict[str, tuple[str, Role]] = {
    "an officer of the team": (LUTON, Role.OFFICER),
    "the officer it is named to": (LUTON, Role.OFFICER),
    "its manager": (LUTON, Role.MANAGER),
    "its safeguarding lead": (LUTON, Role.SAFEGUARDING),
    "its auditor": (LUTON, Role.AUDITOR),
    "an officer of the front door": (LUTON_DOOR, Role.OFFICER),
    "the manager of the front door": (LUTON_DOOR, Role.MANAGER),
    "safeguarding of the front door": (LUTON_DOOR, Role.SAFEGUARDING),
    "an officer of another council": (BEDFORD, Role.OFFICER),
    "the manager of another council": (BEDFORD, Role.MANAGER),
    "safeguarding of another council": (BEDFORD, Role.SAFEGUARDING),
    "the auditor of another council": (BEDFORD, Role.AUDITOR),
    "the site's duty team": (DUTY, Role.SAFEGUARDING),
}


@dataclass(frozen=True)
class Route:
    """What the address of a page or a button names, and what it takes.

    ``about``: "child", "submission", "council", "team", "reply", "cover", or "" where it names nothing. ``takes``: the
    permissions of which one is enough for that thing, beside the one that the route declares; that one when empty.
    ``knows``: who holds this is refused openly (403), anybody else is told that there is nothing (404); None: always
    that. ``also``: what may come for who may. ``fields``: what an empty form still says.
    """

    about: str = ""
    takes: tuple[str, ...] = ()
    knows: str | None = None
    also: frozenset[int] = frozenset()
    fields: tuple[tuple[str, str], ...] = ()


def child(*takes: str, also: int | None = None, **fields: str) -> Route:
    return Route("child", takes, "child:see", frozenset({also} - {None}), tuple(fields.items()))


def submission(*takes: str, also: int | None = None) -> Route:
    return Route("submission", takes, "queue:see", frozenset({also} - {None}))


def council(knows: str, about: str = "council", also: int | None = None) -> Route:
    return Route(about, (), knows, frozenset({also} - {None}))


LIST = Route()
READS = child("child:read")
ROUTES: dict[str, Route] = {
    **dict.fromkeys(("queue", "find_submission", "set_aside", "today", "backlog", "delivery", "audit"), LIST),
    **dict.fromkeys(("several", "several_again", "do_several", "health_children", "health_children_done"), LIST),
    **dict.fromkeys(("cover", "set_cover", "clocks", "law", "matrices", "contacts", "retention", "voices"), LIST),
    **dict.fromkeys(("saved_replies", "new_saved_reply", "add_saved_reply"), LIST),
    **dict.fromkeys(("register", "register_search", "past_school_age", "reviews"), LIST),
    **dict.fromkeys(("register_day", "show_register_day"), LIST),
    **dict.fromkeys(("next_review", "calendar", "change_calendar"), LIST),
    "make_by_hand": Route(also=frozenset({403})),
    "find_audit": Route(also=frozenset({404})),
    **dict.fromkeys(("child", "child_details", "child_contacts", "child_chronology", "child_household"), READS),
    "child_rating": READS,
    "child_looks": child("child:read", "audit:read"),
    **dict.fromkeys(("child_fact", "correct_fact", "end_fact", "strike_fact", "child_status"), child()),
    **dict.fromkeys(("strike_status", "live_together", "leave_household", "about_another"), child()),
    **dict.fromkeys(("child_contact_new", "child_contact_quick", "child_contact_begin"), child()),
    **dict.fromkeys(("child_contact_correct", "child_contact_strike", "child_step_done"), child()),
    **dict.fromkeys(("merge_child", "take_child", "assign_child"), child()),
    **dict.fromkeys(("restrict_child", "unrestrict_child", "open_child"), child()),
    **dict.fromkeys(("child_ask_first", "set_ask_first", "end_ask_first", "agree_to_contact"), child()),
    "child_in_danger": child(),
    **dict.fromkeys(("take_apart", "two_children"), child(also=404)),
    "decide_rating": child(also=404, form="rating"),
    "submission": submission("submission:read"),
    **dict.fromkeys(("take", "assign", "note", "pass", "close", "hold", "lift_hold", "from_a_person"), submission()),
    **dict.fromkeys(("open_restricted", "link", "unlink", "resend", "settle_mail"), submission()),
    "tick": submission(also=400),
    **dict.fromkeys(("settle", "get_in_touch", "got_in_touch", "against"), submission(also=404)),
    **dict.fromkeys(("answer", "no_answer"), submission(also=404)),
    **dict.fromkeys(("make_record", "join_record", "make_records"), submission("submission:read", also=404)),
    **dict.fromkeys(("council_clocks", "change_clocks"), council("clocks:read")),
    **dict.fromkeys(("council_law", "law_preview", "read_law_over", "change_regime"), council("law:read", also=404)),
    **dict.fromkeys(("matrix", "edit_matrix", "change_matrix", "what_if_matrix", "try_matrix"), council("matrix:read")),
    **dict.fromkeys(("retention_period", "set_retention"), council("retention:read")),
    **dict.fromkeys(("contact", "change_contact", "contact_history", "put_contact_back", "on_call", "change_on_call"),
                    council("contacts:read", "team", also=404)),
    **dict.fromkeys(("saved_reply", "change_saved_reply", "delete_saved_reply"), Route("reply")),
    "end_cover": Route("cover", ("cover:set-others",)),
}  # fmt: skip
"""Every route of the staff pages. What is not here fails the test: whoever adds one says who may open it."""
OF_ONE_RECORD = ("about_another", "take_apart")
"""Their address names a part of the ordinary record. Under any other record there is no such part."""
PUBLIC = {"calendar_feed"}
"""Opened by a secret in its address (test_reviews_calendar)."""


@dataclass(frozen=True)
class Asked:
    """One address and one way to ask for it."""

    endpoint: str
    route: Route
    declared: str
    method: str
    address: str
    thing: tuple[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.endpoint}, {self.thing[0]})"


def things(route: Route, at_work: Casework) -> Iterator[tuple[tuple[str, Any], dict[str, Any]]]:
    """Each thing that a route can be asked about: its name and what says which it is, and the parts of an address."""
    if route.about == "child":
        yield from (((name, ids["child_id"]), dict(ids)) for name, ids in at_work.children.items())
    elif route.about == "submission":
        yield from (((name, ids["submission_id"]), dict(ids)) for name, ids in at_work.submissions.items())
    elif route.about in ("council", "team"):
        yield from (
            ((team, team), dict(zip(("council_code", "team"), team.split("/"), strict=True)))
            for team in (LUTON, BEDFORD)
        )
    elif route.about == "reply":
        yield from (((team, team), {"reply_id": one}) for team, one in at_work.replies.items())
    elif route.about == "cover":
        yield from (((name, one), {"cover_id": one}) for name, one in at_work.covers.items())
    else:
        yield ("", None), {}


OTHER_PARTS = {"number": 1, "way": "phone", "kind": "young_person_views", "regime": "cnis", "family": "leaving-school"}
OTHER_PARTS |= {"position": 0, "topic": "address"}


def everything(app: Flask, at_work: Casework) -> list[Asked]:
    """Every address with every method, readings first; taking apart last, for it changes what the others are about."""
    asked = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            name = rule.endpoint.removeprefix("staff.")
            if name == rule.endpoint or name in PUBLIC:
                continue
            assert name in ROUTES, f"{rule} is in no table: who may open it?"
            route, declared = ROUTES[name], access(app, rule.endpoint)
            assert declared, rule
            for thing, parts in things(route, at_work):
                asked += [
                    Asked(name, route, declared, method, address(rule, {**OTHER_PARTS, **parts}), thing)
                    for method in sorted((rule.methods or set()) & {"GET", "POST"})
                ]
    return sorted(asked, key=lambda one: (one.method, one.endpoint == "take_apart"))


def address(rule: Rule, parts: dict[str, Any]) -> str:
    if rule.endpoint == "staff.strike_status":
        parts = {**parts, "row_id": parts["status_id"]}
    assert rule.arguments <= parts.keys(), f"{rule} takes something that this test does not know"
    built = rule.build(parts, append_unknown=False)
    assert built
    return built[1]


def is_about(one: Asked) -> list[Thing]:
    """The thing as it is now, for what was done before may open or close it; of a council a thing of each team."""
    name, key = one.thing
    if one.route.about == "child":
        return [db.session.get_one(Child, key)]
    if one.route.about == "submission":
        return [db.session.get_one(Submission, key)]
    if one.route.about == "cover":
        whose = db.session.get_one(Staff, db.session.get_one(Cover, key).staff_id)
        return [team_of(whose.memberships[0].team_code)]
    if one.route.about == "council":
        return [team_of(team) for team in (LUTON, LUTON_DOOR, BEDFORD) if team.split("/")[0] == name.split("/")[0]]
    return [team_of(key)] if key else []


def expected(one: Asked, staff_id: uuid.UUID) -> set[int]:
    """What the table of permissions says must come."""
    staff, route, found = db.session.get_one(Staff, staff_id), one.route, is_about(one)
    if one.declared != "signed in" and not may(staff, one.declared):
        return {403}
    takes = route.takes or (one.declared,)
    own = route.about == "cover" and db.session.get_one(Cover, one.thing[1]).staff_id == staff_id
    if not found or own or any(may(staff, permission, thing) for permission in takes for thing in found):
        strange = one.endpoint in OF_ONE_RECORD and one.thing[0] not in ("ordinary", "gone")
        return {404} if strange else OPEN | route.also
    knows = bool(route.knows) and any(may(staff, str(route.knows), thing) for thing in found)
    merged = any(isinstance(thing, Child) and thing.merged_into_id for thing in found)
    if one.method == "GET" and knows and merged:
        return {303, 403}  # led to the record that stands for it, where the same is asked again
    return {403} if knows else {404}


@pytest.fixture
def at_work(app: Flask, person: Made, sent: Made) -> tuple[Casework, dict[str, Person]]:
    """The things, and those of the team whom they name."""
    known = {name: person(*PEOPLE[name], name=name.title()) for name in list(PEOPLE)[:4]}
    roles = ("officer", "named", "manager", "safeguarding")
    ids = {role: one.id for role, one in zip(roles, known.values(), strict=True)}
    return a_team_at_work(app, sent, ids), known


@pytest.mark.parametrize("who", [*PEOPLE, "the administrator"])
def test_what_happens_is_what_the_permissions_say(
    app: Flask, person: Made, at_work: tuple[Casework, dict[str, Person]], who: str
) -> None:
    made, known = at_work
    one: Person = known.get(who) or (
        person(is_admin=True) if who == "the administrator" else person(*PEOPLE[who], name="Some Body")
    )
    faults: list[str] = []
    shown: set[str] = set()
    with app.app_context():
        readable = made.readable(one.id)
        lists = list(made.lists())
    for method, path, typed in lists:
        answer = asks_for(one, method, path, typed)
        with app.app_context():
            faults += [f"{method} {path} {typed} shows {words!r}" for words in against_the_rules(made, one, answer)]
        assert answer.status_code < 500, path
    for asked in everything(app, made):
        with app.app_context():
            wanted = expected(asked, one.id)
        answer = asks_for(one, asked.method, asked.address, dict(asked.route.fields))
        if answer.status_code not in wanted:
            faults.append(f"{asked} gave {answer.status_code}, not {sorted(wanted)}")
        with app.app_context():
            faults += [f"{asked} shows {words!r}" for words in against_the_rules(made, one, answer)]
        shown |= {words for words in readable if words in answer.text}
    assert not faults, "\n".join(faults)
    assert shown == readable, "what somebody may read they find"


def asks_for(one: Person, method: str, path: str, typed: dict[str, Any]) -> TestResponse:
    data = {"csrf_token": one.token(), **typed} if method == "POST" else None
    return one.client.open(path, method=method, data=data)


def against_the_rules(made: Casework, one: Person, answer: TestResponse) -> list[str]:
    return made.read_against_the_rules(one.id, answer.text + str(answer.headers))


def test_nobody_who_is_not_signed_in_learns_anything(
    app: Flask, client: Any, at_work: tuple[Casework, dict[str, Person]]
) -> None:
    made, _ = at_work
    faults = []
    for asked in everything(app, made):
        answer = client.open(asked.address, method=asked.method)
        led = answer.status_code == 302 and answer.location.startswith("/staff/sign-in")
        if not (led if asked.method == "GET" else answer.status_code == 401):
            faults.append(f"{asked} gave {answer.status_code}")
        with app.app_context():
            faults += made.read_against_the_rules(None, answer.text)
    assert not faults, "\n".join(faults)
