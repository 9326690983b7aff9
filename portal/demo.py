"""The demonstration: everything set up on this machine, with invented people and nothing that leaves it."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask_migrate import upgrade
from sqlalchemy import select

from portal import create_app
from portal.accounts import Role, Staff, add_staff
from portal.casework import triage
from portal.config import BadSettings, Config
from portal.directory import DATA, edit, load, postcodes
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Answers, Journey
from portal.journeys.models import Draft
from portal.journeys.progress import Progress
from portal.journeys.review import review
from portal.partners.journey import REFER
from portal.proof import refuse_holes
from portal.replies import conversations
from portal.serving import obstacles
from portal.storage import Keys, db
from portal.submissions import Submission, health_list, receive
from portal.submissions.council_steps import council_of
from portal.web.catalogues import speaking
from portal.young_people.journey import VIEWS

READS_VIEWS = "safeguarding@luton.example"
PASSWORD = "demo-demo-demo"  # noqa: S105 - printed for everybody who starts the demonstration


SETTINGS = {"PORTAL_NEUTRAL_MAIL_FROM": "post@portal.example", "PORTAL_TEXT_MAIL": "{number}@texts.example"}
"""So that every kind of mail and text can be looked at. They stay in the data folder."""
ON_CALL = ("luton/front-door", "07700 900123")
"""A number that Ofcom keeps for drama: it rings nowhere."""


@dataclass(frozen=True)
class SignIn:
    """An invented member of staff who can sign in."""

    email: str
    name: str
    roles: tuple[tuple[str, Role], ...] = ()
    is_admin: bool = False
    password: str = PASSWORD


SIGN_INS = (
    SignIn("officer@luton.example", "Olu Demo", (("luton/home-education", Role.OFFICER),)),
    SignIn(
        READS_VIEWS,
        "Saira Demo",
        (("luton/home-education", Role.SAFEGUARDING), ("luton/front-door", Role.SAFEGUARDING)),
    ),
    SignIn("manager@luton.example", "Marek Demo", (("luton/home-education", Role.MANAGER),)),
    SignIn("officer@bedford.example", "Bea Demo", (("bedford/home-education", Role.OFFICER),)),
    SignIn("duty@portal.example", "Dana Demo", (("shared/duty", Role.SAFEGUARDING),)),
    SignIn("auditor@luton.example", "Ada Demo", (("luton/home-education", Role.AUDITOR),)),
    SignIn("admin@portal.example", "Ari Demo", is_admin=True),
)


def prepare(env: MutableMapping[str, str], quiet: bool = False) -> Config:
    """Set everything up, saying what it does, and give the settings to serve with.

    ``env`` is read and gets the demonstration's own settings, for the processes that are started with it. What is
    there already is left alone, so a second start is quick. Raises BadSettings for what keeps it from starting:
    a bad setting, a taken port, a data folder that cannot be written.
    """
    say = _silent if quiet else _say
    env["PORTAL_DEMO"] = "1"
    for name, value in SETTINGS.items():
        env[name] = env.get(name) or value
    planned = Config.from_environment({**env, "PORTAL_SECRET_KEY": env.get("PORTAL_SECRET_KEY") or "-" * 32})
    if hindrances := obstacles(planned):
        raise BadSettings(hindrances)
    env["PORTAL_SECRET_KEY"] = env.get("PORTAL_SECRET_KEY") or _secret(planned.data_dir / "demo-secret")
    config = Config.from_environment(env)
    with say("Encryption keys"):
        Keys.complete(config.keys_file)
    with say("Postcodes of the United Kingdom"):
        postcodes.bake_if_old(config.postcodes_file)
    app = create_app(config)
    with app.app_context():
        with say("Database"):
            upgrade()
        with say("Councils: Bedford Borough, Central Bedfordshire, Luton, Torbay"):
            load(DATA, db.session)
            refuse_holes(app)
        with say("Invented staff and submissions"), app.test_request_context("/"):
            if db.session.scalar(select(Staff.id).limit(1)) is None:
                _invent(config)
        db.session.commit()
        db.engine.dispose()
    if not quiet:
        _welcome(config)
    return config


def _secret(path: Path) -> str:
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


@contextmanager
def _say(what: str) -> Iterator[None]:
    click.echo(f"  {what} ... ", nl=False)
    start = time.monotonic()
    yield
    click.echo(f"done in {time.monotonic() - start:.1f} s")


@contextmanager
def _silent(_what: str) -> Iterator[None]:
    yield


def _welcome(config: Config) -> None:
    click.echo(f"\nSign in at {config.url}/staff/ with the password {PASSWORD} as any of:")
    for person in SIGN_INS:
        what = "runs the site" if person.is_admin else ", ".join(f"{role} in {team}" for team, role in person.roles)
        click.echo(f"  {person.email:28} {what}")
    code = config.data_dir / "demo-code"
    if code.exists():
        click.echo(f"The five words of an invented young person: {code.read_text().replace('-', ' ')}")
    click.echo("No mail and no text leaves this machine. It is put in " + str(config.mail_dir) + "\n")


def _invent(config: Config) -> None:
    for person in SIGN_INS:
        add_staff(person.email, person.name, person.roles, person.password, is_admin=person.is_admin)
    now = datetime.now(UTC)
    team, phone = ON_CALL
    runs_it = db.session.scalars(select(Staff.id).where(Staff.is_admin.is_(True))).one()
    line = {"phone": phone, "when": "always"}
    edit.change_on_call(team, line, edit.on_call_version_of(team), "A line for the demonstration", runs_it, now)
    sent = [_send(journey, answers, now - timedelta(hours=hours_ago)) for hours_ago, journey, answers in SUBMISSIONS]
    _changes(sent[0], now)
    reads_it = db.session.scalars(select(Staff.id).where(Staff.email == READS_VIEWS)).one()
    code = _talk(sent[TALKS], reads_it, now)
    (config.data_dir / "demo-code").write_text(code)


def _changes(notice: Submission, now: datetime) -> None:
    """Two families tell what is different now; the first is that of ``notice``, and gives its reference."""
    earlier = {"earlier_reference": notice.reference}
    for hours_ago, answers in ((28, _MOVED_NEARBY | earlier), (2, _BACK_TO_SCHOOL)):
        _send(CHANGE, answers, now - timedelta(hours=hours_ago))


def _talk(submission: Submission, by: UUID, now: datetime) -> str:
    """A young person and a member of staff who write to each other; gives the young person's code."""
    answers = submission.said["answers"]
    code = conversations.begin(submission, answers, "en_GB", "standard", submission.received_at)
    found = conversations.of(submission.id)
    assert found is not None
    triage.read(submission, by, now - timedelta(hours=2))
    words = "Thank you for telling us. Would you like to talk about school?"
    conversations.answer(found, words, by, now - timedelta(hours=1))
    conversations.write(found, "Yes please, but not on the phone.", now)
    return code


def _send(journey: Journey, answers: Mapping[str, Any], at: datetime) -> Submission:
    """The same way in as a person's, but for the browser."""
    made = Progress(journey, dict(answers))
    draft = Draft(token_hash=secrets.token_bytes(32), journey=journey.code, expires_at=at)
    db.session.add(draft)
    with speaking("en_GB"):
        sections = [section.as_json() for section in review(journey, made.path)]
    kept = Answers(made.values)
    submission = receive(draft, journey.kind, council_of(kept), kept, sections, "en_GB", at)
    health_list.note(submission, kept)
    return submission


_CHILD = {
    "first_name": "Robin",
    "last_name": "Invented",
    "born": "2015-05-04",
    "school_name": "Invented Primary School",
    "school_type": "academy",
    "special_school": "no",
    "attendance_order": "no",
    "last_day": "2026-10-02",
    "school_letter": "sent",
    "letter_sent_on": "2026-10-01",
    "sen": "support",
}
_PARENT = {
    "stage": "decided",
    "no_postcode": "have_it",
    "your_name": "Alex Invented",
    "relation": "parent",
    "parental_responsibility": "yes",
    "contact_by": "phone",
    "phone": "01632 960001",
    "reason_words": "School was too loud, and the mornings were hard for all of us.",
    "reason_main": "mental_health",
    "more": ["plans"],
    "plans": "We read together, go to the museum and grow vegetables.",
}
_WITH_HEALTH = {
    **_PARENT,
    "your_name": "Noor Invented",
    "phone": "01632 960003",
    "more": ["health", "plans", "helpers", "talking", "other_parent"],
    "gp": "yes",
    "dentist": "no",
    "vaccinations": "not_sure",
    "appointments_missed": "yes",
    "appointments": "The bus does not go there, and the waiting room is hard for Sam.",
    "school_nurse": "yes",
    "health_pass": "yes",
    "helpers": ["send", "health"],
    "interpreter": "Urdu",
    "formats": ["large_print"],
    "other_parent_name": "Jo Invented",
    "other_parent_write": "ask_me",
}
_YOUNG = {"with_whom": "alone", "age_group": "12_plus", "feeling": "okay", "had_say": "some", "wish": "not_sure"}

_TEXT_ME = {
    "wants_contact": "yes",
    "talk_to": ["home_education"],
    "talk_with": "alone",
    "contact_how": "text_me",
    "text_number": "07700 900456",
    "safe_when": "Tuesdays after 3",
    "safe_where": "In the library",
    "safe_word": "Bananas",
    "message_ok": "no",
    "may_write": "no",
    "must_not_know": "The people I live with",
}
_CHANGED = {
    "no_postcode": "have_it",
    "postcode": "LU1 2BQ",
    "your_name": "Alex Invented",
    "contact_by": "phone",
    "phone": "01632 960001",
    "children": [{name: _CHILD[name] for name in ("first_name", "last_name", "born")}],
}
_MOVED_NEARBY = {
    **_CHANGED,
    "what_changed": "contact",
    "new_address": "2 Invented Road, Luton LU3 1AA",
    "new_phone": "01632 960777",
    "phone": "01632 960777",
}
_BACK_TO_SCHOOL = {
    **_CHANGED,
    "what_changed": "back_to_school",
    "postcode": "LU3 1AA",
    "school_place": "wanted",
    "schools_wanted": "Invented High School",
    "wanted_help": "A talk with the school about what went wrong before.",
    "your_name": "Kim Invented",
    "children": [{"first_name": "Noor", "last_name": "Invented", "born": "2013-01-19"}],
}
TALKS = 5
"""Which of :data:`SUBMISSIONS` goes on by code."""

SUBMISSIONS: tuple[tuple[int, Journey, dict[str, Any]], ...] = (
    (170, NOTIFY, {**_PARENT, "postcode": "LU1 2BQ", "children": [_CHILD]}),
    (
        30,
        NOTIFY,
        {
            **_WITH_HEALTH,
            "postcode": "LU3 1AA",
            "children": [
                _CHILD | {"first_name": "Sam", "sen": "ehc_plan"},
                _CHILD | {"first_name": "Kim", "born": "2018-02-11", "sen": "none", "school_type": "never_in_school"},
            ],
        },
    ),
    (20, NOTIFY, {**_PARENT, "postcode": "MK40 1AA", "children": [_CHILD | {"attendance_order": "yes"}]}),
    (6, NOTIFY, {**_PARENT, "no_postcode": "rather_not_say", "council": "not_sure", "children": [_CHILD]}),
    (50, VIEWS, {**_YOUNG, "council": "luton", "going_well": "I like painting.", "safe": "yes"}),
    (3, VIEWS, {**_YOUNG, "council": "luton", "hard": "I miss my friends.", "safe": "yes", **_TEXT_ME}),
    (1, VIEWS, {**_YOUNG, "council": "luton", "feeling": "bad", "safe": "no"}),
    (
        26,
        REFER,
        {
            "in_danger": "no",
            "postcode": "LU1 2BQ",
            "agency": "gp",
            "your_name": "Dr Jo Invented",
            "phone": "01632 960002",
            "first_name": "Robin",
            "last_name": "Invented",
            "belief": "home_educated",
            "worry": ["not_seen"],
            "worry_words": "Three appointments were missed.",
            "family_knows": "yes",
        },
    ),
)
