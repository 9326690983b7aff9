"""The sentences. What is the same in every regime stands once; what a regime changes stands once more for it.

Sources are named so that a council's lawyer finds them; where one was only reported, ``source`` says so. The owner is
the council's until it names a person: nobody else can answer for what it tells families.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from portal.web.catalogues import lazy_gettext as _l
from portal.words import Regime

GOOD_FOR = timedelta(days=182)
"""How long a sentence may stand before somebody has to read it over again. Our own rule, no law's."""
COLLECTED = date(2026, 11, 20)
"""When the sources below were last looked up."""
COUNCIL = "The council’s legal team"
ACT_1996 = "Education Act 1996"
ACT_2026 = "Children's Wellbeing and Schools Act 2026"
REGISTRATION = "School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208)"


@dataclass(frozen=True)
class Sentence:
    """One thing that the law says, in plain words."""

    code: str
    text: Any
    """Lazily translated."""
    source: str
    regime: Regime | None = None
    """None: in every regime that has none of its own."""
    reviewed_on: date = COLLECTED
    owner: str = COUNCIL

    @property
    def key(self) -> str:
        """What a review of it is kept under: new words want a new review."""
        english = getattr(self.text, "_args", (str(self.text),))[0]
        where = str(self.regime or "all")
        return f"{self.code}:{where}:{sha256(str(english).encode()).hexdigest()[:12]}"


def _both() -> Iterable[Sentence]:
    yield Sentence(
        "parents-duty",
        _l(
            "Parents see to it that a child of school age gets an education that is full-time and right for their age, "
            "ability, aptitude and any special educational needs, at school or otherwise."
        ),
        f"{ACT_1996}, section 7",
    )
    yield Sentence(
        "no-curriculum",
        _l("You need no timetable, no lessons, no National Curriculum and no exams."),
        f"{ACT_1996}, section 7, which names none of them",
    )
    yield Sentence(
        "council-duty",
        _l("Councils have to find out, as far as they can, which children do not get a suitable education."),
        f"{ACT_1996}, section 436A",
    )
    yield Sentence(
        "council-notice",
        _l(
            "If it appears to a council that a child is not suitably educated, it must write to the parents and ask "
            "them to show that the child is. They have at least 15 days to answer."
        ),
        f"{ACT_1996}, section 437(1)",
    )
    yield Sentence(
        "letter-takes-off-roll",
        _l(
            "A school takes a child off its list when it has a letter or email from a parent that the child will be "
            "educated at home. Telling the council does not do that for you."
        ),
        f"{REGISTRATION}, regulation 9(1)(f)",
    )
    yield Sentence(
        "special-school-consent",
        _l(
            "When a council arranged a place at a special school, that council has to agree before the school takes "
            "the child off its list. A letter to the school is not enough."
        ),
        f"{REGISTRATION}, regulation 9",
        Regime.PRE_CNIS,
    )
    yield Sentence(
        "school-tells-council",
        _l("When a school takes a child off its list, it tells the council, and gives the child’s name and address."),
        f"{REGISTRATION}, regulation 13",
    )
    yield Sentence(
        "attendance-order-roll",
        _l(
            "While a school attendance order stands, your child has to be on the list of the school that it names. A "
            "letter to the school is not enough."
        ),
        f"{ACT_1996}, sections 437 to 443",
    )
    yield Sentence(
        "plan-reviewed",
        _l("An education, health and care plan goes on at home, and the council looks at it with you every year."),
        "Children and Families Act 2014, section 44",
    )
    yield Sentence(
        "costs",
        _l("Parents who educate at home take on the cost, exam fees included."),
        "Department for Education, Elective home education: guide for parents (2019)",
    )
    yield Sentence(
        "school-age",
        _l(
            "A child is of school age from the term after their fifth birthday until the last Friday in June of the "
            "school year in which they turn 16."
        ),
        f"{ACT_1996}, section 8",
    )


def _before_the_registers() -> Iterable[Sentence]:
    here = Regime.PRE_CNIS
    yield Sentence(
        "attendance-order",
        _l(
            "If they do not, and the council thinks that the child should go to a school, it orders the parents to "
            "send the child to the one that it names."
        ),
        f"{ACT_1996}, section 437(3)",
        here,
    )
    yield Sentence(
        "mainstream-permission",
        _l(
            "At a mainstream school you do not need anybody’s permission. That is also true if your child has an "
            "education, health and care plan (EHC plan)."
        ),
        f"{REGISTRATION}, regulation 9(1)(f)",
        here,
    )
    yield Sentence(
        "form-is-a-choice",
        _l("No law says that you have to use this form, take a call, have a visit or show your child’s work."),
        f"{ACT_1996}, sections 436A and 437, which give parents no such duty",
        here,
    )
    yield Sentence(
        "silence",
        _l("If the team hears nothing at all from you when it asks, it may have to ask more formally."),
        f"{ACT_1996}, section 437(1)",
        here,
    )
    yield Sentence(
        "never-at-school",
        _l("If your child has never been at a school, no law says that you must tell the council."),
        f"{ACT_1996}, which gives parents no such duty",
        here,
    )


def _with_the_registers() -> Iterable[Sentence]:
    here = Regime.CNIS
    register = f"{ACT_1996}, sections 436B to 436D, as added by the {ACT_2026}, section 38"
    consent = f"{ACT_1996}, section 434A, as added by the {ACT_2026}, section 37"
    yield Sentence(
        "mainstream-permission",
        _l(
            "For most children at a mainstream school you do not need anybody’s permission, also with an EHC plan. You "
            "do need the council’s consent when it is making enquiries because a child may be at risk of harm, and for "
            "a place at a special school that a council arranged."
        ),
        consent,
        here,
    )
    yield Sentence(
        "special-school-consent",
        _l(
            "When a council arranged a place at a special school, you need its consent before you take your child out "
            "to educate them at home. The council looks at what is best for your child."
        ),
        consent,
        here,
    )
    yield Sentence(
        "enquiries-consent",
        _l(
            "While a council is making enquiries because a child may be at risk of harm, or has a plan to protect "
            "them, you need its consent before you take the child out of school to educate them at home."
        ),
        f"{consent}; how far it reaches back in time was only reported",
        here,
    )
    yield Sentence(
        "form-is-a-choice",
        _l(
            "The council keeps a register of children who are not at school, and parents have to give it some facts. "
            "You choose how: with this form, by letter, by email or by phone."
        ),
        register,
        here,
    )
    yield Sentence(
        "silence",
        _l("If a council is not given those facts, it may ask for them formally, and then order a child to school."),
        f"{ACT_1996}, as amended by the {ACT_2026}, section 39",
        here,
    )
    yield Sentence(
        "never-at-school",
        _l("The register is for all children of school age who are not at a school, also those who never were."),
        register,
        here,
    )
    yield Sentence(
        "tell-in-15-days",
        _l("Parents tell the council within 15 days of the day on which they begin to home educate."),
        f"{ACT_1996}, section 436D, as added by the {ACT_2026}, section 38",
        here,
    )
    yield Sentence(
        "changes-in-15-days",
        _l("Parents tell the council within 15 days when one of these facts changes, such as an address."),
        f"{ACT_1996}, section 436D, as added by the {ACT_2026}, section 38",
        here,
    )
    yield Sentence(
        "register-address",
        _l("The register holds each child’s address, other addresses, and the one before if they moved within a year."),
        f"{ACT_1996}, section 436C(1), as added by the {ACT_2026}, section 38",
        here,
    )
    yield Sentence(
        "register-parents",
        _l("The register holds the name and address of each parent, and which of them educates the child."),
        f"{ACT_1996}, section 436C(1), as added by the {ACT_2026}, section 38",
        here,
    )
    yield Sentence(
        "register-hours",
        _l("The register holds an estimate of how much time parents and others spend on the child’s education."),
        f"{ACT_1996}, section 436C(1), as added by the {ACT_2026}, section 38",
        here,
    )
    yield Sentence(
        "register-providers",
        _l(
            "The register holds who else educates the child for more than a number of hours that the government sets: "
            "who they are, where, how many hours, and how many of these without a parent."
        ),
        f"{ACT_1996}, section 436C(1), as added by the {ACT_2026}, section 38; the number of hours is not set yet",
        here,
    )
    yield Sentence(
        "providers-when-asked",
        _l(
            "When other people begin or stop teaching your child, you only have to tell the council if it asks. It may "
            "ask at most once in three months."
        ),
        f"{ACT_1996}, section 436D, as added by the {ACT_2026}, section 38; read in a report, not in the Act",
        here,
    )
    yield Sentence(
        "register-voluntary",
        _l("You may leave out the rest, such as ethnicity or special educational needs."),
        f"{ACT_1996}, section 436C(2), as added by the {ACT_2026}, section 38",
        here,
    )
    yield Sentence(
        "visit-considered",
        _l(
            "Within 15 days of putting a child on the register, the council thinks about where the child lives, and "
            "may ask to visit."
        ),
        f"{ACT_1996}, section 436B, as added by the {ACT_2026}, section 38",
        here,
    )


SENTENCES: tuple[Sentence, ...] = (*_both(), *_before_the_registers(), *_with_the_registers())
_FOUND = {(one.code, one.regime): one for one in SENTENCES}


def sentence(code: str, regime: Regime | str) -> Sentence | None:
    """The sentence ``code`` as it stands in ``regime``; None when the law of that regime says no such thing.

    ``regime`` may be its code, as answers have it. Raises KeyError when there is no sentence of that code at all, and
    ValueError when there is no such regime.
    """
    if not any(one.code == code for one in SENTENCES):
        raise KeyError(code)
    return _FOUND.get((code, Regime(regime))) or _FOUND.get((code, None))


def says(code: str, regime: Regime | str) -> str:
    """The words of the sentence in the reader's language; empty when the law of ``regime`` says no such thing.

    Raises as :func:`sentence` does.
    """
    found = sentence(code, regime)
    return str(found.text) if found else ""
