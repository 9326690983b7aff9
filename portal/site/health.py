"""Whether the portal can do its work, for the machine that watches it."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts import public
from portal.delivery.trouble import trouble
from portal.directory import NoDirectory, snapshot

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """200 when the database answers, councils are loaded, the worker is alive and no mail has waited too long.
    503 otherwise, with the reason. No figure in it is about a person."""
    try:
        councils = len(snapshot().councils)
        found = trouble()
    except (SQLAlchemyError, NoDirectory):
        return jsonify(ready=False), 503
    good = councils > 0 and found.ready
    return jsonify(ready=good, database=True, councils=councils, trouble=found.sentences), 200 if good else 503
