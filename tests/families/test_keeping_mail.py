"""The five words by mail, and one mail before the form goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.config import Config
from portal.delivery.mail import compose
from portal.delivery.models import OutboxMessage, State
from portal.journeys.models import Draft
from portal.lifecycle import forget_mails, remind_keepers
from portal.serving import PERIODIC
from portal.storage import db
from tests.support.kept import begun, come_back, elsewhere, kept, let_go_by, press
from tests.support.pages import CheckedClient
from tests.support.sent import code_on

START = "/families/notify"
KEPT = f"{START}/kept"
ADDRESS = "marker.parent@family.example"


def mails(app: Flask, config: Config) -> list[EmailMessage]:
    """Every mail in the outbox, as it goes out."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at))
        return [compose(row, config, datetime.now(UTC)) for row in rows]


def remind(app: Flask) -> None:
    """One round of the worker's job."""
    with app.app_context():
        remind_keepers(app)
        db.session.commit()


def mailed(app: Flask, client: CheckedClient) -> str:
    """A form that is kept, with an address for the words; gives the words."""
    words = kept(app, client)
    assert press(client, KEPT, "send", email=ADDRESS).location == f"{KEPT}?sent=1"
    return words


def test_the_mail_holds_the_words_the_page_and_the_date_and_nothing_of_anybody(
    app: Flask, client: CheckedClient, config: Config
) -> None:
    words = mailed(app, client)
    page = client.get(f"{KEPT}?sent=1").text
    assert "An email with your five words is on its way." in page
    assert ADDRESS not in page, "somebody else may look at this page"
    (mail,) = mails(app, config)
    text = mail.get_content()
    assert mail["To"] == ADDRESS
    assert words in text
    assert f"{config.url}/families/return\n" in text
    day = page.split("We keep your answers until ")[1].split(". Then")[0]
    assert f"We keep your answers until {day}." in text
    assert "choose “Remove my answers”" in text
    for fact in ("Robin", "Sam", "Alex", "Example", "Luton", "LU1", "child"):
        assert fact not in f"{mail['Subject']}{text}", fact
    assert words not in mail["Subject"]


def test_the_mails_speak_the_language_of_the_page(app: Flask, client: CheckedClient, config: Config) -> None:
    words = kept(app, client)
    client.get(f"{KEPT}?lang=pl")
    press(client, KEPT, "send", email=ADDRESS)
    let_go_by(app, timedelta(days=26))
    remind(app)
    for mail in mails(app, config):
        assert mail["Content-Language"] == "pl"
        assert words in mail.get_content()


def test_the_address_lies_in_no_column_that_can_be_read(app: Flask, client: CheckedClient) -> None:
    words = mailed(app, client)
    with app.app_context():
        for table in (Draft.__table__, OutboxMessage.__table__):
            rows = str(db.session.execute(select(table)).all())
            assert ADDRESS not in rows
            assert words.split()[0] not in rows


@pytest.mark.parametrize("typed", ["", "alex@fam", "a@b.example\r\nBcc: x@y.example", "x" * 9000, "🙂@\u202e", "\0"])
def test_an_address_that_is_none_is_said_beside_the_field_and_stays_in_it(
    app: Flask, client: CheckedClient, config: Config, typed: str
) -> None:
    words = kept(app, client)
    page = press(client, KEPT, "send", email=typed)
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert code_on(page.text) == words
    assert mails(app, config) == []


def test_nobodys_mailbox_is_filled(app: Flask, client: CheckedClient, config: Config) -> None:
    mailed(app, client)
    for number in range(2):
        press(client, KEPT, "send", email=f"{number}{ADDRESS}")
    page = press(client, KEPT, "send", email=ADDRESS)
    assert page.status_code == 422
    assert "cannot send them again" in page.text
    assert len(mails(app, config)) == 3


def test_three_days_before_it_goes_one_mail_says_so_however_often_and_late_the_worker_runs(
    app: Flask, client: CheckedClient, config: Config
) -> None:
    words = mailed(app, client)
    let_go_by(app, timedelta(days=24, hours=23))
    remind(app)
    assert len(mails(app, config)) == 1, "not yet"
    let_go_by(app, timedelta(days=2))  # the worker was down for two days
    remind(app)
    remind(app)
    _first, second = mails(app, config)
    text = second.get_content()
    assert second["To"] == ADDRESS
    assert second["Subject"].startswith("Your form is removed on ")
    assert words in text
    assert "write the five words and choose “Remove my answers”" in text
    assert come_back(elsewhere(app), words).status_code == 303


def test_nobody_is_reminded_of_what_is_sent_removed_or_gone(app: Flask, client: CheckedClient, config: Config) -> None:
    mailed(app, client)
    come_back(client, mailed(app, client))
    page = client.get(f"{START}/check").text
    token, draft = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "draft"))
    assert client.post(f"{START}/check", data={"csrf_token": token, "draft": draft}).location == f"{START}/sent"
    other = elsewhere(app)
    mailed(app, other)
    press(other, f"{START}/remove", "now")
    before = len(mails(app, config))
    with app.app_context():
        late = datetime.now(UTC) - timedelta(minutes=1)
        db.session.execute(update(Draft).where(Draft.submission_id.is_(None)).values(remind_at=late, expires_at=late))
        db.session.commit()
    remind(app)
    assert len(mails(app, config)) == before


def test_who_saves_again_is_reminded_later(app: Flask, client: CheckedClient, config: Config) -> None:
    words = mailed(app, client)
    let_go_by(app, timedelta(days=20))
    other = elsewhere(app)
    come_back(other, words)
    press(other, f"{START}/plans", "keep")
    let_go_by(app, timedelta(days=20))
    remind(app)
    assert len(mails(app, config)) == 1
    let_go_by(app, timedelta(days=6))
    remind(app)
    assert len(mails(app, config)) == 2


def test_who_gave_no_address_gets_no_mail(app: Flask, client: CheckedClient, config: Config) -> None:
    kept(app, client)
    let_go_by(app, timedelta(days=27))
    remind(app)
    assert mails(app, config) == []


def test_one_that_was_tampered_with_keeps_no_other_from_its_mail(
    app: Flask, client: CheckedClient, config: Config
) -> None:
    mailed(app, client)
    with app.app_context():
        db.session.execute(update(Draft).values(state_sealed=b"not what was sealed"))
        late = datetime.now(UTC) - timedelta(minutes=1)
        db.session.execute(update(Draft).values(remind_at=late))
        db.session.commit()
    mailed(app, elsewhere(app))
    with app.app_context():
        db.session.execute(update(Draft).values(remind_at=late))
        db.session.commit()
    before = len(mails(app, config))
    remind(app)
    assert len(mails(app, config)) == before + 1
    with app.app_context():
        assert set(db.session.scalars(select(Draft.remind_at))) == {None}, "it is tried, and logged, once"


def test_the_mails_are_forgotten_some_days_after_they_went_and_no_other_mail_is(
    app: Flask, client: CheckedClient
) -> None:
    mailed(app, client)
    begun(app, elsewhere(app)).send(elsewhere(app))
    with app.app_context():
        db.session.execute(update(OutboxMessage).values(created_at=datetime.now(UTC) - timedelta(days=4)))
        db.session.commit()
        others = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template != "kept")).all()
        forget_mails(app)
        assert len(db.session.scalars(select(OutboxMessage)).all()) == 1 + len(others), "one that waits still goes out"
        db.session.execute(update(OutboxMessage).values(state=State.SENT, next_at=None))
        forget_mails(app)
        assert {one.template for one in db.session.scalars(select(OutboxMessage))} == {one.template for one in others}
        db.session.commit()


def test_the_worker_does_it(app: Flask) -> None:
    assert [job.minutes for job in PERIODIC if job.run is forget_mails] == [60]
    assert [job.minutes for job in PERIODIC if job.run is remind_keepers] == [15]


def test_nor_with_one_form_after_another(app: Flask, client: CheckedClient, config: Config) -> None:
    for _ in range(5):
        mailed(app, client)
        press(client, KEPT, "close")
    kept(app, client)
    page = press(client, KEPT, "send", email=ADDRESS.upper())
    assert page.status_code == 422
    assert "too many emails to this address" in page.text
    assert len(mails(app, config)) == 5
