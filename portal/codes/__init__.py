"""Codes of five words: what somebody keeps to come back with, and how often one may be tried."""

from portal.codes.audience import Audience, key_for, lookup_key
from portal.codes.five_words import WORDS, canonical, holds_code, new_code, spoken
from portal.codes.models import CodeTry
from portal.codes.new import Fresh, fresh, make_ready

__all__ = [
    "WORDS",
    "Audience",
    "CodeTry",
    "Fresh",
    "canonical",
    "fresh",
    "holds_code",
    "key_for",
    "lookup_key",
    "make_ready",
    "new_code",
    "spoken",
]
