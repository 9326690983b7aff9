"""How to answer, as every form of a parent asks it."""

from __future__ import annotations

from portal.journeys import Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, EmailField, PhoneField


class HowToAnswer(Step):
    """One way to answer is needed; the family chooses which."""

    code = "contact"
    question = _l("How should the team contact you?")
    guidance = _l("If you choose email or letter, the team writes and does not call. That is fine.")
    why = _l(
        "We need one way to answer you. If you give an email address, we also send you a short note that your message "
        "arrived. It names no child."
    )
    label = Label.MUST

    contact_by = ChoiceField(
        _l("Best way to contact you"),
        choices=[
            Choice("email", _l("By email"), reveals="email"),
            Choice("phone", _l("By phone"), reveals="phone"),
            Choice("letter", _l("By letter")),
        ],
        required=_l("Choose how the team should contact you"),
    )
    email = EmailField(_l("Email address"), required=_l("Enter your email address"), autocomplete="email")
    phone = PhoneField(_l("Phone number"), required=_l("Enter your phone number"), autocomplete="tel")
