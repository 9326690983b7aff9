"""Who is telling us, so that the team can ask back."""

from __future__ import annotations

from portal.journeys import Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, EmailField, PhoneField, TextField


class Agency(Step):
    """Counted by agency, so that partners see who uses this route and who does not (seed A, point 3)."""

    code = "agency"
    question = _l("Where do you work?")
    label = Label.MUST

    agency = ChoiceField(
        _l("Kind of organisation"),
        choices=[
            Choice("gp", _l("GP surgery")),
            Choice("school_nurse", _l("School nursing or health visiting")),
            Choice("other_health", _l("Other health service")),
            Choice("school", _l("School or college")),
            Choice("housing", _l("Housing")),
            Choice("police", _l("Police")),
            Choice("social_care", _l("Children’s social care")),
            Choice("early_help", _l("Early help")),
            Choice("voluntary", _l("Charity or community group")),
            Choice("other", _l("Somewhere else")),
        ],
        required=_l("Choose where you work"),
    )
    agency_name = TextField(
        _l("Name of the organisation"), hint=_l("Optional."), autocomplete="organization", at_most=200
    )
    role = TextField(_l("Your role"), hint=_l("Optional."), autocomplete="organization-title", at_most=200)


class YourDetails(Step):
    """A name and a number: most referrals need one question back."""

    code = "you"
    question = _l("How can the team reach you?")
    why = _l("Most teams need to ask one more thing. Only the team that gets this sees your details at first.")
    label = Label.MUST

    your_name = TextField(_l("Your full name"), required=_l("Enter your full name"), autocomplete="name", at_most=200)
    phone = PhoneField(
        _l("Work phone number"), required=_l("Enter a phone number that the team can call"), autocomplete="tel"
    )
    email = EmailField(
        _l("Work email address"), hint=_l("Optional."), thing=_l("The email address"), autocomplete="email"
    )
