"""The demonstration: everything set up on this machine, with invented people and nothing that leaves it."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask_migrate import upgrade
from sqlalchemy import select

from portal import create_app
from portal.accounts import Staff, add_staff
from portal.config import BadSettings, Config
from portal.demo import messages, register, terms
from portal.demo.people import PASSWORD, READS_VIEWS, SIGN_INS
from portal.directory import DATA, edit, load, postcodes
from portal.proof import refuse_holes
from portal.serving import obstacles
from portal.storage import Keys, db

__all__ = ["PASSWORD", "SIGN_INS", "prepare"]

SETTINGS = {"PORTAL_NEUTRAL_MAIL_FROM": "post@portal.example", "PORTAL_TEXT_MAIL": "{number}@texts.example"}
"""So that every kind of mail and text can be looked at. They stay in the data folder."""
ON_CALL = ("luton/front-door", "07700 900123")
"""A number that Ofcom keeps for drama: it rings nowhere."""


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
        with say("Invented staff, children and submissions"), app.test_request_context("/"):
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
    staff = {person.email: person.id for person in db.session.scalars(select(Staff))}
    team, phone = ON_CALL
    runs_it = db.session.scalars(select(Staff.id).where(Staff.is_admin.is_(True))).one()
    line = {"phone": phone, "when": "always"}
    edit.change_on_call(team, line, edit.on_call_version_of(team), "A line for the demonstration", runs_it, now)
    terms.invent(runs_it, now)
    register.invent(staff, now)
    sent = messages.send_all(now)
    code = messages.talk(sent[messages.TALKS], staff[READS_VIEWS], now)
    (config.data_dir / "demo-code").write_text(code)
