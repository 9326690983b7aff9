"""Postcodes, e-mail addresses and phone numbers: taken however they are typed, or told what is wrong."""

from __future__ import annotations

import pytest

from tests.web.everything import error, fields_app, sent

__all__ = ["fields_app"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mk401aa", "MK40 1AA"),
        (" MK40 1AA ", "MK40 1AA"),
        ("m.k-4 0\xa01aa", "MK40 1AA"),
        ("(lu1 2bq)", "LU1 2BQ"),
        ("w1a1aa", "W1A 1AA"),
        ("ec1a 1bb", "EC1A 1BB"),
        ("m1 1ae", "M1 1AE"),
        ("tq14bx", "TQ1 4BX"),
        ("ＭＫ４０ １ＡＡ", "MK40 1AA"),
    ],
)
def test_a_postcode_is_taken_however_it_is_spaced(typed: str, stored: str) -> None:
    assert sent(postcode=typed).stored()["postcode"] == stored


@pytest.mark.parametrize("typed", ["MK40", "MK40 1A", "MK40 1AAA", "40 1AA", "QK40 1AA", "MK40 1AC", "اب", "x" * 20])
def test_half_a_postcode_gets_a_message_with_an_example(typed: str) -> None:
    assert error("postcode", postcode=typed) == "Enter a full UK postcode, like MK42 9AP"
    assert f'value="{typed}"' in sent(postcode=typed)["postcode"]()


@pytest.mark.parametrize(
    "typed", ["ann", "ann@", "@portal.example", "a b@portal.example", "ann@portal", "ann@@x.example"]
)
def test_a_wrong_email_address_gets_a_message(typed: str) -> None:
    assert error("email", email=typed) == "Enter an email address in the right form, like name@example.com"


def test_an_email_address_is_kept_with_its_domain_in_small_letters() -> None:
    assert sent(email=" Ann.Lee@Portal.EXAMPLE").stored()["email"] == "Ann.Lee@portal.example"


@pytest.mark.parametrize("typed", ["01632 960 001", "+44 7700 900982", "(01632) 960001 ext 5", "+48 22 123 45 67"])
def test_a_phone_number_is_kept_as_it_was_typed(typed: str) -> None:
    assert sent(phone=typed).stored()["phone"] == typed


def test_a_phone_number_in_other_digits_is_kept_in_ours() -> None:
    assert sent(phone="۰۱۶۳۲ ۹۶۰ ۰۰۱").stored()["phone"] == "01632 960 001"


@pytest.mark.parametrize("typed", ["0163", "01632 960 001 (mum)", "0800 FLOWERS", "hello", "1" * 40])
def test_a_wrong_phone_number_gets_a_message(typed: str) -> None:
    assert error("phone", phone=typed) == "Enter a phone number, like 01632 960 001 or +44 7700 900 982"
