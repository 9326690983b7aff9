"""What the store of drawn components holds, for tests that search it."""

from __future__ import annotations

import gc

from portal.web.components import _draw


def everything_kept() -> str:
    """All texts that can be reached from the store, as one."""
    seen: set[int] = set()
    found: list[str] = []
    todo = gc.get_referents(_draw)
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, str):
            found.append(thing)
        elif isinstance(thing, (dict, tuple, list)) or "lru" in type(thing).__name__:
            todo += gc.get_referents(thing)
    return "\n".join(found)
