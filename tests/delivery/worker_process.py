"""A worker for the tests: the bare app, and settings that make time pass quicker."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel

from portal import logs
from portal.config import Config
from portal.delivery import init_delivery, worker
from portal.delivery.jobs import Periodic
from portal.law import init_law
from portal.storage import init_storage

TEMPLATES = Path(__file__).parents[2] / "templates"


def bare_app(config: Config, translations: str = "translations") -> Flask:
    """Flask, the database, the law and the outbox: all that a mail needs."""
    app = Flask("portal", template_folder=str(TEMPLATES))
    app.extensions["portal.config"] = config
    Babel(app, default_locale="en_GB", default_translation_directories=translations)
    init_storage(app, config)
    init_law(app)
    init_delivery(app, config)
    return app


def work(config: Config, log: Path, settings: dict[str, Any]) -> None:
    """Be a worker in this process until told to stop; all output goes to ``log``."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    logs.configure(readable=False)
    worker._Ticks.periodic_task_seconds = settings.get("tick", 1)
    seen = config.data_dir / "jobs"

    def job(name: str) -> Periodic:
        return Periodic(name, 60, lambda _app: seen.open("a").write(f"{name}\n"))

    worker.run(bare_app(config), [job(name) for name in settings.get("jobs", [])])
