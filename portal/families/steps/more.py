"""What a family may add after all that is needed is there: it ticks what it wants to tell, and only that is asked."""

from __future__ import annotations

from typing import ClassVar

from portal.families.steps.children import YES_NO_NOT_SURE
from portal.journeys import Answers, Label, Step
from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice, ChoiceField, ChoicesField, LongTextField, TextField

DIFFERS = "differs"
KEPT_SAFE = Choice("safety", _l("Keeping our address safe from somebody"))
TOPICS = [
    Choice("health", _l("Health"), hint=_l("GP, dentist, vaccinations and appointments.")),
    Choice("plans", _l("How our child learns, or will learn")),
    Choice("helpers", _l("People who already help our family")),
    Choice(
        "talking", _l("How to talk with us"), hint=_l("An interpreter, large print, easy words, British Sign Language.")
    ),
    Choice("child_voice", _l("Our child’s own say")),
    Choice("other_parent", _l("Another parent or carer")),
    Choice("other_children", _l("Other children in our home")),
    Choice(DIFFERS, _l("Something is different for one of the children"), hint=_l("Another address or other reasons.")),
    KEPT_SAFE,
    Choice("background", _l("Our languages and background")),
    Choice("else", _l("Something else")),
]


class Topic(Step):
    """A page for those who ticked what it is about."""

    topic: ClassVar[str]
    """Its code among ``TOPICS``."""

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return cls.topic in (answers.get("more") or [])


class More(Step):
    """The way into everything that nobody has to tell."""

    code = "more"
    question = _l("Would you like to tell the team more?")
    why = _l(
        "The team can help better when it knows what you need. Leaving all of this out is no sign against you. The "
        "same team reads it."
    )

    more = ChoicesField(
        question,
        hint=_l("All of this is up to you. Tick what you would like to tell, or go to the end."),
        choices=TOPICS,
    )

    asks_alike = True

    def prepare(self, answers: Answers) -> None:
        if len(answers.get("children") or []) < 2:
            self.more.choices = [one for one in TOPICS if one.code != DIFFERS]


class Plans(Topic):
    """No picture of school behind it. A council may make enquiries; it has no form that a parent must use for them."""

    code = "plans"
    topic = "plans"
    question = _l("What do you have in mind so far?")
    body = "families/notify/plans.html"
    why = _l(
        "It gives the team something to talk about with you. It may ask you later how your child learns. You can also "
        "tell it then, in the way that you choose."
    )
    label = Label.MAY
    basis = "council-duty"

    plans = LongTextField(
        _l("How your child learns, or will learn"), hint=_l("A few words are enough."), thing=_l("Your answer")
    )


class Helpers(Topic):
    """Who already knows the family."""

    code = "helpers"
    topic = "helpers"
    question = _l("Does anybody already help your family?")
    guidance = _l("Only if you want the team to know. It can save you from telling your story twice.")
    why = _l("The team then knows what help there is already. It sees only what you tick or write here.")

    helpers = ChoicesField(
        _l("Who helps your family"),
        hint=_l("Choose all that fit, or none."),
        choices=[
            Choice("social_worker", _l("A social worker")),
            Choice("early_help", _l("An early help or family support worker")),
            Choice("send", _l("A special educational needs team or adviser")),
            Choice("health", _l("A health service, such as mental health or speech therapy")),
            Choice("community", _l("A charity, faith group or home education group")),
            Choice("other", _l("Somebody else")),
        ],
    )
    helpers_more = LongTextField(
        _l("Is there anything else the team should know about this?"), thing=_l("Your answer"), rows=4
    )


class Talking(Topic):
    """What makes it easy to understand each other."""

    code = "talking"
    topic = "talking"
    question = _l("What makes it easier to talk with you?")
    why = _l("The team then knows what to bring or send before it writes or calls.")

    interpreter = TextField(
        _l("If you would like an interpreter: for which language?"),
        hint=_l("Leave this empty if English is fine."),
        thing=_l("The language"),
        at_most=100,
    )
    formats = ChoicesField(
        _l("How should things be that the team sends you?"),
        hint=_l("Choose all that fit, or none."),
        choices=[
            Choice("large_print", _l("In large print")),
            Choice("easy_words", _l("In easy words and with pictures (Easy Read)")),
            Choice("audio", _l("As something to listen to")),
            Choice("braille", _l("In Braille")),
            Choice("bsl", _l("In British Sign Language")),
        ],
    )
    contact_more = LongTextField(
        _l("Is there anything that makes contact easier for you?"),
        hint=_l("For example, a good time to call, or a talk with one person instead of letters from several."),
        thing=_l("Your answer"),
        at_most=500,
        rows=4,
    )


class ChildVoice(Topic):
    """The child's words are the child's: a form of their own, never joined to this one."""

    code = "child-voice"
    topic = "child_voice"
    question = _l("Your child’s own say")
    body = "families/notify/child_voice.html"
    why = _l("If your child does not know yet, the team takes care how it writes to you. There is no wrong answer.")

    child_knows = ChoiceField(
        _l("Does your child know that you are telling us?"),
        choices=[
            Choice("yes", _l("Yes")),
            Choice("not_yet", _l("Not yet")),
            Choice("some", _l("Some of our children do")),
            Choice("rather_not_say", _l("I would rather not say")),
        ],
    )


class OtherParent(Topic):
    """Somebody else who looks after the children. A parent may be in hiding from the other, so nothing is assumed."""

    code = "other-parent"
    topic = "other_parent"
    question = _l("Another parent or carer")
    guidance = _l("Leave empty whatever you do not want to say. If it is not safe to name somebody, do not.")
    why = _l("The team then knows who else decides for the child, and what you think about writing to them.")

    other_parent_name = TextField(_l("Full name of the other parent or carer"), at_most=200)
    other_parent_responsibility = ChoiceField(
        _l("Do they have parental responsibility?"), choices=YES_NO_NOT_SURE, inline=True
    )
    other_parent_home = ChoiceField(
        _l("Do they live with you?"),
        choices=[
            Choice("yes", _l("Yes")),
            Choice("no", _l("No")),
            Choice("rather_not_say", _l("I would rather not say")),
        ],
        inline=True,
    )
    other_parent_write = ChoiceField(
        _l("May the team write to them?"),
        choices=[
            Choice("yes", _l("Yes"), reveals="other_parent_contact"),
            Choice("ask_me", _l("Ask me first")),
            Choice("no", _l("No")),
        ],
    )
    other_parent_contact = TextField(_l("Their email, phone number or address"), thing=_l("Your answer"), at_most=300)


class OtherChildren(Topic):
    """Brothers and sisters about whom nothing else is asked."""

    code = "other-children"
    topic = "other_children"
    question = _l("Which other children live with you?")
    why = _l("It helps the team not to mix up brothers and sisters. You can leave it out.")

    other_children = LongTextField(
        question,
        hint=_l("For each one: name, date of birth, and whether they go to a school or learn at home."),
        thing=_l("Your answer"),
        at_most=1000,
    )


class Differs(Topic):
    """The family's part is asked once; what does not fit one child is said in words."""

    code = DIFFERS
    topic = DIFFERS
    question = _l("What is different for one of the children?")
    why = _l("We asked about your address and your reasons only once, so that you do not have to type them again.")

    child_differs = LongTextField(
        question,
        hint=_l("Write which child, and what is different: another address, other reasons or something else."),
        thing=_l("Your answer"),
        at_most=1000,
    )

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return super().asked(answers) and len(answers.get("children") or []) > 1


class Safety(Topic):
    """For a parent who is in hiding: it has to be known before anybody writes a letter."""

    code = "safety"
    topic = KEPT_SAFE.code
    question = _l("Is there anyone the team must not share your address with?")
    why = _l(
        "The team reads this with the rest, so that it can take care before it writes or answers anybody. It does not "
        "read this form at once: if it is urgent, call the team as well."
    )

    not_to_share_with = LongTextField(
        question,
        hint=_l(
            "Write who, and what the team has to be careful with. It is not on the page that you can keep or print "
            "after sending. If you are in danger now, call 999."
        ),
        thing=_l("Your answer"),
        at_most=1000,
    )


ETHNIC_GROUPS = [
    Choice("asian", _l("Asian or Asian British")),
    Choice("black", _l("Black, Black British, Caribbean or African")),
    Choice("mixed", _l("Mixed or multiple ethnic groups")),
    Choice("traveller", _l("Gypsy, Roma or Irish Traveller")),
    Choice("white", _l("White")),
    Choice("other", _l("Another ethnic group")),
    Choice("rather_not_say", _l("I would rather not say"), divider_before=True),
]


class Background(Topic):
    """Counted and nothing else; asked only of those who offer it."""

    code = "background"
    topic = "background"
    question = _l("Your languages and background")
    guidance = _l("You can leave out any of these.")
    why = _l(
        "Councils count this to see whether they serve all families well. They count without names. A language tells "
        "the team to think of an interpreter."
    )
    basis = "register-voluntary"

    first_language = TextField(_l("Which language do you speak most at home?"), thing=_l("The language"), at_most=100)
    ethnic_group = ChoiceField(_l("What is your children’s ethnic group?"), choices=ETHNIC_GROUPS)
    ethnic_words = TextField(_l("Or in your own words"), thing=_l("Your answer"), at_most=200)


class Else(Topic):
    """Whatever no question thought of."""

    code = "else"
    topic = "else"
    question = _l("What else would you like to tell the team?")
    body = "families/notify/no_files.html"
    why = _l("No form thinks of everything. The team reads it with the rest.")

    anything_else = LongTextField(_l("What else you would like to say"), thing=_l("Your answer"))
