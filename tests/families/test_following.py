"""A parent sees how far the team is with the reference and the code together, and with nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from portal import codes
from portal.casework import triage
from portal.codes import Audience, CodeTry, throttle
from portal.directory import snapshot
from portal.families.change import CHANGE
from portal.families.journey import NOTIFY
from portal.journeys import Journey, drafts
from portal.replies import conversations
from portal.storage import db, reads_only
from portal.submissions import Submission, receive
from portal.words import Kind
from portal.young_people.journey import VIEWS
from tests.support.answers import VIEWS as SAID
from tests.support.pages import CheckedClient, parsed, text_of
from tests.support.sent import code_on, last_sent, send

STAFF = UUID(int=7)
FOLLOW = "/families/follow"
WRONG = "We do not know this reference together with these five words."
OTHER_WORDS = "table rainbow giraffe teacup violin"


class Held:
    """What a parent holds: a reference and a code."""

    def __init__(self, app: Flask, journey: Journey = NOTIFY) -> None:
        self.app = app
        browser = app.test_client()
        assert isinstance(browser, CheckedClient)
        address = send(app, browser, journey)
        self.reference = last_sent(app).reference
        self.code = code_on(browser.get(f"{address}/sent").text)

    @contextmanager
    def acting(self) -> Iterator[Submission]:
        """The submission, for staff to act on."""
        with self.app.test_request_context("/", method="POST"):
            reads_only(False)
            yield db.session.scalars(select(Submission).where(Submission.reference == self.reference)).one()
            db.session.commit()

    def passed_to(self, team: str, why: str = "A reason", days: int = 0) -> None:
        with self.acting() as mine:
            triage.pass_on(mine, team, why, STAFF, snapshot(), datetime.now(UTC) + timedelta(days))

    def read(self) -> None:
        with self.acting() as mine:
            triage.read(mine, STAFF, datetime.now(UTC))

    def closed(self, text: str = "Nothing more to do.") -> None:
        with self.acting() as mine:
            triage.close(mine, triage.Outcome.MISTAKE, text, STAFF, datetime.now(UTC))


def words_of(page: str) -> str:
    return text_of(parsed(page.encode()))


def followed(client: CheckedClient, held: Held) -> str:
    """What the page says."""
    answer = client.submit(FOLLOW, reference=held.reference, code=held.code)
    assert answer.location == f"{FOLLOW}/message", words_of(answer.text)
    return words_of(client.get(answer.location).text)


@pytest.fixture
def held(app: Flask) -> Held:
    return Held(app)


@pytest.mark.parametrize("journey", [NOTIFY, CHANGE], ids=lambda one: one.code)
def test_what_has_just_come_has_arrived_and_the_day_of_the_first_look_is_said(
    app: Flask, client: CheckedClient, journey: Journey
) -> None:
    held = Held(app, journey)
    page = followed(client, held)
    assert "It has arrived" in page
    assert "Nobody in the team has opened it yet. They mean to by" in page
    assert held.reference in page


def test_small_letters_spaces_other_digits_and_slips_are_forgiven(client: CheckedClient, held: Held) -> None:
    turned = held.reference.lower().replace("-", " ").translate(str.maketrans("346789", "۳۴۶۷۸۹"))
    slipped = held.code.upper().replace(" ", ", ")
    answer = client.submit(FOLLOW, reference=f"  {turned} ", code=slipped)
    assert answer.location == f"{FOLLOW}/message"


def test_each_step_is_told_with_its_day_and_never_in_the_words_of_staff(client: CheckedClient, held: Held) -> None:
    held.read()
    assert "The team has looked at it" in followed(client, held)
    held.passed_to("luton/send", "Marker reason of staff")
    page = followed(client, held)
    assert "It was passed on to another team of the council" in page
    assert "It was passed on to: Luton" in page
    held.read()
    held.closed("Marker words of staff")
    page = followed(client, held)
    assert "It is closed" in page
    assert "That decides nothing about home education." in page
    today = datetime.now().astimezone().strftime("%-d %B %Y")
    assert page.count(today) >= 4
    for secret in ("Marker", "mistake", "Robin", "Example", str(STAFF)):
        assert secret not in page


def test_a_team_that_keeps_children_safe_is_never_named_nor_that_it_was_asked(
    client: CheckedClient, held: Held
) -> None:
    held.read()
    before = followed(client, held)
    held.passed_to("luton/front-door")
    assert followed(client, held) == before
    held.passed_to("luton/home-education")
    assert followed(client, held) == before, "it came back, and nobody is told that it was away"


def test_what_was_set_aside_looks_as_if_nobody_had_seen_it(client: CheckedClient, held: Held) -> None:
    before = followed(client, held)
    held.read()
    with held.acting() as mine:
        mine.suspect = True
    assert followed(client, held) == before


def test_a_day_that_has_passed_is_said_plainly(app: Flask, client: CheckedClient, held: Held) -> None:
    with app.app_context():
        db.session.execute(update(Submission).values(look_by=datetime(2026, 1, 5, 17, tzinfo=UTC)))
        db.session.commit()
    assert "They meant to by 5 January 2026, and that day is over." in followed(client, held)


def test_the_right_words_with_another_reference_open_nothing(app: Flask, client: CheckedClient, held: Held) -> None:
    other = Held(app)
    for reference, code in (
        (other.reference, held.code),
        (held.reference, other.code),
        (held.reference, OTHER_WORDS),
        ("XXXX-XXXX", held.code),
        (held.code, held.reference),
        ("' OR 1=1 --", "😀\u202e" * 100),
    ):
        answer = client.submit(FOLLOW, reference=reference, code=code)
        assert answer.status_code == 422
        assert WRONG in answer.text
        assert client.get(f"{FOLLOW}/message").location == f"{FOLLOW}?closed=1"


def test_unknown_wrong_and_tried_too_often_look_the_same(app: Flask, client: CheckedClient, held: Held) -> None:
    def page(reference: str, code: str) -> str:
        text = words_of(client.submit(FOLLOW, reference=reference, code=code).text)
        return text.replace(reference, "").replace(code, "")

    unknown = page("GGGG-GGGG", OTHER_WORDS)
    assert page(held.reference, OTHER_WORDS) == unknown
    assert page("GGGG-GGGG", held.code) == unknown
    with app.app_context():
        key = codes.key_for(Audience.FAMILIES, held.code)
        for _ in range(throttle.PER_CODE):
            throttle.count(Audience.FAMILIES, key, False, datetime.now(UTC))
        db.session.commit()
    assert page(held.reference, held.code) == unknown


def test_right_and_wrong_ask_the_database_the_same_questions(app: Flask, held: Held) -> None:
    def asked(reference: str, code: str) -> list[str]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement.split(" WHERE")[0])

        client = app.test_client()
        assert isinstance(client, CheckedClient)
        event.listen(engine, "before_cursor_execute", note)
        try:
            client.submit(FOLLOW, reference=reference, code=code)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return [one for one in seen if "directory_version" not in one]

    with app.app_context():
        engine = db.engine
    wrong = asked("GGGG-GGGG", OTHER_WORDS)
    assert wrong
    assert asked(held.reference, OTHER_WORDS) == wrong
    assert asked("GGGG-GGGG", held.code) == wrong
    assert asked(held.reference, "no code at all") == wrong


def test_a_flood_of_wrong_words_shuts_the_door_for_a_while_and_keeps_what_was_typed(
    app: Flask, client: CheckedClient, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "WRONG", 2)
    for _ in range(2):
        client.submit(FOLLOW, reference=held.reference, code=OTHER_WORDS)
    answer = client.submit(FOLLOW, reference=held.reference, code=held.code)
    assert answer.status_code == 429
    assert "Too many wrong words" in answer.text
    assert held.code in answer.text
    with app.app_context():
        assert not throttle.busy(Audience.YOUNG_PEOPLE, datetime.now(UTC))
        assert len(db.session.scalars(select(CodeTry)).all()) == 2


def test_a_young_persons_number_and_words_open_nothing_here_nor_a_parents_there(
    app: Flask, client: CheckedClient, held: Held
) -> None:
    now = datetime.now(UTC)
    with app.test_request_context("/", method="POST"):
        reads_only(False)
        views = receive(drafts.start(VIEWS, now), Kind.VIEWS, "luton", SAID, [], "en_GB", now)
        theirs = conversations.begin(views, SAID, "en_GB", "standard", now)
        number = views.reference
        db.session.commit()
    assert WRONG in client.submit(FOLLOW, reference=number, code=theirs).text
    assert WRONG in client.submit(FOLLOW, reference=held.reference, code=theirs).text
    client.submit("/young-people/replies", code=held.code)
    assert "/young-people/replies?closed" in client.get("/young-people/replies/messages").location


def test_nothing_of_it_is_in_an_address_and_no_browser_keeps_it(client: CheckedClient, held: Held) -> None:
    answer = client.submit(FOLLOW, reference=held.reference, code=held.code)
    assert answer.location == f"{FOLLOW}/message"
    page = client.get(answer.location)
    assert page.headers["Cache-Control"] == "no-store"
    assert held.reference not in text_of(parsed(page.data).find("head/title"))


def test_the_page_closes_after_a_quarter_of_an_hour_and_at_a_press(
    app: Flask, client: CheckedClient, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed(client, held)
    assert client.get(f"{FOLLOW}/message?lang=ur").status_code == 200
    client.get(f"{FOLLOW}?lang=en_GB")
    assert client.post(f"{FOLLOW}/close").status_code == 303
    assert client.get(f"{FOLLOW}/message").location == f"{FOLLOW}?closed=1"
    monkeypatch.setattr("portal.families.following_pages.LASTS", timedelta(0))
    client.submit(FOLLOW, reference=held.reference, code=held.code)
    closed = client.get(f"{FOLLOW}/message", follow_redirects=True)
    assert "The page has closed" in closed.text


@pytest.mark.parametrize("close", [f"{FOLLOW}/close", "/families/notify/sent/clear"])
def test_a_copied_cookie_opens_nothing_once_the_page_was_closed(
    app: Flask, client: CheckedClient, held: Held, close: str
) -> None:
    other = Held(app)
    send(app, client)
    name = app.config["SESSION_COOKIE_NAME"]
    followed(client, held)
    copied = client.get_cookie(name)
    assert copied is not None
    elsewhere = app.test_client()
    assert isinstance(elsewhere, CheckedClient)
    followed(elsewhere, other)
    assert client.post(close).status_code == 303
    client.set_cookie(name, copied.value)
    assert client.get(f"{FOLLOW}/message").location == f"{FOLLOW}?closed=1"
    assert elsewhere.get(f"{FOLLOW}/message").status_code == 200, "nobody else is shut out"
    assert held.reference in followed(client, held), "and the words open it again"


@pytest.mark.parametrize(
    ("reference", "code", "says"),
    [
        ("", "", "Enter your reference"),
        ("K7MD-39QX", "", "Enter your five words"),
        ("x" * 101, "a b c d e", "must have 100 characters or fewer"),
        ("\0", "\0", "Enter your reference"),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_counts_as_no_try(
    app: Flask, client: CheckedClient, reference: str, code: str, says: str
) -> None:
    answer = client.submit(FOLLOW, reference=reference, code=code)
    assert answer.status_code == 422
    assert says in answer.text
    with app.app_context():
        assert db.session.scalars(select(CodeTry)).all() == []


def test_several_values_files_and_a_stale_token_are_no_error_of_ours(client: CheckedClient) -> None:
    for data in (
        {"reference": ["a", "b"], "code": ["c", "d"]},
        {"reference": "K7MD-39QX", "code": "one two three four five", "csrf_token": "old"},
        {},
    ):
        assert client.post(FOLLOW, data=data).status_code in (200, 422)
