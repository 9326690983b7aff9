"""The form that every page of questions is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from flask import current_app, request, session
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup
from wtforms.meta import DefaultMeta

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import JSON, AnswerField, ChoiceField, ChoicesField

_A_LIFETIME = 100 * 365 * 24 * 60 * 60
_OPEN_TOO_LONG = _l("This page was open for a long time. Your words are still here. Press the button again.")


def this_session() -> str | None:
    """The secret by which this browser's session is told from every other; None while no form was shown in it."""
    secret: str | None = session.get("csrf_token")
    return secret


def drawn_in() -> str | None:
    """The secret of the session in which the form that was sent was drawn, whatever session it is sent in; None where
    it has no token of ours. A token of Flask-WTF is this secret, signed (``flask_wtf.csrf.generate_csrf``)."""
    signer = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token")
    try:
        secret: str = signer.loads(request.form.get("csrf_token", ""))
    except BadData:
        return None
    return secret


class Form(FlaskForm):  # type: ignore[misc]  # WTForms is not typed
    """Fields of one page. Templates get it as ``form``, so that the base template can show what is wrong.

    A field that a choice reveals is drawn inside that choice, and is empty and unchecked while it is not chosen.
    A failed CSRF check is an error like any other: whatever was typed stays in its field.
    """

    uploaded: frozenset[str] = frozenset()
    """Names under which files were sent. No field takes files; each says so."""

    class Meta(DefaultMeta):  # type: ignore[misc]
        # A token is good for as long as the session that it belongs to. (None would mean Flask-WTF's one hour.)
        csrf_time_limit = _A_LIFETIME

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """What was posted, or None. Never JSON: only pages post here, and a JSON list would be an HTTP 500."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if not form.is_submitted():
                return None
            form.uploaded = frozenset(request.files)
            return request.form

    @classmethod
    def filled(cls, stored: Mapping[str, JSON]) -> Self:
        """The form with stored answers in it, whatever the request carries."""
        return cls(formdata=None, data=dict(stored))

    @classmethod
    def viewed(cls, stored: Mapping[str, JSON]) -> Form:
        """The form with stored answers in it, only to be read: it makes no token."""
        return cls(formdata=None, data=stored, meta={"csrf": False})

    def stored(self) -> dict[str, JSON]:
        """Every field's answer by name, None where there is none or where its question was not asked."""
        unasked = self._unasked()
        return {field.short_name: None if field.short_name in unasked else field.stored for field in self.answers()}

    def answers(self) -> Iterator[AnswerField]:
        """All fields that take an answer."""
        return (field for field in self if isinstance(field, AnswerField))

    def questions(self) -> list[AnswerField]:
        """The fields that a page draws: all but those which a choice reveals, for that choice draws them."""
        revealed = self._revealed_by()
        return [field for field in self.answers() if field.short_name not in revealed]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every question that is asked. True if nothing is wrong."""
        self.form_errors: list[str] = []
        unasked = self._unasked()
        for field in self.answers():
            field.asked = field.short_name not in unasked
            if not field.asked:
                field.empty()
        super().validate(extra_validators)
        token = self._fields.get(self.meta.csrf_field_name)
        if token is not None and token.errors:
            token.errors = []
            self.fail(_OPEN_TOO_LONG)
        return not self.errors

    def fail(self, message: Any, field: str | None = None) -> None:
        """Add an error that only a view can know, beside ``field`` or at the top of the page."""
        if field is None:
            self.form_errors.append(str(message))
        else:
            self[field].errors = [str(message)]

    @property
    def summary_errors(self) -> list[dict[str, str]]:
        """What is wrong, for the error summary: ``text``, and ``href`` to the input unless it is about all of it."""
        return [{"text": str(error)} for error in self.form_errors] + [
            {"text": str(field.errors[0]), "href": f"#{field.focus_id}"} for field in self.answers() if field.errors
        ]

    def csrf(self) -> Markup:
        """The hidden input that proves that our own page sent the form. Nothing where CSRF protection is off."""
        token = self._fields.get(self.meta.csrf_field_name)
        if token is None:
            return Markup()
        return Markup('<input type="hidden" name="{}" value="{}">').format(token.name, token.current_token)

    def _revealed_by(self) -> dict[str, tuple[ChoiceField | ChoicesField, str]]:
        """For each revealed field the field and the choice that reveal it.

        Raises ValueError if two choices reveal one field: it would be drawn twice, under one id.
        """
        revealed: dict[str, tuple[ChoiceField | ChoicesField, str]] = {}
        for field in self.answers():
            for choice in field.choices if isinstance(field, (ChoiceField, ChoicesField)) else ():
                if choice.reveals in revealed:
                    raise ValueError(f"two choices reveal {choice.reveals!r}")
                if choice.reveals:
                    revealed[choice.reveals] = field, choice.code
        return revealed

    def _unasked(self) -> set[str]:
        """Names of revealed fields whose choice is not chosen, or sits in a field that is itself not asked."""
        revealed = self._revealed_by()

        def asked(name: str) -> bool:
            if name not in revealed:
                return True
            field, code = revealed[name]
            return code in field.chosen and asked(field.short_name)

        return {name for name in revealed if not asked(name)}
