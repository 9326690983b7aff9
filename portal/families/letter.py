"""The letter that takes a child off a school's roll: what is asked for it, and what it says.

It is written in whatever language is spoken (``speaking``), so that a parent sees what the English one means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.config import ENGLISH
from portal.families.steps.children import MOST_CHILDREN, YES_NO_NOT_SURE, oldest_birthday
from portal.law import sentence
from portal.web.bidi import FSI, PDI
from portal.web.catalogues import lazy_gettext as _l
from portal.web.catalogues import speaking
from portal.web.fields import ChoiceField, DateField, TextField, today
from portal.web.forms import Form
from portal.words import Regime

LONGEST_MAIL = 1900
"""Characters of a ``mailto:`` address: some mail programs cut a longer one off, and a letter without its end is worse
than one that is copied."""
SUBJECT = "Home education: notice from a parent"
"""Of the mail to the school. Subjects are seen by many, so it names nobody."""

NOT_ENOUGH: Mapping[str, str] = {
    "special_school": "special-school-consent",
    "attendance_order": "attendance-order-roll",
    "enquiries": "enquiries-consent",
}
"""What keeps a letter from working, by the name of its question: the sentence of the law that says so."""


class Before(Form):
    """What has to be known first. What the law of the regime does not speak of is not asked."""

    special_school = ChoiceField(
        _l("Is your child at a special school because a council arranged the place?"),
        hint=_l("A place is often arranged through an education, health and care plan (EHC plan)."),
        choices=YES_NO_NOT_SURE,
        required=_l("Choose whether your child is at a special school because a council arranged the place"),
    )
    attendance_order = ChoiceField(
        _l("Is there a school attendance order for your child?"),
        hint=_l("This is a formal paper from a council. It names the school that a child must go to."),
        choices=YES_NO_NOT_SURE,
        required=_l("Choose whether there is a school attendance order for your child"),
    )
    enquiries = ChoiceField(
        _l("Is a council making enquiries because your child may be at risk of harm?"),
        hint=_l("Say yes too if your child has a plan to protect them (a child protection plan)."),
        choices=YES_NO_NOT_SURE,
        required=_l("Choose whether a council is making enquiries because your child may be at risk of harm"),
    )

    @classmethod
    def under(cls, regime: Regime) -> Before:
        """The questions that matter where ``regime`` is in force."""
        form = cls()
        for name, code in NOT_ENOUGH.items():
            if sentence(code, regime) is None:
                del form[name]
        return form

    def hindrances(self) -> dict[str, str]:
        """Each answer that is not a plain no, by the name of its question: ``yes`` or ``not_sure``."""
        return {name: str(answer) for name, answer in self.stored().items() if answer != "no"}


def letter_form(children: int) -> type[Form]:
    """The form for a letter about so many children of one school."""
    return _letter_form(min(max(children, 1), MOST_CHILDREN))


@cache
def _letter_form(children: int) -> type[Form]:
    fields: dict[str, Any] = {
        "school_name": TextField(_l("Name of the school"), required=_l("Enter the name of the school"), at_most=200),
        "head_teacher": TextField(
            _l("Name of the head teacher"), hint=_l("Optional. For example, Mrs Brown."), at_most=100
        ),
    }
    for number in range(1, children + 1):
        fields |= {
            f"first_name_{number}": TextField(
                _l("First name"), required=_l("Enter your child’s first name"), autocomplete="off", at_most=100
            ),
            f"last_name_{number}": TextField(
                _l("Last name"), required=_l("Enter your child’s last name"), autocomplete="off", at_most=100
            ),
            f"born_{number}": DateField(
                _l("Date of birth"),
                hint=_l("For example, 27 3 2014"),
                thing=_l("Your child’s date of birth"),
                required=_l("Enter your child’s date of birth"),
                earliest=oldest_birthday,
                past_only=True,
            ),
        }
    fields |= {
        "last_day": DateField(
            _l("Last day at school, past or planned"),
            hint=_l("Optional. Without it, home education begins on the day of the letter."),
            thing=_l("The last day at school"),
        ),
        "your_name": TextField(
            _l("Your full name"), required=_l("Enter your full name"), autocomplete="name", at_most=200
        ),
    }
    return type("LetterForm", (Form,), fields)


def count_of(sent: Mapping[str, str]) -> int:
    """How many children the form that was sent has room for; 1 where it does not say."""
    said = sent.get("children", "")
    known = said.isascii() and said.isdecimal() and len(said) < 4
    return min(max(int(said), 1), MOST_CHILDREN) if known else 1


def without_empty(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was sent, without the children of whom nothing was said; one always stays. Those after move up."""
    count = count_of(sent)
    parts = ("first_name_{}", "last_name_{}", "born_{}-day", "born_{}-month", "born_{}-year")

    def said(number: int) -> bool:
        return any(one.strip() for part in parts for one in sent.getlist(part.format(number)))

    kept = [number for number in range(1, count + 1) if said(number)] or [1]
    rest = [(name, value) for name, value in sent.items(multi=True) if not _is_of_a_child(name)]
    moved = [
        (part.format(new), value)
        for new, old in enumerate(kept, start=1)
        for part in parts
        for value in sent.getlist(part.format(old))
    ]
    return MultiDict(
        [*((name, value) for name, value in rest if name != "children"), *moved, ("children", str(len(kept)))]
    )


def _is_of_a_child(name: str) -> bool:
    return name.startswith(("first_name_", "last_name_", "born_"))


@dataclass(frozen=True)
class Child:
    """One child in the letter."""

    first_name: str
    last_name: str
    born: date

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Letter:
    """What a parent said. ``agreed``: a council whose consent is needed has given it."""

    school: str
    head_teacher: str
    children: tuple[Child, ...]
    last_day: date | None
    parent: str
    agreed: bool
    written_on: date

    @classmethod
    def of(cls, form: Form, children: int, agreed: bool) -> Letter:
        """The letter of a form that was found right."""
        return cls(
            school=form["school_name"].data,
            head_teacher=form["head_teacher"].data,
            children=tuple(
                Child(form[f"first_name_{n}"].data, form[f"last_name_{n}"].data, form[f"born_{n}"].data)
                for n in range(1, children + 1)
            ),
            last_day=form["last_day"].data,
            parent=form["your_name"].data,
            agreed=agreed,
            written_on=today(),
        )

    def paragraphs(self, regime: Regime) -> list[str]:
        """The letter in the language that is spoken now. Names run as their own letters do, between isolates."""
        school, head = _apart(self.school), _apart(self.head_teacher)
        rule = sentence("letter-takes-off-roll", regime)
        assert rule is not None  # every regime has it
        children = [
            _("%(name)s, born on %(day)s", name=_apart(child.name), day=_day(child.born)) for child in self.children
        ]
        return [
            _day(self.written_on),
            f"{head}\n{school}" if self.head_teacher else _("The head teacher") + f"\n{school}",
            _("Dear %(name)s,", name=head) if self.head_teacher else _("Dear head teacher,"),
            "\n".join([_("I am the parent of:"), *children]),
            self._begins(),
            _(
                "This is my notice in writing. Please take them off the admission register under this rule: %(rule)s.",
                rule=_apart(rule.source),
            ),
            *([_("The council has agreed to this.")] if self.agreed else []),
            _("Please write to me when it is done, and tell me the date."),
            _("Yours sincerely,") + f"\n{_apart(self.parent)}",
        ]

    def _begins(self) -> str:
        if self.last_day is None:
            return str(_("From today I educate them at home."))
        if self.last_day < self.written_on:  # a school must not date the end back, so the letter does not ask for it
            words = _(
                "They were last at school on %(day)s. From today I educate them at home.", day=_day(self.last_day)
            )
        else:
            words = _(
                "Their last day at school is %(day)s. After that day I will educate them at home.",
                day=_day(self.last_day),
            )
        return str(words)

    def english(self, regime: Regime) -> list[str]:
        """The letter as the school gets it."""
        with speaking(ENGLISH):
            return self.paragraphs(regime)

    def text(self, regime: Regime) -> str:
        """The English letter as plain text, without the isolates: not every program knows them."""
        return "\n\n".join(self.english(regime)).translate({ord(FSI): None, ord(PDI): None})

    def mail(self, regime: Regime) -> str | None:
        """A ``mailto:`` address with the letter in it and nobody to send it to; None where it is too long for one.

        The names in it go from the page to the person's own mail program, and to no server.
        """
        body = self.text(regime).replace("\n", "\r\n")
        address = f"mailto:?subject={quote(SUBJECT)}&body={quote(body)}"
        return address if len(address) <= LONGEST_MAIL else None


def _apart(words: str) -> str:
    return f"{FSI}{words}{PDI}"


def _day(day: date) -> str:
    return str(format_date(day, "long"))
