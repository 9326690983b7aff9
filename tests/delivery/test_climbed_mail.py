"""The mail to whoever stands up the ladder: it goes out by a real SMTP server, and says nothing about anybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.delivery import outbox
from portal.delivery.models import OutboxMessage, Purpose, State
from portal.delivery.trouble import trouble
from portal.storage import db
from tests.delivery.post_office import LINK, PostOffice


def climbed(clock: str, address: str = "manager@council.example") -> OutboxMessage:
    message = outbox.climbed(
        address, "luton/home-education", clock=clock, reference="ABCD-EFGH", link=LINK, submission_id=uuid.uuid4()
    )
    db.session.commit()
    return message


@pytest.mark.parametrize(
    ("clock", "says"),
    [("look", "Nobody has looked at it"), ("contact", "in touch with the family"), ("checks", "The checks behind it")],
)
@pytest.mark.usefixtures("app")
def test_it_says_what_is_late_the_reference_and_the_link(
    office: PostOffice, post: Callable[[], int], clock: str, says: str
) -> None:
    climbed(clock)
    assert post() == 1
    (mail,) = office.mails
    assert mail["Subject"] == "Past its time: ABCD-EFGH"
    assert mail["To"] == "manager@council.example"
    text = mail.get_content()
    assert says in text
    assert "ABCD-EFGH" in text
    assert "https://learning-at-home.example/staff/submissions/8d7f" in text
    assert "luton" not in text.lower()


@pytest.mark.usefixtures("app")
def test_one_that_cannot_be_delivered_is_trouble_that_staff_see(post: Callable[[], int]) -> None:
    message = climbed("look", "nobody")
    climbed("look", "other@council.example")
    post()
    rows = {row.id: row.state for row in db.session.scalars(select(OutboxMessage)) if row.purpose == Purpose.CLIMBED}
    assert rows[message.id] == State.FAILED
    assert sorted(rows.values()) == sorted([State.FAILED, State.SENT])
    assert trouble().untold == 1
