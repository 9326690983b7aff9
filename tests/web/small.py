"""A small app with nothing but the shared parts of a page: what ``portal.web`` promises does not hang on any room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, abort, render_template_string, request, session
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.config import Config
from portal.storage import Keys, db, init_storage
from portal.web import findable, init_web, writes

ROOT = Path(__file__).parents[2]
PAGE = """{% extends "base.html" %}
{% block title %}A page{% endblock %}
{% block content %}<h1>{{ words }}</h1>{% for n in range(30) %}<p><a href="#{{ n }}">Link {{ n }}</a></p>{% endfor %}
<p><label class="govuk-label" for="box">Words</label><input class="govuk-input" id="box"></p>{% endblock %}
"""


def small_app(folder: Path, **settings: Any) -> Flask:
    """An app on a SQLite file in ``folder`` with a table of notes, and pages that read, write and break."""
    Keys.make(folder / "keys.json")
    config = Config(
        **{
            "secret_key": "for tests only, and long enough to be a key",
            "data_dir": folder,
            "database_url": f"sqlite:///{folder / 'small.sqlite'}",
            "url": "http://127.0.0.1:8000",
            "languages": ("en_GB", "pl", "ur"),
            **settings,
        }
    )
    app = Flask("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config["SECRET_KEY"] = config.secret_key
    app.extensions["portal.config"] = config
    init_storage(app, config)
    init_web(app, config)
    with app.app_context():
        db.session.execute(text("CREATE TABLE note (words TEXT NOT NULL)"))
        db.session.commit()
    _add_pages(app)
    _add_faults(app)
    return app


def notes(app: Flask) -> list[str]:
    """What is in the table of notes."""
    with app.app_context():
        return list(db.session.scalars(text("SELECT words FROM note")))


def close(app: Flask) -> None:
    """Give the database file back."""
    with app.app_context():
        db.engine.dispose()


def _note(words: str) -> None:
    db.session.execute(text("INSERT INTO note VALUES (:words)"), {"words": words})


def _add_pages(app: Flask) -> None:
    @app.get("/")
    @app.get("/young-people/page")
    @app.get("/staff/page")
    @app.get("/staffing")
    def page() -> str:
        return render_template_string(PAGE, words=request.args.get("words", "Hello"))

    @app.get("/young-people/exit")
    def leave() -> str:
        return "Somewhere else"

    @app.get("/found")
    @findable
    def found() -> str:
        return render_template_string(PAGE, words="Found")

    @app.route("/read", methods=["GET", "POST"])
    def read() -> str:
        _note(request.values.get("words", "read"))
        return render_template_string(PAGE, words="Done")

    @app.get("/look")
    @writes
    def look() -> str:
        _note("look")
        return render_template_string(PAGE, words="Done")

    @app.post("/sign-in")
    def sign_in() -> str:
        session["who"] = "somebody"
        return render_template_string(PAGE, words="In")


def _add_faults(app: Flask) -> None:
    @app.post("/refuse")
    def refuse() -> tuple[str, int]:
        _note("refused")
        return render_template_string(PAGE, words="No"), 422

    @app.route("/break/<int:status>", methods=["GET", "POST"])
    @app.route("/young-people/break/<int:status>")
    def broken(status: int) -> str:
        abort(status)

    @app.route("/locked", methods=["GET", "POST"])
    def locked() -> str:
        raise OperationalError("select 1", {}, Exception("database is locked"))

    @app.get("/bug")
    def bug() -> str:
        raise RuntimeError("a fault of ours")
