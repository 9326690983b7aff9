"""Why an act is refused, and the reason that some acts must give."""

from __future__ import annotations

LETTERS = 10
"""Fewer letters than this tell nobody anything a year later."""


class Refused(Exception):
    """This cannot be done with the submission as it is now; the text says why, for the person at the screen."""


def reason_given(typed: str) -> str:
    """The reason without the white space around it. Raises Refused when it has fewer than ten letters."""
    if sum(sign.isalpha() for sign in typed) < LETTERS:
        raise Refused(f"Write why, in at least {LETTERS} letters.")
    return typed.strip()
