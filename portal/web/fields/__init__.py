"""What a form can ask: each field knows its question, its messages, its component and what is stored of an answer."""

from portal.web.fields.base import JSON, AnswerField
from portal.web.fields.choice import Choice, ChoiceField, ChoicesField, SelectField
from portal.web.fields.contact import EmailField, PhoneField, PostcodeField
from portal.web.fields.date import DateField, today
from portal.web.fields.text import LongTextField, TextField

__all__ = [
    "JSON",
    "AnswerField",
    "Choice",
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "EmailField",
    "LongTextField",
    "PhoneField",
    "PostcodeField",
    "SelectField",
    "TextField",
    "today",
]
