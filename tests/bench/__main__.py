"""Measure and print ``name value unit`` lines. Nothing here judges; the numbers to hold are in the README.

Everything goes over HTTP to gunicorn on this machine: one worker, one keep-alive connection, a bare Flask "hello"
served the same way and measured in turn with it, so that a slow moment slows both.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import leaflets, pages, queue, register, sending, visit
from tests.bench.world import World


def main() -> None:
    """Run every measurement, each against a portal of its own in a folder that goes away."""
    for part in (pages, leaflets, visit, sending, queue):
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, World(Path(folder)) as world:
            for name, value, unit in part.measure(world):
                _say(name, value, unit)
    for name, value, unit in register.measure():
        _say(name, value, unit)


def _say(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3g} {unit}", flush=True)  # noqa: T201 - printing is what it is for


if __name__ == "__main__":
    main()
