"""One question, as a form that knows when it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, ClassVar

from portal.journeys.answers import Answers
from portal.web.catalogues import lazy_gettext as _l
from portal.web.forms import Form
from portal.words import Regime


class Label(Enum):
    """What the law says of a question, as the person reads it (design 8: law is data, never an impression)."""

    MUST = _l("You need to answer this so that we can help")
    MAY = _l("The council may ask this. You may leave it out")
    LAW = _l("The law says that parents tell this")
    """A duty of parents in the law that is in force where they live."""
    OPTIONAL = _l("Optional")
    NONE = None


class Step(Form):
    """A page of a journey. A subclass adds fields; one without fields explains something and goes on."""

    code: ClassVar[str]
    """The word in the address."""
    question: ClassVar[Any]
    """The page's heading."""
    guidance: ClassVar[Any] = None
    """One short paragraph under the heading."""
    why: ClassVar[Any] = None
    """Why we ask and who sees it, for those who want to know."""
    body: ClassVar[str | None] = None
    """A template to include under the heading, where a paragraph is not enough. It sees ``answers`` and ``form``."""
    label: ClassVar[Label] = Label.OPTIONAL
    label_in: ClassVar[Mapping[Regime, Label]] = {}
    """Where the law of a regime says something else of it than ``label``."""
    basis: ClassVar[str | None] = None
    """The code of the sentence of law (portal.law) that the labels rest on, where they rest on one."""
    needed: ClassVar[bool] = False
    """True when even an early send must not jump over it."""
    only_carried: ClassVar[bool] = False
    """True when it is asked only of somebody who brought words for it from elsewhere, such as a letter written here."""
    ends: ClassVar[bool] = False
    """True for a page that the journey stops at: it says what to do instead, and nothing is sent."""
    button: ClassVar[Any] = None
    said_back: ClassVar[bool] = True
    """False for an answer that the check page does not show: somebody may look over the shoulder."""
    worded_by: ClassVar[tuple[str, ...]] = ()
    """The earlier answers, each of few codes, that decide the words of this page, and nothing else does. A step whose
    ``prepare`` reads anything beside them leaves this empty."""
    asks_alike: ClassVar[bool] = False
    """True where ``prepare`` only fills in, changes a hint or offers less: the words of a question, and those of each
    answer to it, are then the same for everybody."""
    picture: str | None = None
    """A drawing beside the heading, by its name."""

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        """Whether this page is on the path, judged from the answers given before it."""
        return True

    @classmethod
    def labelled(cls, answers: Answers) -> Label:
        """What the law in force for these answers (their derived ``regime``) says of the question."""
        regime = answers.get("regime") if cls.label_in else None
        return cls.label_in.get(Regime(regime), cls.label) if regime else cls.label

    def prepare(self, answers: Answers) -> None:
        """Fill in what depends on earlier answers: choices, or this form's own ``question`` and ``picture``."""
