"""Wiring staff accounts into the app: Flask-Security with everything we do not use switched off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, g, render_template, session, url_for
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_security.utils import set_request_attr

from portal.accounts import forms
from portal.accounts.models import Staff
from portal.accounts.pages import bp
from portal.accounts.second_factor import AppCodes
from portal.accounts.sign_in import stands, watch
from portal.audit import Event, record
from portal.config import Config
from portal.storage import db

PASSWORD_AT_LEAST = 12
"""Three random words and more (NCSC); no rules about kinds of characters."""

SETTINGS: dict[str, Any] = {
    "URL_PREFIX": "/staff",
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "LOGOUT_METHODS": ["POST"],
    "LOGOUT_CSRF": True,
    "VERIFY_URL": "/password-again",
    "CHANGE_URL": "/change-password",
    "TWO_FACTOR_SETUP_URL": "/two-factor/set-up",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/two-factor/code",
    "TWO_FACTOR_RESCUE_URL": "/two-factor/rescue",
    "TWO_FACTOR_SELECT_URL": "/two-factor/select",
    "MULTI_FACTOR_RECOVERY_URL": "/two-factor/recovery",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "POST_LOGIN_VIEW": "/staff/today",
    "POST_VERIFY_VIEW": "/staff/account",
    "POST_LOGOUT_VIEW": "/staff/signed-out",
    "POST_CHANGE_VIEW": "/staff/account?done=password",
    "TWO_FACTOR_POST_SETUP_VIEW": "/staff/account?done=app",
    "LOGIN_USER_TEMPLATE": "staff/accounts/sign_in.html",
    "LOGOUT_USER_TEMPLATE": "staff/accounts/sign_out.html",
    "VERIFY_TEMPLATE": "staff/accounts/password_again.html",
    "CHANGE_PASSWORD_TEMPLATE": "staff/accounts/change_password.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "staff/accounts/two_factor_set_up.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "staff/accounts/two_factor_code.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "staff/accounts/recovery_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "staff/accounts/recovery_codes.html",
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "FLASH_MESSAGES": False,
    "CHANGEABLE": True,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TOTP_SECRETS": {"0": "sealed by portal.accounts.second_factor.Wallet instead"},
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "FRESHNESS": timedelta(minutes=15),
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
    "API_ENABLED_METHODS": ["session"],
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},  # no pepper: a changed secret key must not lock everyone out
    "PASSWORD_HASH_PASSLIB_OPTIONS": {  # OWASP password storage cheat sheet: 19 MiB, two passes, one lane
        "argon2__type": "ID",
        "argon2__time_cost": 2,
        "argon2__memory_cost": 19456,
        "argon2__parallelism": 1,
    },
    "PASSWORD_LENGTH_MIN": PASSWORD_AT_LEAST,
    "MSG_INVALID_EMAIL_ADDRESS": ("Enter an email address like name@council.example", "error"),
    "MSG_INVALID_PASSWORD": ("The password is not right", "error"),
    "MSG_PASSWORD_INVALID_LENGTH": (
        f"The new password must have between {PASSWORD_AT_LEAST} and 128 characters",
        "error",
    ),
    "MSG_PASSWORD_IS_THE_SAME": ("The new password must be another one than the present", "error"),
    "MSG_RETYPE_PASSWORD_MISMATCH": ("The two new passwords are not the same", "error"),
    "MSG_TWO_FACTOR_INVALID_TOKEN": ("The code is not right, or it was used already. Wait for the next one", "error"),
    "MSG_TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Use an authenticator app", "error"),
    "MSG_INVALID_RECOVERY_CODE": ("The recovery code is not right, or it was used already", "error"),
}
"""What differs from Flask-Security's defaults (each key without ``SECURITY_``). Registering, resetting by mail, signing
in by link, username, passkey or token are off there already."""

_FORMS = (
    "login_user_form",
    "logout_form",
    "verify_form",
    "change_password_form",
    "mf_recovery_form",
    "mf_recovery_codes_form",
    "two_factor_setup_form",
    "two_factor_verify_code_form",
)


class _Datastore(SQLAlchemyUserDatastore):
    """Flushes only: the request has one commit, and it is not here."""

    def commit(self) -> None:
        db.session.flush()

    def mf_set_recovery_codes(self, user: Staff, rcs: list[str] | None) -> None:  # type: ignore[override]
        super().mf_set_recovery_codes(user, rcs)
        record(Event.STAFF_CHANGED, user, by=user.id, what="recovery-codes")

    def mf_delete_recovery_code(self, user: Staff, idx: int) -> bool:  # type: ignore[override]
        codes = user.mf_recovery_codes
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        return len(codes) > idx


def init_accounts(app: Flask, config: Config) -> None:
    """Give the app staff sign-in under ``/staff``. Call it after ``init_web``; :func:`guard` comes last of all.

    Everyone needs an authenticator app, except in the demonstration.
    """
    app.config.update({f"SECURITY_{name}": value for name, value in SETTINGS.items()})
    app.config.update(
        SECURITY_TWO_FACTOR_REQUIRED=not config.demo,
        SECURITY_TOTP_ISSUER=config.site_name,
        SESSION_PROTECTION=None,  # it would tie a sign-in to a computer's address
    )
    security = Security(
        app,
        _Datastore(db, Staff, RoleMixin),  # our own table decides, so roles are never looked up
        login_form=forms.SignInForm,
        logout_form=forms.SignOutForm,
        verify_form=forms.PasswordAgainForm,
        change_password_form=forms.NewPasswordForm,
        two_factor_setup_form=forms.SetUpForm,
        two_factor_rescue_form=forms.RescueForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryCodeForm,
        mf_recovery_codes_form=forms.RecoveryCodesForm,
        totp_cls=AppCodes,
        render_template=_render,
    )
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(_load)
    security.login_manager.request_loader(lambda _request: None)  # no sign-in by token
    app.register_blueprint(bp)
    app.after_request(_offer_recovery_codes)
    watch(app)


def _load(uniquifier: str) -> Staff | None:
    staff: Staff | None = db.session.scalar(db.select(Staff).where(Staff.fs_uniquifier == uniquifier))
    if staff is None or not staff.active or not stands(staff):
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return staff


def _render(template: str, **context: Any) -> str:
    """The page, with Flask-Security's form of that page as ``form``."""
    form = next(context[name] for name in _FORMS if name in context)
    return render_template(template, **context, form=form)


def _offer_recovery_codes(response: Response) -> Response:
    """After a sign-in with the app, lead someone without recovery codes to them: before the phone is lost."""
    if g.get("offer_recovery_codes") and response.status_code == 302:
        response.location = url_for("security.mf_recovery_codes")
    return response
