"""References: short, easy to read out, impossible to guess."""

from __future__ import annotations

import secrets

ALPHABET = "346789CDFGHJKMNPQRTVWXY"
"""No sign that looks like another one (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and no vowel, so no words."""


def new_reference() -> str:
    """Eight random signs in two groups, such as ``K7MD-39QX``: one of 78 thousand million."""
    signs = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"
