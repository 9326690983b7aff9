"""What no linter sees: files that grew too long, and hashed lists that fell behind. Prints nothing when all is well."""

from __future__ import annotations

import re
import sys
from pathlib import Path

LONGEST = 400
KINDS = {".py", ".html", ".scss", ".js", ".mjs", ".md"}
ROOMS = ("portal", "templates", "static/src", "tests")
GENERATED = Path("portal/storage/migrations/versions")


def too_long() -> list[str]:
    files = [
        path for room in ROOMS for path in Path(room).rglob("*") if path.suffix in KINDS and path.parent != GENERATED
    ]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    return [f"{path} has {n} lines. Split it: {LONGEST} is the most." for path, n in lines.items() if n > LONGEST]


def asked_for(path: Path) -> set[str]:
    """Names in a .in file, as the index writes them."""
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in path.read_text().splitlines() if not line.startswith("-"))
    return {re.sub(r"[-_.]+", "-", found.group()).lower() for found in names if found}


def pinned(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", path.read_text(), re.MULTILINE))


def stale_lists() -> list[str]:
    run, dev = pinned(Path("requirements.txt")), pinned(Path("requirements-dev.txt"))
    wanted = asked_for(Path("requirements.in"))
    missing = wanted - run.keys() | (wanted | asked_for(Path("requirements-dev.in"))) - dev.keys()
    apart = {name for name in run if dev.get(name) != run[name]}
    problems = [f"{name} is asked for but not pinned. Run: make requirements" for name in sorted(missing)]
    return problems + [f"{name} is pinned to two versions. Run: make requirements" for name in sorted(apart)]


if __name__ == "__main__":
    sys.exit("\n".join(too_long() + stale_lists()) or 0)
