"""References: short, easy to read out, impossible to guess."""

from __future__ import annotations

import secrets

ALPHABET = "346789CDFGHJKMNPQRTVWXY"
"""No sign that looks like another one (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and no vowel, so no words."""


def new_reference() -> str:
    """Eight random signs in two groups, such as ``K7MD-39QX``: one of 78 thousand million. Never digits alone: those
    are what a young person's words are called (:func:`new_number`)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return new_reference() if signs.isdecimal() else f"{signs[:4]}-{signs[4:]}"


def new_number() -> str:
    """Nine random digits in three groups, such as ``582-904-631``: what a young person's words are called.

    It cannot be taken for a parent's reference, nor the other way round, and on a slip of paper it says nothing.
    """
    digits = f"{secrets.randbelow(10**9):09d}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def canonical(typed: str) -> str:
    """A reference as it is stored, from the way somebody typed it: small letters, spaces, a missing dash."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if signs.isdecimal():
        return f"{signs[:3]}-{signs[3:6]}-{signs[6:]}"
    return f"{signs[:4]}-{signs[4:]}"
