"""What staff call a child's record: like a submission's reference, and never to be taken for one."""

from __future__ import annotations

from portal.submissions import references

PREFIX = "C-"


def new_reference() -> str:
    """Such as ``C-K7MD-39QX``: one of 78 thousand million."""
    return PREFIX + references.new_reference()


def canonical(typed: str) -> str | None:
    """A child's reference as it is stored, from the way somebody typed it: small letters, spaces, missing dashes.
    None when it does not begin as one does."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != 9 or not signs.startswith("C"):
        return None
    return f"C-{signs[1:5]}-{signs[5:]}"
