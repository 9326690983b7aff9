"""Deleting what is past its time. Submissions are never among it: only drafts that nobody sent, traces of codes, and
marks of browsers."""

from __future__ import annotations

from flask import Flask

from portal.codes import throttle
from portal.journeys import drafts
from portal.replies import visits
from portal.submissions import same_browser


def purge_drafts(_app: Flask) -> None:
    """Delete unsent drafts past their lifetime, and the emptied ones of what was sent. The worker commits."""
    drafts.purge()


def purge_codes(_app: Flask) -> None:
    """Delete what tells that a code was typed: tries that count no more, and visits that are over. The worker
    commits."""
    throttle.purge()
    visits.purge()


def purge_marks(_app: Flask) -> None:
    """Delete the marks of browsers from which a parent's form was sent, once their hour is over. The worker commits."""
    same_browser.purge()
