"""What tests ask for by name: an app on each database, a client that checks pages, a live site, a real browser."""

from __future__ import annotations

import fcntl
import gc
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from portal import create_app
from portal.config import TRANSLATIONS, Config, languages_in
from portal.directory import load, postcodes, snapshot
from portal.storage import Keys, db
from tests.support import browser as windows
from tests.support import chromium, postgres
from tests.support import commands as portal_commands
from tests.support import live as real
from tests.support.databases import Reset, careless, kept_as_it_is
from tests.support.pages import CheckedClient

ROOT = real.ROOT
BROWSER_FIXTURES = {"browser", "page", "page_without_js", "new_page"}

# Looking for waste among all that was imported, and among a page's thousand small things, took a sixth of the time.
gc.freeze()
gc.set_threshold(50_000, 20, 100)

# A test's `app` is put back after the test, not after each example: examples must not rely on what others left.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("portal")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means: three workers for two cores, for half of the time of a test in a browser is waiting."""
    return len(os.sched_getaffinity(0)) * 3 // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.stats.get("passed", []):
        for name, measured in report.user_properties:
            terminalreporter.write_line(f"{name}: {measured}")
    skipped = sum(chromium.MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.write_sep("!", f"{skipped} BROWSER TESTS SKIPPED", red=True, bold=True)
        terminalreporter.write_line(chromium.MISSING, red=True, bold=True)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database: a SQLite file, and again a real PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'portal.sqlite'}"
    else:
        with postgres.running() as url:
            yield url


@pytest.fixture(scope="session")
def baked_postcodes() -> Path:
    """The postcode file, baked once for all runs of the tests."""
    folder = ROOT / ".pytest_cache" / "postcodes"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:  # two test processes bake once
        fcntl.flock(lock, fcntl.LOCK_EX)
        postcodes.bake_if_old(folder / "postcodes.sqlite")
    return folder / "postcodes.sqlite"


@pytest.fixture(scope="session")
def config(database_url: str, baked_postcodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings as a council has them (not the demonstration's), with every language that has a catalogue."""
    data_dir = tmp_path_factory.mktemp("data")
    Keys.make(data_dir / "keys.json")
    shutil.copy(baked_postcodes, data_dir / "postcodes.sqlite")
    return Config(
        secret_key=secrets.token_hex(32),
        data_dir=data_dir,
        database_url=database_url,
        url="http://127.0.0.1:8000",
        neutral_mail_from="post@post.example",
        languages=languages_in(TRANSLATIONS),
    )


@dataclass(frozen=True)
class Prepared:
    app: Flask
    reset: Reset


@pytest.fixture(scope="session")
def prepared(config: Config) -> Iterator[Prepared]:
    """One app for all tests on one database: migrated, with the councils loaded, and a way back to that."""
    app = create_app(config)
    app.test_client_class = CheckedClient
    with app.app_context():
        careless(db.engine)
        upgrade()
        load(ROOT / "portal" / "directory" / "data", db.session)
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    with kept_as_it_is(config.database_url) as reset:
        yield Prepared(app, reset)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(prepared: Prepared) -> Iterator[Flask]:
    """The app, on SQLite and again on PostgreSQL. Whatever the test wrote is gone after it.

    No context is pushed: work in ``with app.app_context():``, so that requests in the same test get their own.
    """
    yield prepared.app
    prepared.reset()


@pytest.fixture
def steady_directory(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory is read and then not asked about again, for tests that count statements."""
    monkeypatch.setattr(import_module("portal.directory.snapshot"), "TRUSTED", float("inf"))
    with app.app_context():
        snapshot()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A client that fails the test when an HTML answer breaks what every page promises (tests/support/pages.py)."""
    made = app.test_client()
    assert isinstance(made, CheckedClient)
    return made


@pytest.fixture
def marker() -> Callable[[str], str]:
    """Makes sentences that cannot be anywhere by chance: plant one, then look for it where it must not be."""
    return lambda about: f"Marker {secrets.token_hex(8)} {about}"


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[portal_commands.Commands]:
    """Runs the ``portal`` command in a process of its own: ``commands.run("prepare", environment={...})``."""
    with portal_commands.reading(tmp_path_factory.mktemp("commands")) as made:
        yield made


@pytest.fixture(scope="session")
def live_site(baked_postcodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[real.Site]:
    """The demonstration, really served: web server, worker, SQLite, invented people and submissions."""
    data_dir = tmp_path_factory.mktemp("live") / "var"
    data_dir.mkdir()
    shutil.copy2(baked_postcodes, data_dir / "postcodes.sqlite")
    with real.running(data_dir) as site:
        yield site


@pytest.fixture(scope="session")
def live(live_site: real.Site) -> str:
    """The address of ``live_site``."""
    return live_site.url


@pytest.fixture(scope="module")
def inside(live_site: real.Site) -> Iterator[Flask]:
    """The same data as ``live_site`` has: to send, to answer and to let time go by as others would."""
    folder = live_site.data_dir
    given = {"PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": (folder / "demo-secret").read_text()}
    app = create_app(Config.from_environment({**given, "PORTAL_DEMO": "1"}))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Without one the test is skipped, loudly; in CI it fails."""
    path = chromium.find()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(chromium.MISSING)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.QUIET))
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser: Browser, live: str) -> Iterator[Callable[..., Page]]:
    """Opens windows that share nothing: ``new_page(**windows.PHONE)``, ``new_page(locale="ur")``."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(windows.watched(browser, live, **options))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A window at the live site; the test fails when its console, its requests or its security policy complain."""
    return new_page()


@pytest.fixture
def page_without_js(new_page: Callable[..., Page]) -> Page:
    """The same without JavaScript."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """``axe(page)`` fails with every accessibility rule that the page as it is now breaks."""
    return windows.assert_accessible


@pytest.fixture
def directory_anew(app: Flask) -> Iterator[None]:
    """The app remembers the directory for a second: neither a test before nor one after may see another's."""
    app.extensions.pop("portal.directory", None)
    yield
    app.extensions.pop("portal.directory", None)
