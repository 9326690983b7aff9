"""National services as data: a number that a child may need is right wherever it stands, or is not there at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.directory import DATA, BadDirectory, Directory, export, load, snapshot
from portal.directory.service_links import UnknownService, address

Write = Callable[..., Path]

SERVICE = """
[[service]]
code = "helpline"
name = "A helpline"

[[service.contact]]
kind = "phone"
value = "01632 960009"
label = "Call"
source = "https://helpline.example"
verified_on = 2026-11-03
"""


@pytest.mark.parametrize(
    ("link", "href", "shown"),
    [
        ("service:emergency", "tel:999", "999"),
        ("service:police", "tel:101", "101"),
        ("service:childline", "tel:08001111", "0800 1111"),
        ("site:childline", "https://www.childline.org.uk", "childline.org.uk"),
        ("service:shout", "sms:85258", "85258"),
        ("site:shout", "https://giveusashout.org", "giveusashout.org"),
        ("service:nhs-111", "tel:111", "111"),
        ("site:nhs", "https://www.nhs.uk", "nhs.uk"),
        ("service:samaritans", "tel:116123", "116 123"),
        ("site:samaritans", "https://www.samaritans.org", "samaritans.org"),
        ("service:runaway", "tel:116000", "116 000"),
        ("site:youngminds", "https://www.youngminds.org.uk", "youngminds.org.uk"),
        ("site:ceop", "https://www.ceopeducation.co.uk", "ceopeducation.co.uk"),
        ("site:ipsea", "https://www.ipsea.org.uk", "ipsea.org.uk"),
    ],
)
def test_each_number_and_website_is_the_one_that_was_confirmed(
    shipped: Directory, link: str, href: str, shown: str
) -> None:
    assert address(link, shipped) == (href, shown)


def test_every_shipped_contact_of_a_service_says_where_it_was_read_and_when(shipped: Directory) -> None:
    assert shipped.services
    assert not [service.code for service in shipped.services if service.unchecked]
    assert all(contact.checked for service in shipped.services for contact in service.contacts)


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("service:nobody", "There is no national service 'nobody'."),
        ("site:police", "Police (police) has no website."),
        ("service:ceop", "CEOP Education (ceop) has no number."),
    ],
)
def test_what_is_not_there_is_said_and_never_guessed(shipped: Directory, link: str, says: str) -> None:
    with pytest.raises(UnknownService) as unknown:
        address(link, shipped)
    assert str(unknown.value) == says
    assert isinstance(unknown.value, KeyError)


@pytest.mark.parametrize("link", ["", "service", "tel:999", "https://childline.org.uk"])
def test_another_kind_of_link_is_a_slip_of_the_program(shipped: Directory, link: str) -> None:
    with pytest.raises(ValueError, match="neither service"):
        address(link, shipped)


def test_a_number_that_nobody_checked_is_not_given(shipped: Directory) -> None:
    childline = shipped.service("childline")
    rumour = replace(childline, contacts=(), unchecked=childline.contacts)
    with pytest.raises(UnknownService):
        address("service:childline", replace(shipped, services=(rumour,)))


def test_they_stand_in_the_order_of_their_file(shipped: Directory) -> None:
    assert [service.code for service in shipped.services][:4] == ["emergency", "police", "childline", "shout"]
    assert shipped.service("shout").name == "Shout"
    assert shipped.service("nobody") is None


def test_what_is_exported_loads_back_with_the_services(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    before, text = snapshot(), export(session)
    load(write(SERVICE), session)
    assert [service.code for service in snapshot().services] == ["helpline"]
    load(write(text), session)
    assert snapshot() == before
    assert export(session) == text


def test_a_changed_service_is_a_new_version_and_is_told(session: scoped_session[Session], write: Write) -> None:
    load(DATA, session)
    text = (DATA / "national.toml").read_text(encoding="utf-8")
    report = load(write(text.replace('"0800 1111"', '"0800 2222"')), session)
    assert report.services
    assert str(report) == "The national services changed. The directory is now at version 2."
    assert address("service:childline", snapshot()).shown == "0800 2222"
    assert load(write(text.replace('"0800 1111"', '"0800 2222"')), session).nothing_new


def test_a_council_s_file_leaves_the_services_alone(session: scoped_session[Session], write: Write, small: str) -> None:
    load(DATA, session)
    load(write(small), session)
    assert address("service:childline", snapshot()).shown == "0800 1111"


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('"01632 960009"', '"javascript:alert(1)"', "contact 1: value: 'javascript:alert(1)' does not look like"),
        ('name = "A helpline"', "", "service 1 (helpline): name: it is needed."),
        ('code = "helpline"', 'code = "Help line"', "does not look like a word such as childline"),
        ("[[service.contact]]", "[[service.contacts]]", "service 1 (helpline): contact: it needs at least one."),
        ("[[service.contact]]", "[service.contact]", "is not a list in square brackets."),
    ],
)  # fmt: skip
def test_a_broken_service_is_refused_with_a_plain_message(
    session: scoped_session[Session], write: Write, right: str, wrong: str, message: str
) -> None:
    assert right in SERVICE
    with pytest.raises(BadDirectory) as refused:
        load(write(SERVICE.replace(right, wrong)), session)
    assert any(message in problem for problem in refused.value.problems), refused.value.problems


def test_a_service_that_is_there_twice_is_refused(session: scoped_session[Session], write: Write) -> None:
    with pytest.raises(BadDirectory, match="helpline is there twice"):
        load(write(SERVICE * 2), session)
