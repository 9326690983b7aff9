"""A small app with staff accounts and three pages, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from portal.accounts import Role, Staff, add_staff, guard, init_accounts, needs, public
from portal.config import Config
from portal.storage import Keys, db, init_storage
from portal.web import init_web
from tests.support.pages import CheckedClient, parsed, text_of
from tests.support.postgres import running

PASSWORD = "kettle-orbit-velvet-ladder"
EMAIL = "ayesha.khan@luton.example"
TEAM = "luton/home-education"
TEMPLATES = Path(__file__).parents[2] / "templates"


def plain(text: str) -> ResponseReturnValue:
    return text, {"Content-Type": "text/plain"}


def pages() -> Blueprint:
    bp = Blueprint("pages", __name__)

    @bp.get("/staff/", endpoint="home")
    @needs("queue:see")
    def home() -> ResponseReturnValue:
        return plain("the queue")

    @bp.route("/staff/note", methods=["GET", "POST"], endpoint="note")
    @needs("submission:note")
    def note() -> ResponseReturnValue:
        return plain(f"noted {request.form.get('text', '')}")

    @bp.get("/staff/people", endpoint="people")
    @needs("staff:manage")
    def people() -> ResponseReturnValue:
        return plain("the people")

    @bp.get("/", endpoint="front")
    @public
    def front() -> ResponseReturnValue:
        return plain("welcome")

    return bp


def make_app(folder: Path, database_url: str, demo: bool = False) -> Flask:
    config = Config(
        secret_key="only-for-tests-" * 3,
        data_dir=folder,
        database_url=database_url,
        url="http://127.0.0.1:8000",
        demo=demo,
    )
    if not config.keys_file.exists():
        Keys.make(config.keys_file)
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=None)
    app.testing = True
    app.config["SECRET_KEY"] = config.secret_key
    app.extensions["portal.config"] = config
    app.test_client_class = CheckedClient
    app.jinja_env.globals["navigation"] = []  # the staff room's own
    init_storage(app, config)
    init_web(app, config)
    init_accounts(app, config)
    app.register_blueprint(pages())
    guard(app)
    return app


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp(request.param)
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    app = make_app(folder, url if request.param == "sqlite" else request.getfixturevalue("postgres"))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def app(made: Flask) -> Iterator[Flask]:
    yield made
    with made.app_context():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()


@pytest.fixture
def demo_app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'portal.sqlite'}", demo=True)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


class Person:
    """A member of staff at a browser, with a phone."""

    def __init__(self, app: Flask, email: str) -> None:
        self.app, self.email = app, email
        self.client: CheckedClient = app.test_client()  # type: ignore[assignment]  # Flask names its own class
        self.phone: pyotp.TOTP | None = None
        self.codes: list[str] = []
        self._used = 0

    def code(self) -> str:
        """The next code of the phone that was not used yet."""
        assert self.phone
        now = self.phone.timecode(datetime.now(UTC))
        self._used = max(now, self._used + 1)
        return str(self.phone.generate_otp(self._used))

    def gives_password(self, password: str = PASSWORD, path: str = "/staff/sign-in"):
        return self.client.submit(path, email=self.email, password=password)

    def gives_code(self, code: str | None = None, path: str = "/staff/two-factor/code"):
        return self.client.submit(path, code=code or self.code())

    def sets_up_phone(self):
        """Scan the picture (the key under it says the same) and prove it; gives the answer to the first code."""
        shown = parsed(self.client.submit("/staff/two-factor/set-up").data)
        key = text_of(next(shown.iter("code"))).replace("-", "").replace(" ", "")
        self.phone, self._used = pyotp.TOTP(key), 0
        hidden = {x.get("name"): x.get("value") for x in shown.iter("input") if x.get("type") == "hidden"}
        return self.client.post("/staff/two-factor/code", data={**hidden, "code": self.code()})

    def signs_in(self):
        """All the way, with the second factor where there is one. Gives the last answer."""
        answer = self.gives_password()
        if answer.location and "set-up" in answer.location:
            return self.sets_up_phone()
        return self.gives_code(path=answer.location) if "/two-factor/code" in (answer.location or "") else answer

    def signs_out(self):
        """Press the button of a page that was open too long, and then the one that is shown instead."""
        asked = parsed(self.client.post("/staff/sign-out").data)
        hidden = {x.get("name"): x.get("value") for x in asked.iter("input") if x.get("type") == "hidden"}
        return self.client.post("/staff/sign-out", data=hidden)

    @property
    def is_in(self) -> bool:
        return self.client.get("/staff/account").status_code == 200


@pytest.fixture
def new_staff(app: Flask) -> Callable[..., Person]:
    def make(
        email: str = EMAIL, memberships: tuple[tuple[str, Role], ...] = ((TEAM, Role.OFFICER),), **more: bool
    ) -> Person:
        with app.app_context():
            add_staff(email, "Ayesha Khan", memberships, PASSWORD, **more)
            db.session.commit()
        return Person(app, email)

    return make


@pytest.fixture
def officer(new_staff: Callable[..., Person]) -> Person:
    return new_staff()


def stored(app: Flask, email: str = EMAIL) -> Staff:
    """The person's row as it is in the database now. Needs an app context."""
    db.session.expire_all()
    return db.session.execute(db.select(Staff).where(Staff.email == email)).scalar_one()
