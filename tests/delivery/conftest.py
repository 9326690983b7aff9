"""A bare app with nothing but an outbox, on both databases: quick, and the worker processes can have the same."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from portal.config import Config
from portal.delivery import sending
from portal.delivery.channels import Smtp
from portal.delivery.queue import bell
from portal.storage import Keys, db
from tests.delivery.post_office import PostOffice, WorkerProcess
from tests.delivery.worker_process import bare_app


@pytest.fixture(scope="session")
def config(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings with a database of their own beside the other rooms'."""
    folder = tmp_path_factory.mktemp("delivery")
    url = make_url(database_url).set(database="delivery")
    if url.get_backend_name() == "sqlite":
        url = url.set(database=str(folder / "portal.sqlite"))
    else:
        engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE delivery"))
        engine.dispose()
    Keys.make(folder / "keys.json")
    return Config(
        secret_key="x" * 40,
        data_dir=folder,
        database_url=url.render_as_string(hide_password=False),
        url="https://learning-at-home.example",
    )


@pytest.fixture(scope="session")
def one_app(config: Config) -> Iterator[Flask]:
    app = bare_app(config)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(one_app: Flask) -> Iterator[Flask]:
    """The bare app, in its context, with empty tables."""
    with one_app.app_context():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()
        yield one_app


@pytest.fixture
def office() -> Iterator[PostOffice]:
    made = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    yield made
    made.let_go = True
    controller.stop()


@pytest.fixture
def post(app: Flask, office: PostOffice) -> Callable[[], int]:
    """Send everything that is due, as a worker's thread would; gives how many were tried."""
    channel = Smtp(office.url, "portal.example", silence=0.5)

    def send() -> int:
        tried = 0
        while sending.deliver_next(channel, bell(app).config):
            tried += 1
        return tried

    return send


@pytest.fixture
def worker(app: Flask, config: Config, office: PostOffice, tmp_path: Path) -> Iterator[Callable[..., WorkerProcess]]:
    """Start worker processes that send to the post office."""
    started: list[WorkerProcess] = []

    def start(**settings: Any) -> WorkerProcess:
        log = tmp_path / f"worker-{len(started)}.log"
        started.append(WorkerProcess(replace(config, smtp_url=office.url), log, **settings))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.process.close()
