"""Pages on which a council sets how it works: contacts, the on-call line, ready texts, the law, how long to keep."""

from portal.staff.council import contacts, law, law_preview, on_call, retention, saved_replies

__all__ = ["contacts", "law", "law_preview", "on_call", "retention", "saved_replies"]
