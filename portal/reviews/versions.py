"""Each council's matrix from one moment to the next: the newest counts, and all that came before stay readable.

Everything here flushes; the caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit import Event, record
from portal.reviews.matrix import Matrix, matrix_from, own_matrix
from portal.reviews.models import MatrixVersion
from portal.storage import db

AT_FIRST = "As it came with the portal"


class SameMatrix(Exception):
    """That is what counts already."""


class MatrixMeanwhile(Exception):
    """Somebody else has changed it since; ``latest`` is what they made of it."""

    def __init__(self, latest: MatrixVersion) -> None:
        super().__init__(f"Number {latest.number} is newer.")
        self.latest = latest


def current(council_code: str) -> Matrix:
    """The matrix that counts at this council: its own newest, or the one that comes with the portal."""
    newest = _newest(council_code)
    return matrix_from(newest.said, newest.number) if newest else own_matrix()


def versions(council_code: str) -> list[MatrixVersion]:
    """Every matrix of this council, newest first; none while the one that comes with the portal counts."""
    mine = select(MatrixVersion).where(MatrixVersion.council_code == council_code)
    return list(db.session.scalars(mine.order_by(MatrixVersion.number.desc())))


def change(council_code: str, said: Mapping[str, Any], seen: int, why: str, by: UUID, now: datetime) -> Matrix:
    """Let this matrix count from now on. ``seen`` is the number that the person had before them.

    Leaves an audit line. Raises BadMatrix, SameMatrix, or MatrixMeanwhile when somebody else was quicker.
    """
    wanted = matrix_from(said)
    before = _newest(council_code)
    if before is not None and before.number != seen:
        raise MatrixMeanwhile(before)
    if wanted.as_json() == current(council_code).as_json():
        raise SameMatrix
    try:
        with db.session.begin_nested():
            if before is None:
                first = own_matrix().as_json()
                db.session.add(_row(council_code, 1, first, None, now, AT_FIRST))
            number = (before.number if before else 1) + 1
            row = _row(council_code, number, wanted.as_json(), by, now, why)
            db.session.add(row)
    except IntegrityError:
        latest = _newest(council_code)
        assert latest is not None
        raise MatrixMeanwhile(latest) from None
    record(Event.MATRIX_CHANGED, row, by=by, council=council_code, number=number)
    return matrix_from(row.said, number)


def _row(
    council_code: str, number: int, said: dict[str, Any], by: UUID | None, now: datetime, why: str
) -> MatrixVersion:
    return MatrixVersion(council_code=council_code, number=number, said=said, by=by, at=now, why=why)


def _newest(council_code: str) -> MatrixVersion | None:
    mine = select(MatrixVersion).where(MatrixVersion.council_code == council_code)
    return db.session.scalars(mine.order_by(MatrixVersion.number.desc()).limit(1)).first()
