"""Nothing that a young person asked is ever put away unanswered, unless a person says why it needs no answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

from portal.submissions import Status
from tests.staff.conftest import Person
from tests.support.live import ROOT
from tests.support.pages import parsed
from tests.support.talks import section

Made = Callable[..., Any]


def test_a_thank_you_needs_no_answer_when_somebody_says_why(talk: Made, saira: Person, logged: Made) -> None:
    one = talk()
    one.wrote("Thank you!")
    empty = saira.does(one.id, "no-answer", why_none=" ", seen="1")
    assert empty.status_code == 422
    assert "Write why it needs no answer" in empty.text
    done = saira.does(one.id, "no-answer", why_none="They only say thank you.", seen="1")
    page = saira.get(done.location).text
    assert "nothing waits for an answer here" in page
    assert "Saira Safeguarding decided that it needs no answer" in page
    assert "They only say thank you." in page
    assert one.waits_since is None
    assert "submission:needs-no-answer" in logged(by=saira.id)
    assert saira.does(one.id, "no-answer", why_none="Again.", seen="1").status_code == 302
    assert logged(by=saira.id).count("submission:needs-no-answer") == 1


def test_nothing_is_closed_with_a_question_open(talk: Made, saira: Person, stored: Made) -> None:
    one = talk()
    saira.page(one.id)
    one.wrote("Will I have to go to school?", datetime(2026, 11, 3, 12, tzinfo=UTC))
    refused = saira.does(one.id, "close", outcome="done", closing_words="All is done.")
    assert refused.status_code == 422
    assert (
        "They wrote on 3 November 2026 and nobody has answered. Answer it, or say why it needs no answer."
        in refused.text
    )
    assert "All is done." in refused.text
    assert stored(one.id).status != Status.CLOSED
    saira.does(one.id, "answer", answer="Not now.", seen="1", do="send")
    assert saira.does(one.id, "close", outcome="done").status_code == 302
    assert stored(one.id).status == Status.CLOSED


def test_writing_again_opens_what_was_closed_and_it_cannot_be_closed_unanswered(
    talk: Made, saira: Person, stored: Made
) -> None:
    one = talk()
    saira.page(one.id)
    saira.does(one.id, "close", outcome="done")
    one.wrote("One more thing.")
    assert stored(one.id).is_open
    saira.page(one.id)
    assert "nobody has answered" in saira.does(one.id, "close", outcome="done").text
    assert stored(one.id).is_open


def test_only_one_place_in_the_code_closes_anything() -> None:
    closing = [
        f"{file.name}: {line.strip()}"
        for file in (ROOT / "portal").rglob("*.py")
        for line in file.read_text().splitlines()
        if re.search(r"[.\w]*is_open\s*=[^=]*False", line)
    ]
    assert closing == ["triage.py: submission.status, submission.is_open = Status.CLOSED, False"]


def test_to_who_wiped_their_side_nothing_can_be_written(talk: Made, saira: Person) -> None:
    one = talk()
    one.wrote("Please forget this.")
    one.wiped()
    page = saira.page(one.id)
    said = section(page.text)
    assert "They wiped their messages on " in said
    assert "Please forget this." in said, "the team keeps what it was told"
    assert not [x for x in parsed(page.data).iter("textarea") if x.get("name") == "answer"]
    late = saira.does(one.id, "answer", answer="Too late.", seen="1", do="send")
    assert late.status_code == 200
    assert "Nothing is sent: the young person has wiped their messages." in late.text
    assert "Too late." in late.text
    assert len(one.messages) == 1
    refused = saira.does(one.id, "close", outcome="done")
    assert "they have wiped their messages since. Say why it needs no answer." in unescape(refused.text)
    assert saira.does(one.id, "no-answer", why_none="They wiped it.", seen="1").status_code == 302
    assert saira.does(one.id, "close", outcome="done").status_code == 302
