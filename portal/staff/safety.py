"""How it is safe to reach a young person, in the order in which one needs to know it before dialling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WANTED = {
    "yes": "They would like somebody to get in touch.",
    "no": "They do not want anybody to get in touch.",
    "not_sure": "They are not sure whether they want anybody to get in touch.",
}
UNSAID = "They did not say whether they want anybody to get in touch."
WAYS = {
    "text_me": ("Only by text message to", "text_number"),
    "call_me": ("Only by calling", "call_number"),
    "email_me": ("Only by email to", "own_email"),
    "through_someone": ("Only through", "through_whom"),
    "write_to_me": ("Only by letter to", "letter_address"),
}
NO_WAY = "They gave no way to reach them that they know to be safe."
MESSAGE = {
    "yes": "If nobody answers, you may leave a message.",
    "no": "If nobody answers, leave no message.",
}
MESSAGE_UNSAID = "They did not say that a message may be left: leave none."


def contact_plan(answers: Mapping[str, Any]) -> list[str]:
    """What these answers say about getting in touch, a sentence or line each. What was not said is said to be so."""
    lines = [WANTED.get(answers.get("wants_contact") or "", UNSAID)]
    if answers.get("wants_contact") == "no":
        return lines
    way, where = WAYS.get(answers.get("contact_how") or "", (None, ""))
    if way is None:
        return [*lines, NO_WAY]
    lines.append(f"{way}: {answers.get(where) or 'not given'}")
    if answers.get("safe_when"):
        lines.append(f"When: {answers['safe_when']}")
    if where == "call_number" or answers.get("message_ok") in MESSAGE:
        lines.append(MESSAGE.get(answers.get("message_ok") or "", MESSAGE_UNSAID))
    if answers.get("must_not_know"):
        lines.append(f"Must not know: {answers['must_not_know']}")
    return lines
