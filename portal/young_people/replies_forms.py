"""The forms of the pages of the five words, and what is said when one of them is not taken."""

from __future__ import annotations

import secrets
from typing import Self

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal import codes
from portal.codes.fields import HINT, TOO_MANY_TRIES, WRONG_WORDS, CodeField
from portal.replies.conversations import LONGEST, MOST_A_DAY
from portal.replies.typed import Again
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import LongTextField
from portal.young_people.shown_again import ShownAgain

UNKNOWN, BUSY, CLOSED, ENOUGH = "unknown", "busy", "closed", "enough"
"""Why something was not taken, where no field can know it."""
BESIDE = {UNKNOWN: "code", BUSY: None, CLOSED: None, ENOUGH: "words"}
"""The field that each stands beside; None for the top of the page."""
SAYS = {
    UNKNOWN: WRONG_WORDS,
    BUSY: TOO_MANY_TRIES,
    CLOSED: _l("Your words are still here. Write your five words to send them."),
    ENOUGH: _l(
        "You have sent %(number)s messages in one day, and this page cannot take more. Your words are still here. You "
        "can send them tomorrow.",
        number=MOST_A_DAY,
    ),
}
HOLDS_CODE = _l(
    "This looks as if your five words are in it. Please take them out. Whoever knows them can open this page."
)


class ReplyForm(ShownAgain):
    """A form of the five words: some of what is wrong with one, only a view can know."""

    @classmethod
    def from_before(cls, name: str, before: Again) -> Self:
        """The form as it was sent, with what is wrong beside it."""
        form = super().from_before(name, before)
        if before.why == CLOSED:
            form.form_errors, form["code"].errors = [], []  # nobody was asked for the code yet
        if before.why:
            form.fail(SAYS[before.why], BESIDE[before.why])
        return form


class CodeForm(ReplyForm):
    """The one question: which five words."""

    code = CodeField(
        _l("Write your five words"),
        hint=HINT,
        required=_l("Write your five words"),
        autocomplete="off",
    )


class WriteForm(ReplyForm):
    """What the young person wants to say now."""

    key = HiddenField()
    anyway = HiddenField()
    words = LongTextField(
        _l("Write to the team"), required=_l("Write something first"), thing=_l("Your message"), at_most=LONGEST
    )

    def validate_words(self, field: LongTextField) -> None:
        """Whoever reads the message could open the page with the code in it; but a list of animals is no code, so
        there is a way to send it all the same."""
        if codes.holds_code(field.data) and not self.anyway.data:
            raise ValidationError(HOLDS_CODE)

    @property
    def send_key(self) -> str:
        """The same for each press of one form's button, so that its words are kept once."""
        return (self.key.data or "")[:64] or secrets.token_urlsafe(16)

    @property
    def offers_anyway(self) -> bool:
        """Whether the only thing wrong is that a code seems to be in it."""
        return self.words.errors == [str(HOLDS_CODE)]


class WriteWithCodeForm(CodeForm, WriteForm):
    """Words that were written on a page that had closed: kept here until the code is given once more."""
