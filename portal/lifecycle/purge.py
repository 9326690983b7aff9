"""Deleting what is past its time and nobody decides about: drafts that nobody sent, traces of codes, and marks of
browsers. Submissions are never among it (:mod:`portal.lifecycle.deletion`)."""

from __future__ import annotations

from flask import Flask

from portal.codes import throttle
from portal.journeys import drafts
from portal.replies import typed, visits
from portal.submissions import same_browser, suspicion


def purge_drafts(_app: Flask) -> None:
    """Delete unsent drafts past their lifetime, and the emptied ones of what was sent. The worker commits."""
    drafts.purge()


def purge_codes(_app: Flask) -> None:
    """Delete what tells that a code was typed: tries that count no more, visits that are over, and what was typed on
    their pages and not taken. The worker commits."""
    throttle.purge()
    visits.purge()
    typed.purge()


def purge_marks(_app: Flask) -> None:
    """Delete the marks of browsers from which a parent's form was sent, and the hashes of what was sent, once their
    hour is over. The worker commits."""
    same_browser.purge()
    suspicion.purge()
