"""What a first visit costs somebody on a slow phone: requests and bytes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

from tests.bench.world import World

PATHS = ("/", "/young-people", "/young-people/your-rights?level=easy", "/young-people/people?council=luton")
PATHS += ("/families", "/professionals", "/families/notify")
LINKED = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


def measure(world: World) -> Iterator[tuple[str, float, str]]:
    """Yields the most requests and the most gzip bytes of any front page, and the sizes of CSS and JS."""
    most_requests, most_bytes, by_kind = 0, 0, {"css": 0, "js": 0}
    for path in PATHS:
        client = world.client()
        status, html = client.get(path)
        assert status == 200, path
        files = {url.decode(): len(gzip.compress(client.get(url.decode())[1], 9)) for url in set(LINKED.findall(html))}
        most_requests = max(most_requests, 1 + len(files))
        most_bytes = max(most_bytes, len(gzip.compress(html, 9)) + sum(files.values()))
        for kind in by_kind:
            by_kind[kind] = max(by_kind[kind], sum(size for url, size in files.items() if url.endswith(kind)))
    yield "first_visit_requests", most_requests, "requests"
    yield "first_visit_gzip", most_bytes / 1000, "kB"
    yield "css_gzip", by_kind["css"] / 1000, "kB"
    yield "js_gzip", by_kind["js"] / 1000, "kB"
