"""Texts to an on-call line: they fit, they say nothing about anybody, they go out, and nobody waits for one of them."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.config import Config
from portal.delivery import jobs, outbox, sending, texts
from portal.delivery.channels import NotNow, Refused, Smtp
from portal.delivery.models import DeliveryAttempt, Medium, OutboxMessage, State
from portal.delivery.queue import bell, init_delivery
from portal.delivery.texts import Notify, Text
from portal.delivery.trouble import trouble
from portal.directory import load
from portal.storage import db
from tests.delivery import notify_office
from tests.delivery.notify_office import (
    DRIPS,
    DROPS,
    GOOD,
    KEY,
    NO_ID,
    SECRET,
    SILENT,
    STRANGER,
    TEMPLATE,
    NotifyOffice,
)
from tests.delivery.post_office import LINK, PostOffice, WorkerProcess, add, hurry, until
from tests.directory.conftest import SMALL

SITE = "https://learning-at-home.example"
SUBMISSION = uuid.UUID("8d7f1b1e-4f3a-4b52-9d8b-6a2f9b8b6f10")
Post = Callable[[], int]


@pytest.fixture
def notify() -> Iterator[NotifyOffice]:
    with notify_office.running() as office:
        yield office


@pytest.fixture
def by_notify(app: Flask, config: Config, notify: NotifyOffice, office: PostOffice) -> Iterator[Post]:
    """The app sends texts by Notify; send everything that is due, as a worker's thread would."""
    yield from sender(app, config, office, notify_api_key=KEY, notify_text_template=TEMPLATE, notify_url=notify.url)


@pytest.fixture
def by_gateway(app: Flask, config: Config, office: PostOffice) -> Iterator[Post]:
    yield from sender(app, config, office, text_mail="{number}@sms.example")


def sender(app: Flask, config: Config, office: PostOffice, **settings: str) -> Iterator[Post]:
    app.extensions["portal.config"] = replace(config, **settings)
    init_delivery(app, app.extensions["portal.config"], Smtp(office.url, "portal.example", silence=0.5))
    ways = bell(app)
    if isinstance(ways.texts, Notify):
        ways.texts.silence, ways.texts.patience = 0.5, 2.0

    def send() -> int:
        tried = 0
        while sending.deliver_next(ways.channel, ways.config, texts=ways.texts):
            tried += 1
        return tried

    yield send
    app.extensions["portal.config"] = config
    init_delivery(app, config)


def text(phone: str = GOOD, team: str = "Luton MASH") -> OutboxMessage:
    """A text in the outbox, committed."""
    made = outbox.text("luton/front-door", phone, team=team, reference="ABCD-EFGH", link=LINK, submission_id=SUBMISSION)
    assert made is not None
    db.session.commit()
    return made


def state(message: OutboxMessage) -> tuple[State, int, str | None]:
    db.session.rollback()
    found = db.session.get(OutboxMessage, message.id, populate_existing=True)
    assert found is not None
    seen = (State(found.state), found.attempts, found.error)
    db.session.rollback()
    return seen


def test_a_text_says_team_reference_and_where_to_sign_in_and_no_more(by_notify: Post, notify: NotifyOffice) -> None:
    message = text()
    assert by_notify() == 1
    (asked,) = notify.taken
    assert asked == {
        "phone_number": "+447700900001",
        "template_id": TEMPLATE,
        "personalisation": {
            "text": "Urgent: something new is waiting for Luton MASH. Reference ABCD-EFGH. "
            f"Sign in: {SITE}/staff/submissions/8d7f"
        },
        "reference": str(message.id),
    }
    assert state(message) == (State.SENT, 1, None)


def test_a_text_goes_by_the_councils_gateway_as_a_mail_that_holds_the_text_alone(
    by_gateway: Post, office: PostOffice
) -> None:
    message = text("+44 7700 900001")
    add()
    assert by_gateway() == 2
    sent = next(mail for mail in office.mails if mail["To"] == "07700900001@sms.example")
    assert sent["Subject"] is None
    assert sent["From"] == "Learning at home <home-education@portal.example>"
    assert sent.get_payload().splitlines() == [
        f"Urgent: something new is waiting for Luton MASH. Reference ABCD-EFGH. Sign in: {SITE}/staff/submissions/8d7f"
    ], "as it stands, for gateways that decode nothing"
    assert state(message)[0] is State.SENT


def test_a_gateway_may_want_the_number_with_the_countrys_code(app: Flask, config: Config, office: PostOffice) -> None:
    for _send in sender(app, config, office, text_mail="{international}@sms.example"):
        text()
        _send()
    assert [str(mail["To"]) for mail in office.mails] == ["447700900001@sms.example"]


@given(
    team=st.text(max_size=120)
    | st.sampled_from(["Bedford children’s services front door", "Zespół – Łódź", "{[~]}" * 20]),
    host=st.integers(4, 55),
)
@example(team="Central Bedfordshire Access and Referral", host=30)
@example(team="", host=55)
@example(team="[~]" * 16, host=12)
def test_every_text_fits_into_one_and_every_phone_can_show_it(team: str, host: int) -> None:
    site = f"https://{'a' * host}.example"
    said = texts.words(" ".join(team.split()), "ABCD-EFGH", f"{site}/staff/submissions/{SUBMISSION}")
    assert len(said) + sum(sign in "^{}\\[~]|" for sign in said) <= 160
    assert said.isascii()
    assert said.startswith("Urgent: something new is waiting for ")
    assert "Reference ABCD-EFGH. " in said
    assert f"Sign in: {site}/staff/" in said


def test_a_link_that_does_not_fit_is_left_out_and_not_cut() -> None:
    said = texts.words("Luton MASH", "ABCD-EFGH", f"https://{'a' * 90}.example/staff/submissions/{SUBMISSION}")
    assert said == "Urgent: something new is waiting for your team. Reference ABCD-EFGH. Sign in."


def test_what_does_not_fit_is_left_out_in_order() -> None:
    long_way, team = f"/staff/submissions/{SUBMISSION}", "Central Bedfordshire Access and Referral"
    assert "your team" in texts.words(team, "ABCD-EFGH", f"https://portal.example{long_way}")
    assert texts.words(team, "ABCD-EFGH", f"https://learning-at-home.example{long_way}").endswith(
        f"for {team}. Reference ABCD-EFGH. Sign in: https://learning-at-home.example/staff/"
    )


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        ("900400", Refused, "GOV.UK Notify refused the number or the template (400)."),
        ("900403", NotNow, "GOV.UK Notify does not accept the portal's key (403)."),
        ("900429", NotNow, "GOV.UK Notify asked to try later (429)."),
        ("900500", NotNow, "GOV.UK Notify asked to try later (500)."),
        ("900503", NotNow, "GOV.UK Notify asked to try later (503)."),
        (SILENT, NotNow, "GOV.UK Notify did not answer in time."),
        (DRIPS, NotNow, "GOV.UK Notify did not answer in time."),
        (DROPS, NotNow, "GOV.UK Notify could not be reached (ConnectionError)."),
        (STRANGER, NotNow, "GOV.UK Notify could not be understood (InvalidResponse)."),
        (NO_ID, NotNow, "Something else than GOV.UK Notify answered."),
    ],
)
def test_what_went_wrong_is_told_apart_and_never_repeats_the_number(
    notify: NotifyOffice, caplog: pytest.LogCaptureFixture, number: str, kind: type[Exception], said: str
) -> None:
    caplog.set_level(logging.DEBUG, "portal")
    began = time.monotonic()
    with pytest.raises(kind) as error:
        Notify(KEY, TEMPLATE, notify.url, silence=0.4, patience=1.0).send(Text(SUBMISSION, f"447700{number}", "Urgent"))
    assert str(error.value) == said
    assert time.monotonic() - began < 3
    assert number not in caplog.text
    assert notify.taken == []


def test_a_wrong_key_is_told_and_a_server_that_is_not_there(notify: NotifyOffice) -> None:
    wrong = KEY.replace(SECRET, "00000000-8d35-48ac-975b-e847b4f122b0")
    with pytest.raises(NotNow, match="does not accept the portal's key"):
        Notify(wrong, TEMPLATE, notify.url).send(Text(SUBMISSION, "447700900001", "Urgent"))
    with pytest.raises(NotNow, match="could not be reached"):
        Notify(KEY, TEMPLATE, "http://127.0.0.1:1").send(Text(SUBMISSION, "447700900001", "Urgent"))


def test_one_bad_number_and_one_bad_night_of_notify_delay_nobody(
    by_notify: Post, notify: NotifyOffice, office: PostOffice
) -> None:
    bad, busy, nonsense = text("07700 900400"), text("07700 900429"), text("call me")
    good = text()
    add()
    assert by_notify() == 5
    assert [one["reference"] for one in notify.taken] == [str(good.id)]
    assert len(office.mails) == 1
    assert state(bad) == (State.WAITING, 1, "GOV.UK Notify refused the number or the template (400).")
    assert state(busy) == (State.WAITING, 1, "GOV.UK Notify asked to try later (429).")
    assert state(nonsense) == (State.FAILED, 1, "This is not a number that a text can go to.")
    for _ in range(5):
        hurry()
        by_notify()
    assert state(bad)[:2] == (State.FAILED, 5)
    assert state(busy)[:2] == (State.WAITING, 6)


def test_a_silent_notify_holds_up_no_mail(app: Flask, by_notify: Post, office: PostOffice) -> None:
    text(f"07700 {SILENT}")
    ways = bell(app)
    assert isinstance(ways.texts, Notify)
    ways.texts.silence, ways.texts.patience = 5.0, 5.0

    def work() -> None:
        with app.app_context():
            while sending.deliver_next(ways.channel, ways.config, texts=ways.texts):
                pass

    threads = [threading.Thread(target=work) for _ in range(2)]
    threads[0].start()
    until(lambda: db.session.scalars(select(OutboxMessage.state)).all() == [State.SENDING])
    for _ in range(3):
        add()
    began = time.monotonic()
    threads[1].start()
    until(lambda: len(office.mails) == 3)
    assert time.monotonic() - began < 4, "nobody waited for the text"
    for thread in threads:
        thread.join()


def test_a_worker_sends_a_text_and_writes_no_number_into_its_log(
    app: Flask, config: Config, notify: NotifyOffice, by_notify: Post, tmp_path
) -> None:
    ways = {"notify_api_key": KEY, "notify_text_template": TEMPLATE, "notify_url": notify.url}
    worker = WorkerProcess(replace(config, **ways), tmp_path / "log").started()
    try:
        good, bad = text(), text("07700 900400")
        until(lambda: notify.taken)
        until(lambda: state(bad)[1] == 1 and state(bad)[2])
        until(lambda: state(good)[0] is State.SENT)
        assert worker.stop()[0] == 0
    finally:
        worker.kill()
    assert '"medium": "text"' in worker.said
    for planted in ("900001", "900400", "MASH", SECRET, "Traceback", "API POST"):
        assert planted not in worker.said


def test_no_number_and_no_word_lies_open_in_the_database(by_notify: Post) -> None:
    text(team="Marker team")
    by_notify()
    for table in (OutboxMessage, DeliveryAttempt):
        for row in db.session.execute(select(table.__table__)).all():
            assert "900001" not in str(row).replace(" ", "")
            assert "arker" not in str(row)


def test_a_failed_text_is_told_to_staff_and_goes_to_the_line_of_today(by_notify: Post, notify: NotifyOffice) -> None:
    message = text("none")
    by_notify()
    jobs.beat(datetime.now(UTC))
    assert trouble().sentences == [
        "1 text to an on-call line could not be delivered. Something urgent may be waiting that nobody knows of."
    ]
    (seen,) = outbox.state_of(SUBMISSION)
    assert (seen.medium, seen.team_code, seen.state) == (Medium.TEXT, "luton/front-door", State.FAILED)
    outbox.resend(message, uuid.uuid4(), to=GOOD)
    db.session.commit()
    by_notify()
    assert [one["reference"] for one in notify.taken] == [str(message.id)]


def test_a_restored_backup_sends_no_text_by_itself(by_notify: Post, notify: NotifyOffice) -> None:
    message = text()
    assert outbox.hold() == 1
    db.session.commit()
    assert by_notify() == 0
    assert notify.asked == []
    assert state(message)[0] is State.FAILED


def test_a_text_whose_way_out_was_taken_away_is_not_lost_in_silence(
    by_notify: Post, app: Flask, config: Config
) -> None:
    message = text()
    init_delivery(app, config)
    while sending.deliver_next(bell(app).channel, config):
        pass
    assert state(message) == (State.WAITING, 1, "This site has no way to send texts any more.")


def test_without_a_way_to_send_texts_none_is_made_and_whoever_runs_the_site_is_told(app: Flask, tmp_path) -> None:
    file = tmp_path / "luton.toml"
    file.write_text(_with_line())
    load(file, db.session)
    db.session.commit()
    made = outbox.text("luton/duty", GOOD, team="Luton", reference="ABCD-EFGH", link=LINK, submission_id=SUBMISSION)
    assert made is None
    assert db.session.scalars(select(OutboxMessage)).all() == []
    jobs.beat(datetime.now(UTC))
    found = trouble()
    assert found.sentences == [
        "1 team has an on-call line, but this site has no way to send texts: nobody is told by text of what is urgent. "
        "Tell whoever looks after this site."
    ]
    assert found.ready, "mail goes out all the same"


def test_where_texts_can_be_sent_nothing_is_said_of_lines(by_gateway: Post, tmp_path) -> None:
    file = tmp_path / "luton.toml"
    file.write_text(_with_line())
    load(file, db.session)
    db.session.commit()
    jobs.beat(datetime.now(UTC))
    assert trouble().sentences == []


def _with_line() -> str:
    duty = 'name = "Luton duty desk"\ninbox = "duty@luton.example"\n'
    assert duty in SMALL
    return SMALL.replace(duty, f'{duty}\n[team.on_call]\nphone = "{GOOD}"\nwhen = "always"\n')
