"""The ``portal`` command: everything that is done to a portal from outside its pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from portal import audit, create_app, demo, translating
from portal.accounts import BadAccount, add_staff, deactivate, find, parse_roles, reset_two_factor, set_password
from portal.config import TRANSLATIONS, BadSettings, Config, languages_in
from portal.directory import BadDirectory, NoDirectory, check, export, load, postcodes, snapshot
from portal.directory.hours import LONDON
from portal.links import leads
from portal.pages import problems as page_problems
from portal.pages.library import read_all
from portal.proof import HasHoles, holes, refuse_holes
from portal.reviews import nightly
from portal.serving import serve as serve_forever
from portal.serving import work
from portal.storage import Keys, db
from portal.young_people.leaflets import NoSuchLeaflet, build

P = ParamSpec("P")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def main() -> None:
    """Run the command line. What a person can mend is one plain sentence, never a traceback."""
    try:
        portal(prog_name="portal")
    except (BadSettings, BadDirectory) as error:
        _give_up(error.problems)
    except (NoDirectory, BadAccount) as error:
        _give_up([str(error)])
    except HasHoles as error:
        _give_up([hole.words for hole in error.holes])
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _give_up([f"{where}{error.strerror or error}."])
    except SQLAlchemyError as error:
        _give_up([f"The database did not answer: {str(error).splitlines()[0]}"])


def _give_up(sentences: list[str]) -> None:
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(1)


def with_app(command: Callable[P, Any]) -> Callable[P, None]:
    """Run a command inside the app and commit what it did, unless it failed."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with create_app().app_context():
            command(*args, **kwargs)
            db.session.commit()

    return run


@click.group()
def portal() -> None:
    """Look after a home education portal."""


@portal.command("demo")
def start_demo() -> None:
    """Set up a demonstration on this machine, with invented people, and serve it."""
    config = demo.prepare(os.environ)
    sys.exit(serve_forever(config))


@portal.command()
def serve() -> None:
    """Serve the web pages and run the worker, until told to stop."""
    config = Config.from_environment(os.environ)
    app = create_app(config)
    with app.app_context():
        refuse_holes(app)
        db.engine.dispose()  # no connection crosses the fork
    sys.exit(serve_forever(config))


@portal.command()
def worker() -> None:
    """Run the worker alone: it delivers mail and does the regular work."""
    work(Config.from_environment(os.environ))


@portal.command()
def prepare() -> None:
    """Make the keys if there are none, bring the database up to date, and bake the postcodes."""
    config = Config.from_environment(os.environ)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    if added := Keys.complete(config.keys_file):
        click.echo(
            f"New encryption keys ({', '.join(added)}) are in {config.keys_file}. Copy it, apart from the database."
        )
    with create_app(config).app_context():
        upgrade()
    postcodes.bake_if_old(config.postcodes_file)


@portal.group()
def councils() -> None:
    """The councils, their teams, contacts and rules."""


@councils.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def load_councils(files: tuple[Path, ...]) -> None:
    """Load councils from TOML FILES, or folders of them. The same again changes nothing; a hole keeps nothing."""
    app = create_app()
    with app.app_context():
        for file in files:
            report = load(file, db.session)
            click.echo(report)
        refuse_holes(app)
        audit.record(audit.Event.DIRECTORY_LOADED, files=len(files))
        db.session.commit()


@councils.command("check")
@with_app
def check_councils() -> None:
    """Say what is wrong with the loaded councils; exits 1 when something must be mended."""
    found = check(snapshot())
    for problem in found:
        click.echo(problem)
    click.echo(f"{len(snapshot().councils)} councils checked.")
    if any(problem.serious for problem in found):
        sys.exit(1)


@councils.command("export")
@with_app
def export_councils() -> None:
    """Print everything that is loaded as TOML that loads back to the same."""
    click.echo(export(db.session), nl=False)
    audit.record(audit.Event.DIRECTORY_EXPORTED)


@councils.command("find")
@click.argument("postcode")
@with_app
def find_council(postcode: str) -> None:
    """Print the council of POSTCODE, or ``outside:`` and the council it lies in, or ``unknown``."""
    click.echo(postcodes.describe(postcode))


@portal.group()
def routing() -> None:
    """The rules that send each submission to one team."""


@routing.command("prove")
def prove_routing() -> None:
    """Walk every combination of answers for every council; exits 1 and names each hole."""
    app = create_app()
    with app.app_context():
        found = holes(app)
        for hole in found:
            click.echo(hole.words)
        number = len(snapshot().councils)
    click.echo(f"{len(found)} holes in the routes of {number} councils." if found else "Every answer reaches a team.")
    sys.exit(1 if found else 0)


@portal.group("reviews")
def reviews_of_children() -> None:
    """The reviews of the children on the register."""


@reviews_of_children.command("check")
@with_app
def check_reviews() -> None:
    """Look for children without a planned review and without a written reason, and for copies that are out of date,
    which it mends; exits 1 when it found a child without a plan. Names nobody."""
    found = nightly.check(datetime.now(LONDON).date())
    for reference in found.begun:
        click.echo(f"{reference}: its status is another since today.")
    for reference in found.refreshed:
        click.echo(f"{reference}: its copies were out of date and are not any more.")
    for reference in found.without:
        click.echo(f"{reference}: no review is planned, and nobody wrote why.")
    db.session.commit()
    if found.without:
        sys.exit(1)
    click.echo("Every current child has a review planned, or a reason for none.")


@portal.group("audit")
def audit_log() -> None:
    """The log of who did what and who looked."""


@audit_log.command("verify")
@with_app
def verify_audit() -> None:
    """Check that no line was edited, moved or removed; exits 1 and names those that were."""
    broken = audit.verify()
    for number in broken:
        click.echo(f"Line {number} is not as it was written.")
    if broken:
        sys.exit(1)
    click.echo("The log is whole.")


@portal.group("staff")
def staff_accounts() -> None:
    """The people who may sign in."""


@staff_accounts.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, help="officer@luton/home-education, or admin.")
@with_app
def add_person(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Add a person and print the password they start with."""
    memberships, is_admin = parse_roles(roles)
    unknown = [team for team, _ in memberships if snapshot().team(team) is None]
    if unknown:
        raise BadAccount(f"There is no team {unknown[0]}.")
    _, password = add_staff(email, name, memberships, is_admin=is_admin)
    click.echo(f"{email} can sign in with this password and should change it then: {password}")


@staff_accounts.command("reset")
@click.argument("email")
@click.option("--two-factor", is_flag=True, help="Also forget the person's second factor.")
@with_app
def reset_person(email: str, two_factor: bool) -> None:
    """Give a person a new password and print it."""
    person = find(email)
    click.echo(f"New password: {set_password(person)}")
    if two_factor:
        reset_two_factor(person)


@staff_accounts.command("deactivate")
@click.argument("email")
@with_app
def deactivate_person(email: str) -> None:
    """Stop a person from signing in, at once."""
    deactivate(find(email))


@portal.group()
def translations() -> None:
    """The catalogues of the languages that the portal offers."""


@translations.command("start")
@click.argument("code")
@click.option("--folder", envvar="PORTAL_TRANSLATIONS_DIR", default=TRANSLATIONS, type=FOLDER, help="The translations.")
def start_translation(code: str, folder: Path) -> None:
    """Begin a language: CODE is pa for Panjabi, so for Somali. Nobody sees it until PORTAL_LANGUAGES names it."""
    try:
        made = translating.start(Path(__file__).parent.parent, folder, code)
    except translating.CannotStart as error:
        _give_up([str(error)])
    else:
        click.echo(f"{made} is ready to be translated: docs/translating.md says how.")


@translations.command("check")
@click.option("--folder", envvar="PORTAL_TRANSLATIONS_DIR", default=TRANSLATIONS, type=FOLDER, help="The translations.")
def check_translations(folder: Path) -> None:
    """Say what is missing or out of date in the catalogues; exits 1 when anything is."""
    found = translating.problems(Path(__file__).parent.parent, folder)
    for problem in found:
        click.echo(problem)
    sys.exit(1 if found else 0)


@portal.group("pages")
def pages_of_words() -> None:
    """The pages of words for the public, in every language and at every level."""


@pages_of_words.command("check")
@click.option("--folder", envvar="PORTAL_TRANSLATIONS_DIR", default=TRANSLATIONS, type=FOLDER, help="The translations.")
def check_pages(folder: Path) -> None:
    """Say what is missing, wrong or due to be read over; exits 1 for all but an overdue review."""
    languages = languages_in(folder)[1:]
    found = page_problems(read_all(folder), languages, leads, datetime.now(LONDON).date())
    for problem in found:
        click.echo(problem)
    sys.exit(1 if any(problem.serious for problem in found) else 0)


@portal.group("leaflets")
def paper() -> None:
    """The leaflets and cards that people print."""


@paper.command("build")
@click.option("--council", "council_code", help="Only this council's, such as luton.")
@with_app
def build_leaflets(council_code: str | None) -> None:
    """Make every leaflet and card now; without it, each is made when somebody first asks. Exits 1 if one cannot be."""
    try:
        built = build(council_code)
    except NoSuchLeaflet as error:
        _give_up([str(error)])
    else:
        for problem in built.problems:
            click.echo(problem)
        click.echo(f"{built.made} made, {built.kept} kept, {built.swept} swept.")
        sys.exit(1 if built.problems else 0)
