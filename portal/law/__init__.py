"""What the law says, sentence by sentence: each with its source, its owner, and the day it was last read over.

Pages and questions never state the law in words of their own. They name a sentence, and :func:`says` gives it as it
stands in the regime that is in force where the reader lives.
"""

from flask import Flask

from portal.law import reviews
from portal.law.drawn import drawn
from portal.law.models import LawReview
from portal.law.sentences import SENTENCES, Sentence, says, sentence

__all__ = ["SENTENCES", "LawReview", "Sentence", "drawn", "init_law", "reviews", "says", "sentence"]


def init_law(app: Flask) -> None:
    """Give every template ``law(code, regime)``, the sentence in the reader's language, and ``law_drawn`` of the same,
    which adds its source."""
    app.jinja_env.globals["law"] = says
    app.jinja_env.globals["law_drawn"] = drawn
