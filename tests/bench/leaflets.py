"""A leaflet that is already made against a bare Flask hello, and what making one takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from portal.young_people import leaflets
from tests.bench.world import Client, World, medians

LEAFLET = "/young-people/leaflets/luton/en_GB/a4-standard.pdf"
TIMES = 15


def measure(world: World) -> Iterator[tuple[str, float, str]]:
    """Yields ``leaflet_cached_vs_hello``, ``leaflet_built`` and ``leaflets_built_all``."""
    found = medians({"hello": (Client(world.hello_port), "/"), "leaflet": (world.client(), LEAFLET)})
    yield "leaflet_cached_vs_hello", found["leaflet"] / found["hello"], "ratio"
    yield "leaflet_built", median(_built(world) for _ in range(TIMES)) * 1000, "ms"
    with world.app.app_context():
        start = time.perf_counter()
        built = leaflets.build("luton")
    yield "leaflets_built_all", (time.perf_counter() - start) * 1000 / max(1, built.made), "ms_each"


def _built(world: World) -> float:
    """Seconds to make the leaflet anew: the folder has lost it."""
    with world.app.app_context():
        leaflet = leaflets.find_leaflet("luton", "en_GB", "a4-standard")
        for file in (world.folder / "leaflets").glob("*.pdf"):
            file.unlink()
        start = time.perf_counter()
        assert leaflets.printed(leaflet).made
        return time.perf_counter() - start
