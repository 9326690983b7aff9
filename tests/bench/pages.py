"""Pages against a bare Flask hello: an information page, a question with its encrypted draft, a full check page."""

from __future__ import annotations

from collections.abc import Iterator

from portal.families.journey import NOTIFY
from portal.young_people.journey import VIEWS
from tests.bench.world import Client, World, medians
from tests.support.answers import NOTIFICATION, SHORT_NOTIFICATION
from tests.support.answers import VIEWS as VIEWS_ANSWERS


def measure(world: World) -> Iterator[tuple[str, float, str]]:
    """Yields ``page_..._vs_hello`` ratios of medians."""
    step, check, views, easy = world.client(), world.client(), world.client(), world.client()
    easy.cookie = "level=easy"
    step.cookie, _, _ = world.draft(NOTIFY, SHORT_NOTIFICATION, [])
    check.cookie, _, _ = world.draft(NOTIFY, NOTIFICATION, [])
    views.cookie, _, _ = world.draft(VIEWS, VIEWS_ANSWERS, [])
    found = medians(
        {
            "hello": (Client(world.hello_port), "/"),
            "info": (world.client(), "/families"),
            "young_people": (world.client(), "/young-people"),
            "words": (world.client(), "/young-people/your-rights"),
            "easy_words": (easy, "/young-people/your-rights"),
            "step": (step, "/families/notify/main-reason"),
            "text_step": (views, "/young-people/views/good-and-hard"),
            "check": (check, "/families/notify/check"),
        }
    )
    hello = found.pop("hello")
    yield "hello_median", hello * 1000, "ms"
    for name, value in found.items():
        yield f"page_{name}_vs_hello", value / hello, "ratio"
