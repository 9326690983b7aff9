"""What the settings for mails, texts and leaving take, and what they refuse in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal import create_app
from portal.config import BadSettings, Config
from portal.storage import db

KEY = "night-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
BASE = {"PORTAL_SECRET_KEY": "k" * 40, "PORTAL_URL": "https://portal.example"}


def read(**settings: str) -> Config:
    return Config.from_environment(BASE | {f"PORTAL_{name}": value for name, value in settings.items()})


def refused(**settings: str) -> list[str]:
    with pytest.raises(BadSettings) as said:
        read(**settings)
    return said.value.problems


def test_without_any_of_them_it_sends_no_texts_and_leaves_for_the_weather() -> None:
    config = read()
    assert not config.sends_texts
    assert config.neutral_mail_from is None
    assert config.exit_url == "https://www.bbc.co.uk/weather"


def test_a_neutral_sender_stands_beside_the_other() -> None:
    config = read(MAIL_FROM="home-education@luton.example", NEUTRAL_MAIL_FROM="post@letters.example")
    assert (config.mail_from, config.neutral_mail_from) == ("home-education@luton.example", "post@letters.example")
    (said,) = refused(NEUTRAL_MAIL_FROM="post")
    assert said == "PORTAL_NEUTRAL_MAIL_FROM: 'post' is not an e-mail address."


def test_texts_go_by_notify_or_by_a_gateway() -> None:
    assert read(NOTIFY_API_KEY=KEY, NOTIFY_TEXT_TEMPLATE=TEMPLATE).sends_texts
    assert read(TEXT_MAIL="{number}@sms.example", SMTP_URL="smtp://mail.example").sends_texts
    assert read(TEXT_MAIL="{international}@sms.example", SMTP_URL="smtp://mail.example").sends_texts


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"NOTIFY_API_KEY": KEY}, "one does not work without the other"),
        ({"NOTIFY_TEXT_TEMPLATE": TEMPLATE}, "one does not work without the other"),
        ({"NOTIFY_API_KEY": KEY[:-1], "NOTIFY_TEXT_TEMPLATE": TEMPLATE}, "must be a whole API key"),
        ({"NOTIFY_API_KEY": KEY, "NOTIFY_TEXT_TEMPLATE": "on call"}, "'on call' is not the ID of a template"),
        ({"NOTIFY_URL": "http://notify.example"}, "does not start with https://"),
        ({"TEXT_MAIL": "{number}@sms.example"}, "Set PORTAL_SMTP_URL"),
        ({"TEXT_MAIL": "texts@sms.example"}, "it must have {number} (07...) or {international} (447...) in it"),
        ({"TEXT_MAIL": "{number}{international}@sms.example"}, "it must have {number}"),
        ({"TEXT_MAIL": "{number}"}, "is not an e-mail address"),
        ({"TEXT_MAIL": "{number}{name}@sms.example"}, "it must have {number}"),
        (
            {
                "NOTIFY_API_KEY": KEY,
                "NOTIFY_TEXT_TEMPLATE": TEMPLATE,
                "TEXT_MAIL": "{number}@sms.example",
                "SMTP_URL": "smtp://mail.example",
            },
            "text messages go through GOV.UK Notify already",
        ),
        (
            {"DEMO": "1", "URL": "http://127.0.0.1", "NOTIFY_API_KEY": KEY, "NOTIFY_TEXT_TEMPLATE": TEMPLATE},
            "the demonstration never sends real text messages",
        ),
    ],
)
def test_what_cannot_send_a_text_is_refused_at_the_start(settings: dict[str, str], says: str) -> None:
    said = refused(**settings)
    assert len(said) == 1
    assert says in said[0]
    assert KEY[:-1] not in said[0], "a key is in no message"


@pytest.mark.parametrize(
    "address",
    [
        "http://www.bbc.co.uk/weather",
        "https://",
        "www.bbc.co.uk",
        "javascript:alert(1)",
        "https://www.bbc.co.uk/weather?from=learning-at-home",
        "https://www.bbc.co.uk/weather?",
        "https://www.bbc.co.uk/#weather",
        "https://me@www.bbc.co.uk/",
        "https://www.bbc.co.uk/ weather",
        "https://[",
    ],
)
def test_leaving_goes_only_to_a_plain_address(address: str) -> None:
    (said,) = refused(EXIT_URL=address)
    assert said.startswith("PORTAL_EXIT_URL: ")


def test_leave_this_page_goes_where_the_council_says(config: Config) -> None:
    app = create_app(replace(config, exit_url=read(EXIT_URL="https://www.metoffice.example/today").exit_url))
    answer = app.test_client().get("/young-people/exit")
    assert (answer.status_code, answer.location) == (302, "https://www.metoffice.example/today")
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
