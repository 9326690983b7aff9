"""What a mail says, in which language, and what nobody can make it say."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.config import TRANSLATIONS, Config, languages_in
from portal.delivery import outbox, sending
from portal.delivery.channels import NotNow, Smtp
from portal.delivery.mail import BadAddress, compose
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.delivery.queue import bell
from portal.delivery.trouble import trouble
from portal.law import says
from portal.storage import db
from portal.words import Kind, Regime, Urgency
from tests.delivery.post_office import LINK, PostOffice, add, given_up
from tests.delivery.worker_process import bare_app

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CONTEXT = {
    "reference": "ABCD-EFGH",
    "team": "Luton home education team",
    "phone": "01632 960123",
    "email": "team@council.example",
}
FOLLOWED = {"day": "24 November 2026", "regime": "pre_cnis", "link": "http://forged.example/families/follow?lang=ur"}
"""What the mails to families tell besides."""


def receipt(template: str, language: str, **more: str) -> OutboxMessage:
    return outbox.receipt(
        "parent@home.example",
        template=template,
        context=CONTEXT | FOLLOWED | more,
        language=language,
        submission_id=None,
    )


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("urgency", Urgency)
def test_a_nudge_says_kind_reference_and_link_and_no_more(app: Flask, kind: Kind, urgency: Urgency) -> None:
    message = add(kind=kind, urgency=urgency)
    mail = compose(message, bell(app).config, NOW)
    ending = "Something new for your team: ABCD-EFGH"
    start = {Urgency.NOW: "Look now: ", Urgency.TODAY: "Look today: ", Urgency.ROUTINE: ""}[urgency]
    assert mail["Subject"] == start + ending
    text = mail.get_content()
    assert "ABCD-EFGH" in text
    assert "https://learning-at-home.example/staff/submissions/8d7f" in text.splitlines()
    assert LINK not in text, "a link never leads where a forged Host header says"
    assert mail.get_content_type() == "text/plain"


def test_a_mail_carries_what_mail_programs_need(app: Flask) -> None:
    message = add()
    mail = compose(message, bell(app).config, NOW)
    assert mail["Message-ID"] == f"<outbox-{message.id}@learning-at-home.example>"
    assert mail["Message-ID"] == compose(message, bell(app).config, datetime.now(UTC))["Message-ID"]
    assert mail["From"] == "Learning at home <home-education@portal.example>"
    assert mail["Date"] == "Fri, 20 Nov 2026 09:00:00 +0000"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en-GB")


@pytest.mark.parametrize("language", languages_in(TRANSLATIONS))
@pytest.mark.parametrize("template", ["notification_receipt", "change_receipt", "referral_receipt"])
def test_every_receipt_can_be_made_in_every_language(app: Flask, template: str, language: str) -> None:
    mail = compose(receipt(template, language), bell(app).config, NOW)
    text = mail.get_content()
    assert "ABCD-EFGH" in str(mail["Subject"])
    for fact in ("ABCD-EFGH", "01632 960123", "team@council.example"):
        assert fact in text.splitlines()
    assert "Luton home education team" in text
    assert "{" not in text
    assert bytes(mail).isascii(), "not every server passes other letters through whole"


def test_a_receipt_without_contacts_does_not_promise_any(app: Flask) -> None:
    text = compose(receipt("notification_receipt", "en_GB", phone="", email=""), bell(app).config, NOW).get_content()
    assert "give us the reference" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("regime", Regime)
def test_a_parents_receipt_says_the_law_that_is_in_force_and_never_sounds_like_a_permit(
    app: Flask, regime: Regime
) -> None:
    text = compose(receipt("notification_receipt", "en_GB", regime=str(regime)), bell(app).config, NOW).get_content()
    for code in ("form-is-a-choice", "letter-takes-off-roll", "mainstream-permission", "special-school-consent"):
        assert says(code, regime) in text
    for word in ("apply", "application", "approve", "must register"):
        assert word not in text.lower()


def test_a_familys_receipt_says_by_when_and_where_to_follow_it(app: Flask) -> None:
    for template in ("notification_receipt", "change_receipt"):
        lines = compose(receipt(template, "en_GB"), bell(app).config, NOW).get_content().splitlines()
        assert "The team means to read it by 24 November 2026." in lines
        assert "https://learning-at-home.example/families/follow?lang=ur" in lines


def test_the_fifteen_days_are_in_the_receipt_of_a_change_only_where_that_is_the_law(app: Flask) -> None:
    words = says("changes-in-15-days", Regime.CNIS)
    for regime in Regime:
        text = compose(receipt("change_receipt", "en_GB", regime=str(regime)), bell(app).config, NOW).get_content()
        assert (words in text) is (regime is Regime.CNIS)
        assert "\n\n\n" not in text


def test_a_receipt_speaks_the_language_of_whoever_asked(config: Config, tmp_path: Path) -> None:
    catalog = Catalog(locale="pl")
    catalog.add("Your reference:", "Twój numer:")
    (tmp_path / "pl" / "LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "pl" / "LC_MESSAGES" / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    app = bare_app(config, str(tmp_path))
    with app.app_context():
        polish = compose(receipt("notification_receipt", "pl"), config, NOW).get_content()
        english = compose(receipt("notification_receipt", "en_GB"), config, NOW).get_content()
        db.session.rollback()
        db.engine.dispose()
    assert "Twój numer:" in polish
    assert "Twój numer:" not in english


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b.example\nBcc: everyone@council.example",
        "a@b.example\r\nRCPT TO:<other@council.example>",
        "a@b.example, other@council.example",
        "Team <a@b.example>",
        "a@b.example> NOTIFY=SUCCESS",
        "a@@b.example",
        "a@b.example (a comment)",
        "@b.example",
        "a@localhost",
        "a\0@b.example",
        "zażółć@b.example",
        "a@bücher.example",
        "ABCD" * 200,
    ],
)
def test_what_is_not_one_plain_address_fails_at_once_and_is_seen(
    app: Flask, office: PostOffice, post: Callable[[], int], address: str
) -> None:
    message = add(address)
    post()
    (seen,) = given_up()
    assert (seen.id, seen.state, seen.attempts) == (message.id, State.FAILED, 1)
    assert seen.error == "This is not an address that a mail can go to."
    assert office.mails == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(address=st.text(max_size=60) | st.emails(), word=st.text(max_size=60))
def test_nothing_typed_can_add_a_header_or_a_second_reader(app: Flask, address: str, word: str) -> None:
    message = OutboxMessage(purpose="receipt", template="referral_receipt", language="en_GB", created_at=NOW)
    message.to = address
    message.context = {name: outbox._one_line(word) for name in CONTEXT}
    try:
        mail = compose(message, bell(app).config, NOW)
        wire = bytes(mail)
    except BadAddress:
        return
    assert len(mail["To"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == address
    head = wire.partition(b"\r\n\r\n")[0].decode()
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))]
    assert sorted(names) == sorted(mail.keys())
    assert "Bcc" not in names


def test_a_word_with_line_breaks_stays_on_its_line(app: Flask) -> None:
    team = "Luton\r\nBcc: a@b.example\n\nDear parent,\u2028click here"
    mail = compose(receipt("referral_receipt", "en_GB", team=team), bell(app).config, NOW)
    assert mail["Bcc"] is None
    assert any("Luton Bcc: a@b.example Dear parent, click here" in line for line in mail.get_content().splitlines())


def test_a_mail_that_misses_a_fact_is_not_sent(app: Flask, office: PostOffice, post: Callable[[], int]) -> None:
    outbox.receipt(
        "parent@home.example", template="referral_receipt", context={}, language="en_GB", submission_id=uuid.uuid4()
    )
    db.session.commit()
    post()
    message = db.session.query(OutboxMessage).one()
    assert (message.state, office.mails) == (State.WAITING, [])
    assert message.error == "The portal could not send the mail (UndefinedError)."


GIVES_AWAY = ("council", "home", "educat", "school", "child", "young", "help", "safe", "learning", "luton", "portal")
"""Words of this site that a parent who sees a list of mails must not read there."""


def answered(language: str = "en_GB") -> OutboxMessage:
    return outbox.answered("mine@letters.example", language=language, submission_id=uuid.uuid4())


def neutral(config: Config) -> Config:
    return replace(config, neutral_mail_from="post@letters.example")


@pytest.mark.parametrize("language", languages_in(TRANSLATIONS))
def test_the_mail_that_somebody_has_answered_gives_nothing_away(app: Flask, config: Config, language: str) -> None:
    """Not in what a list of mails shows, not in the text, and not in a header that any mail program shows."""
    mail = compose(answered(language), neutral(config), NOW)
    everything = "\n".join([*(f"{name}: {value}" for name, value in mail.items()), mail.get_content()]).lower()
    for word in (*GIVES_AWAY, "ABCD-EFGH".lower(), "http", "//", "www", "/y"):
        assert word not in everything, word
    assert mail["From"].addresses[0].addr_spec == "post@letters.example"
    assert mail["From"].addresses[0].display_name
    assert mail["Message-ID"].endswith("@letters.example>")
    assert "{" not in mail.get_content()


def test_the_mail_that_somebody_has_answered_says_where_to_read_it(app: Flask, config: Config) -> None:
    mail = compose(answered(), neutral(config), NOW)
    assert (mail["From"], mail["Subject"]) == ("A message <post@letters.example>", "You have a new message")
    assert mail.get_content().splitlines()[:3] == [
        "Someone has answered.",
        "",
        "You can read it with your code. Open the page where you got your code.",
    ]


def test_without_a_neutral_address_it_does_not_go_out_and_waits_for_one(app: Flask, config: Config) -> None:
    with pytest.raises(NotNow):
        compose(answered(), config, NOW)


def test_only_that_mail_comes_from_the_neutral_address(app: Flask, config: Config) -> None:
    for message in (add(), receipt("notification_receipt", "en_GB"), opened()):
        assert compose(message, neutral(config), NOW)["From"] == "Learning at home <home-education@portal.example>"


def test_a_neutral_mail_is_sent_from_there_and_staff_know_what_it_was(
    app: Flask, config: Config, office: PostOffice
) -> None:
    message = answered()
    submission = message.submission_id
    assert submission is not None
    db.session.commit()
    assert sending.deliver_next(Smtp(office.url, "portal.example"), neutral(config))
    (arrived,) = office.mails
    assert arrived["From"] == "A message <post@letters.example>"
    (seen,) = outbox.state_of(submission)
    assert (seen.purpose, seen.team_code, seen.state) == (Purpose.ANSWERED, None, State.SENT)


def opened() -> OutboxMessage:
    return outbox.opened(
        "manager@council.example", "luton/front-door", reference="ABCD-EFGH", link=LINK, submission_id=uuid.uuid4()
    )


def test_a_manager_is_told_that_a_record_was_opened_and_not_by_whom_or_whose(app: Flask) -> None:
    mail = compose(opened(), bell(app).config, NOW)
    assert mail["Subject"] == "A restricted record was opened: ABCD-EFGH"
    assert "https://learning-at-home.example/staff/submissions/8d7f" in mail.get_content().splitlines()
    assert "luton" not in mail.get_content().lower()


def test_a_manager_who_could_not_be_told_is_trouble_and_no_nudge(app: Flask, post: Callable[[], int]) -> None:
    message = opened()
    message.to = "nobody"
    db.session.commit()
    post()
    found = trouble()
    assert (found.failed, found.untold) == (0, 1)
    assert "1 e-mail to a manager could not be delivered." in found.sentences
