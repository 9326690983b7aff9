"""The database is what the models say, on the way up and down."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from portal import create_app
from portal.config import Config
from portal.storage import db


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context():
        check()  # raises SystemExit when a revision is missing


def test_every_migration_can_be_undone(config: Config, tmp_path: object) -> None:
    app = create_app(replace(config, database_url=f"sqlite:///{tmp_path}/fresh.sqlite"))
    with app.app_context():
        upgrade()
        assert "submission" in inspect(db.engine).get_table_names()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert "submission" in inspect(db.engine).get_table_names()
        db.engine.dispose()
