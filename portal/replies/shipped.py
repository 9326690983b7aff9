"""The ready texts that come with the portal, each in easy words and in standard ones.

Rules for them: warm and honest; a nine-year-old can read them; fifteen words a sentence at most; nothing is promised
but what the person who sends it does. What that person has to write stands in square brackets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.pages import Level
from portal.web.catalogues import Words
from portal.web.catalogues import lazy_gettext as _l


@dataclass(frozen=True)
class Shipped:
    """One text: its ``name`` for staff, and its paragraphs at each level."""

    code: str
    name: str
    words: Mapping[Level, tuple[Words, ...]]


def _text(code: str, name: str, easy: tuple[Words, ...], standard: tuple[Words, ...]) -> Shipped:
    return Shipped(code, name, {Level.EASY: easy, Level.STANDARD: standard})


SHIPPED = (
    _text(
        "thanks",
        "Thank you for telling us",
        (_l("Thank you for writing to us. We are glad that you told us."),),
        (_l("Thank you for telling us. It is not always easy to write things down. We are glad that you did."),),
    ),
    _text(
        "read",
        "I have read what you wrote",
        (
            _l("I have read all that you wrote. Now I think about what could help."),
            _l("Did you forget something? You can write it here."),
        ),
        (
            _l("I have read everything that you wrote. I am thinking about what could help."),
            _l("If you left something out, you can write it here."),
        ),
    ),
    _text(
        "more",
        "I would like to know more",
        (
            _l("I want to understand you well. Can you tell me more about: [what you would like to know]"),
            _l("You only say what you want to say."),
        ),
        (
            _l("I would like to understand this better. Could you tell me more about: [what you would like to know]"),
            _l("You decide how much you say. You can also say that you do not want to."),
        ),
    ),
    _text(
        "talk",
        "Would you like to talk to somebody?",
        (
            _l("Would you like to talk to a person? It could be: [who]"),
            _l("You can say yes or no. You can be alone, or with someone you trust."),
            _l("If you say yes, tell me when it is safe, and how."),
        ),
        (
            _l("Would you like to talk to somebody? It could be: [who]"),
            _l("You can say no. You can talk alone, or bring someone you trust."),
            _l(
                "If you would like to, tell me two things. When is it safe? How can we reach you so that only you know?"
            ),
        ),
    ),
    _text(
        "next",
        "What happens next",
        (
            _l("This happens next: [what happens, who does it and when]"),
            _l("Is something not okay for you? Tell me here."),
        ),
        (
            _l("This is what happens next: [what happens, who does it and when]"),
            _l("If you would like something to be different, tell me here."),
        ),
    ),
    _text(
        "again",
        "I will write again by …",
        (
            _l("I will write to you again by this day: [day]"),
            _l("Then come back here with your code."),
        ),
        (
            _l("I will write to you again by this day: [day]"),
            _l("You can write to me before then. I may not see it at once, because we read on weekdays."),
        ),
    ),
    _text(
        "no-trouble",
        "You are not in trouble",
        (_l("You are not in trouble. It was right to tell us."),),
        (
            _l("You are not in trouble. It was right to tell us, and you have let nobody down."),
            _l("You can say what you really think here. It does not have to sound nice."),
        ),
    ),
    _text(
        "unsafe",
        "If you are not safe now",
        (
            _l("Are you in danger now? Call 999."),
            _l("You can call Childline: 0800 1111. You can text SHOUT to 85258. Both are free, day and night."),
            _l("Please do not wait for me. I do not see at once what you write here."),
        ),
        (
            _l("If you are in danger now, call 999. You are not wasting anybody’s time."),
            _l("You can talk to Childline on 0800 1111, or text SHOUT to 85258. Both are free, day and night."),
            _l("Please do not wait for me. I do not see at once what you write here."),
        ),
    ),
    _text(
        "tell",
        "We have to tell people who keep children safe",
        (
            _l("What you wrote makes me worry that a child may get hurt."),
            _l("So I cannot keep it to myself. I have to tell people who keep children safe: [who, and when]"),
            _l("Is there something that scares you about this? Tell me, so that I can tell them."),
        ),
        (
            _l("What you wrote makes me worry that you or another child may get hurt."),
            _l("I cannot keep that to myself. I have to tell people who keep children safe: [who, and when]"),
            _l("You have done nothing wrong. If this worries you, tell me how, so that they know it too."),
        ),
    ),
    _text(
        "code",
        "How to keep your code safe",
        (
            _l("Your code opens this page. Anyone who has it can read what we write here."),
            _l("Keep it where nobody else looks. Do not send it to anyone."),
            _l("Did you lose it? We cannot find it for you. You can write to us again and get a new one."),
        ),
        (
            _l("Your code opens this page. Anyone who has it can read what you and I write here."),
            _l("Keep it where nobody else looks. Do not send it in a message."),
            _l("Do you think that somebody has found it? You can wipe your messages here."),
            _l("We cannot look your code up for you. If you lose it, you can write to us again and get a new one."),
        ),
    ),
    _text(
        "school",
        "Going back to school",
        (
            _l("You wrote about going to school. It is okay to want that."),
            _l("A parent has to ask for a place. It can take some weeks."),
            _l("Would you like us to talk with your family about it? You can say yes or no."),
        ),
        (
            _l("You wrote about going to school. It is okay to want that, and it is okay to be unsure."),
            _l("A parent has to ask for a place, and it can take some weeks. We cannot promise which school it is."),
            _l(
                "Would you like us to talk with your family about it? What should we say, and what should we leave out?"
            ),
        ),
    ),
    _text(
        "close",
        "We are closing this for now",
        (
            _l("I think we have answered what you asked. So we close this for now."),
            _l("You can still write here with your code. Then we open it again."),
        ),
        (
            _l("I think we have answered what you asked, so we are closing this for now."),
            _l("You can still write here with your code. Then we open it again and read it."),
        ),
    ),
)
