"""A form of the space that a page of its own shows once more when it was not taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from portal.directory.where import WhereYouLive
from portal.replies import typed
from portal.replies.typed import Again
from portal.web.forms import Form


class ShownAgain(Form):
    """Nothing private is an answer to a button: what was sent is kept, and the page that shows it again asked for."""

    again = HiddenField()
    """Under which name what was typed is kept, when the page shows such a thing."""

    @property
    def sent(self) -> dict[str, list[str]]:
        """What the request sent for the fields of this form, the wrong and the doubled too."""
        names = [field.name for field in self if field.name not in (self.meta.csrf_field_name, "again")]
        return {name: request.form.getlist(name) for name in names if name in request.form}

    def keep(self, now: datetime, why: str = "") -> str:
        """Keep what was sent and was not taken, because of what is wrong in the form or of ``why``; gives the name by
        which the page that shows it finds it."""
        sent = Again(self.sent, why, late=bool(self.form_errors))
        return typed.keep(sent, now, self.again.data or "")

    @classmethod
    def from_before(cls, name: str, before: Again) -> Self:
        """The form as it was sent, with what is wrong beside it."""
        values: MultiDict[str, Any] = MultiDict(before.values)
        values["again"] = name
        form = cls(formdata=values)
        form.validate()
        if not before.late:
            form.form_errors = []  # of a token that was not kept
        return form


class WhereTheyLive(ShownAgain, WhereYouLive):
    """Which council is a young person's."""
