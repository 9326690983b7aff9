"""Deleting what is past its time. Submissions are never among it: only drafts that nobody sent."""

from __future__ import annotations

from flask import Flask

from portal.journeys import drafts


def purge_drafts(_app: Flask) -> None:
    """Delete unsent drafts past their lifetime, and the emptied ones of what was sent. The worker commits."""
    drafts.purge()
