"""Flask-Security's forms in our words, each telling the base template its error summary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_login import current_user
from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    EqualToLocalize,
    LoginForm,
    LogoutForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from flask_security.utils import get_message, validate_redirect_url
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired

from portal.accounts import throttle
from portal.accounts.models import Staff
from portal.accounts.sign_in import failed
from portal.storage import db

TOO_OLD = "This page was open for a long time. Please try once more."
NOT_RIGHT = "The email address or the password is not right. Check both and try again."
LONGEST_TYPED = 200
"""What is cut off beyond this can be in no password (128) or code, and would only cost time to hash."""


def cut(text: Any) -> Any:
    """``text`` no longer than anything that could be right."""
    return text[:LONGEST_TYPED] if isinstance(text, str) else text


def trimmed(text: Any) -> Any:
    """``text`` without the spaces that a phone's keyboard adds."""
    return cut(text.strip()) if isinstance(text, str) else text


def without_spaces(text: Any) -> Any:
    """A code as it was meant: apps show it in two halves, and people type it so."""
    return "".join(cut(text).split()) if isinstance(text, str) else text


def recovery_code(text: Any) -> Any:
    """A recovery code as it is stored (``1a2b-3c4d-5e6f``), however it was typed."""
    if not isinstance(text, str):
        return text
    digits = "".join(letter for letter in cut(text).lower() if letter.isalnum())
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


class Summed(FlaskForm):  # type: ignore[misc]
    """A form that knows its error summary."""

    @property
    def summary_errors(self) -> list[dict[str, str]]:
        """``text`` and ``href`` of each error, in the page's order; what belongs to no field leads to the first."""
        shown = [field for field in self if field.type not in ("CSRFTokenField", "HiddenField", "SubmitField")]
        first = f"#{shown[0].id}" if shown else "#main"
        whole = [TOO_OLD] * bool(self.errors.get("csrf_token")) + list(self.form_errors)
        return [{"text": str(text), "href": first} for text in whole] + [
            {"text": str(field.errors[0]), "href": f"#{field.id}"} for field in shown if field.errors
        ]


class Guarded(Summed):
    """A form that takes a secret: tries are counted, and refused for a while after too many."""

    user: Any

    def who(self) -> str:
        """The account this try is for."""
        return self.user.email if self.user else ""

    def validate(self, **kwargs: Any) -> bool:
        """Refuse while the account must wait; else check as Flask-Security does."""
        wait = throttle.wait(self.who())
        if wait:
            self.form_errors.append(f"There were too many wrong tries. Wait {in_words(wait)}, then try again.")
            return False
        if self.user:  # while we waited for our turn a code may have been used
            db.session.get(Staff, self.user.id, populate_existing=True)
        return bool(super().validate(**kwargs))


def in_words(wait: timedelta) -> str:
    """A wait, rounded up, as people say it."""
    seconds = max(1, int(wait.total_seconds()) + 1)
    if seconds < 60:
        return f"{seconds} seconds" if seconds > 1 else "a second"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute"


class SignInForm(Guarded, LoginForm):
    """Address and password. Whatever is wrong with the pair, the answer is one and the same."""

    remember = None
    email = EmailField(
        validators=[DataRequired("Enter your email address"), EmailValidation(verify=False)], filters=[trimmed]
    )
    password = PasswordField(validators=[DataRequired("Enter your password")], filters=[cut])

    def who(self) -> str:
        typed: str = cut(self.email.data or "")
        try:
            return str(current_app.extensions["security"].mail_util.normalize(typed))
        except ValueError:
            return typed

    def validate_next(self, field: Field) -> None:
        """After signing in one goes where one wanted to go, if that is a staff page, and else to the first."""
        if not (field.data or "").startswith("/staff") or not validate_redirect_url(field.data):
            field.data = current_app.config["SECURITY_POST_LOGIN_VIEW"]

    def validate(self, **kwargs: Any) -> bool:
        if super().validate(**kwargs):
            return True
        if self.ifield is not None:  # the fields were filled in, so it is the pair that is wrong
            self.email.errors, self.password.errors = [], []
            self.form_errors.append(NOT_RIGHT)
            if self.user is None or self.user_authenticated:  # nobody, or somebody who may no longer sign in
                failed(self.who(), self.user, "account")
        return False


class PasswordAgainForm(Guarded, VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(validators=[DataRequired("Enter your password")], filters=[cut])

    def who(self) -> str:
        email: str = current_user.email
        return email


class CodeForm(Guarded, TwoFactorVerifyCodeForm):
    """The six digits from the authenticator app."""

    code = StringField(
        validators=[DataRequired("Enter the 6 digits that your authenticator app shows")], filters=[without_spaces]
    )


class RecoveryCodeForm(Guarded, MfRecoveryForm):
    """One of the codes kept for the day the phone is gone."""

    code = StringField(validators=[DataRequired("Enter one of your recovery codes")], filters=[recovery_code])

    def validate(self, **kwargs: Any) -> bool:
        right = super().validate(**kwargs)
        if not right and self.user and self.code.data and self.code.errors:
            failed(self.user.email, self.user, "recovery-code")
        return right


class NewPasswordForm(Guarded, ChangePasswordForm):
    """The present password, and the new one twice."""

    password = PasswordField(validators=[DataRequired("Enter your present password")], filters=[cut])
    new_password = PasswordField(validators=[DataRequired("Enter a new password")], filters=[cut])
    new_password_confirm = PasswordField(
        validators=[
            DataRequired("Enter the new password again"),
            EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
        ],
        filters=[cut],
    )

    def who(self) -> str:
        email: str = current_user.email
        return email

    def validate(self, **kwargs: Any) -> bool:
        self.user = None
        right = super().validate(**kwargs)
        if not right and get_message("INVALID_PASSWORD")[0] in self.password.errors:
            current_user.track_failed_authn("password")
        return right


class SetUpForm(Summed, TwoFactorSetupForm):
    """One button: there is one method, the authenticator app."""

    setup = StringField()


class RescueForm(TwoFactorRescueForm):
    """Never shown: Flask-Security makes it beside the form for the code. Ours has no choices to be drawn."""

    help_setup = RadioField(choices=[])


class RecoveryCodesForm(Summed, MfRecoveryCodesForm):
    """One button that makes new recovery codes."""


class SignOutForm(Summed, LogoutForm):
    """One button. Only shown when the page it was pressed on was too old."""
