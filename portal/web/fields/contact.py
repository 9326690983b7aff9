"""How to reach someone: postcode, e-mail address, phone number. All are written left to right in every language."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields.base import Text, latin_digits
from portal.web.fields.text import TextField

# One or two letters, one or two digits, perhaps a letter; then a digit and two letters that are never C I K M O V.
# Source: Royal Mail, Programmers' Guide to the Postcode Address File. All postcodes that
# ONS lists fit, but for NPT, which is no longer used.
_POSTCODE = re.compile(r"[A-PR-UWYZ][A-HK-Y]?(?:\d[A-Z]|\d\d?)\d[ABD-HJLNP-UW-Z]{2}|GIR0AA")
_EXTENSION = re.compile(r"(?<![^\W\d])(?:extension|ext|x)(?![^\W\d])\.?", re.IGNORECASE)


class _ContactField(TextField):
    direction = "ltr"

    @property
    def spellcheck(self) -> bool | None:
        return False

    def tidy(self, text: str) -> str | None:
        """The answer in its usual form; None if it cannot be one."""
        raise NotImplementedError

    wrong: Text

    def check(self) -> Text | None:
        too_long = super().check()
        if too_long:
            return too_long
        tidy = self.tidy(self.data)
        if tidy is None:
            return self.wrong
        self.data = tidy
        return None


class PostcodeField(_ContactField):
    """A full UK postcode; "mk401aa" is taken and stored as "MK40 1AA"."""

    capitals = "characters"
    wrong = _l("Enter a full UK postcode, like MK42 9AP")

    def __init__(self, label: Text, *, at_most: int = 20, width: int | None = 10, **rest: Any) -> None:
        super().__init__(label, at_most=at_most, width=width, **rest)

    def tidy(self, text: str) -> str | None:
        signs = "".join(sign for sign in unicodedata.normalize("NFKC", latin_digits(text)).upper() if sign.isalnum())
        return f"{signs[:-3]} {signs[-3:]}" if signs.isascii() and _POSTCODE.fullmatch(signs) else None


class EmailField(_ContactField):
    """An e-mail address. Only its form is checked: whether a mailbox answers is found out by writing to it."""

    type_ = "email"
    capitals = "none"
    wrong = _l("Enter an email address in the right form, like name@example.com")

    def __init__(self, label: Text, *, at_most: int = 254, **rest: Any) -> None:
        super().__init__(label, at_most=at_most, **rest)

    def tidy(self, text: str) -> str | None:
        try:
            return str(validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized)
        except EmailNotValidError:
            return None


class PhoneField(_ContactField):
    """A phone number that can be dialled from the UK, stored as typed: people group digits the way they say them."""

    type_ = "tel"
    inputmode = "tel"
    wrong = _l("Enter a phone number, like 01632 960 001 or +44 7700 900 982")

    def __init__(self, label: Text, *, at_most: int = 40, width: int | None = 20, **rest: Any) -> None:
        super().__init__(label, at_most=at_most, width=width, **rest)

    def tidy(self, text: str) -> str | None:
        number = latin_digits(text)
        # The library would dial letters by the phone's keypad (0800 FLOWERS); here they are a slip.
        if any(sign.isalpha() for sign in _EXTENSION.sub("", number)):
            return None
        try:
            possible = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(number, "GB"))
        except phonenumbers.NumberParseException:
            return None
        # "Possible from next door" (no area code) is not enough for a council team to ring back.
        return number if possible == phonenumbers.ValidationResult.IS_POSSIBLE else None
