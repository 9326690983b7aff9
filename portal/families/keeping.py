"""A parent's form that is kept for another day: five words to come back with, by mail too if they like, and one mail
before it goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from portal import codes
from portal.codes import Audience
from portal.delivery import outbox
from portal.directory import hours
from portal.journeys import Journey, drafts
from portal.journeys.closing import INVALID, emptied, go
from portal.journeys.models import Draft
from portal.journeys.pages import KEPT
from portal.submissions import marks
from portal.web.catalogues import lazy_gettext as _l
from portal.web.catalogues import speaking
from portal.web.fields import EmailField
from portal.web.forms import Form
from portal.web.language import locale_code

REMINDED = timedelta(days=3)
"""How long before it goes its owner gets the one mail about that."""
WORDS, LAST_CALL = "kept", "kept_reminder"
TEMPLATES = (WORDS, LAST_CALL)
"""The mails about kept forms, by their templates."""
MOST_MAILS = 3
"""For one form: enough to put an address right twice, and no way to fill a stranger's mailbox."""
MOST_AN_HOUR = 5
"""To one address, whatever form they are about: somebody who helps several families has room, and a stranger's mailbox
is not filled."""
ENOUGH = _l(
    "We have sent your five words %(number)s times and cannot send them again. Write them down", number=MOST_MAILS
)
TOO_MANY = _l("We have sent too many emails to this address in the last hour. Write your five words down")


class MailForm(Form):
    """Where the words are sent, for whoever wants that."""

    email = EmailField(
        _l("Your email address"),
        hint=_l("Check it well. Whoever gets this email can open your answers."),
        required=_l("Enter your email address"),
        autocomplete="email",
    )


def keep(journey: Journey, draft: Draft, now: datetime) -> None:
    """Put the draft away by five words: by the same as before, if it was kept before. The time begins anew."""
    known = drafts.keeper(draft)
    if known and draft.code_key:
        code, key = known["code"], draft.code_key
    else:
        code, key = codes.fresh(Audience.FAMILIES)
    drafts.set_keeper(draft, {**known, "code": code})
    drafts.keep(draft, journey, code, key, now)
    if known.get("email"):
        draft.remind_at = draft.expires_at - REMINDED


def kept(journey: Journey, draft: Draft, now: datetime) -> ResponseReturnValue:
    """The page that shows the five words, sends them, and closes the form here or goes on with it."""
    if "close" in request.form:  # asks for no token: closing harms nobody
        drafts.forget_here(journey.code)
        return emptied(redirect(url_for("coming_back.enter", closed=1), 303))
    form, known = MailForm(), drafts.keeper(draft)
    if "go_on" in request.form and Form().validate():
        drafts.take_up(draft, journey, now)
        return go(journey, drafts.progress(draft, journey).where())
    if "stay" in request.form and Form().validate():
        drafts.show_code(draft, journey, known["code"], now)
    elif request.method == "POST" and form.validate():
        address = str(form.email.data)
        if known.get("mails", 0) >= MOST_MAILS:
            form.fail(ENOUGH, "email")
        elif marks.times(f"mail {address.casefold()}", now) > MOST_AN_HOUR:
            form.fail(TOO_MANY, "email")
        else:
            _send(draft, address)
            drafts.show_code(draft, journey, known["code"], now)
            return go(journey, KEPT, sent=1)
    page = render_template(
        "families/kept.html",
        journey=journey,
        form=form,
        code=known["code"],
        until=draft.expires_at,
        open_until=datetime.fromisoformat(drafts.put_away(draft)["until"]),
        sent="sent" in request.args and not form.errors,
    )
    return page, INVALID if form.errors else 200


def _send(draft: Draft, address: str) -> None:
    """Send the words, and remember where to, for the one mail before the form goes."""
    known = drafts.keeper(draft)
    drafts.set_keeper(draft, {**known, "email": address, "language": locale_code(), "mails": known.get("mails", 0) + 1})
    draft.remind_at = draft.expires_at - REMINDED
    _mail(draft, WORDS)


def remind(draft: Draft) -> None:
    """Tell whoever keeps the draft that it goes in some days. Needs a request's context, for the link.

    It happens once: the draft is not due for it any more. Raises CannotOpen when the draft was tampered with.
    """
    draft.remind_at = None
    if drafts.keeper(draft).get("email"):
        _mail(draft, LAST_CALL)


def _mail(draft: Draft, template: str) -> None:
    known = drafts.keeper(draft)
    outbox.receipt(
        known["email"],
        template=template,
        context={
            "code": codes.spoken(known["code"]),
            "until": _day(draft.expires_at, known["language"]),
            "link": url_for("coming_back.enter"),
        },
        language=known["language"],
        submission_id=None,
    )


def _day(moment: datetime, language: str) -> str:
    """The day in London, as that language writes it."""
    day: date = moment.astimezone(hours.LONDON).date()
    with speaking(language):
        return str(format_date(day, "long"))
