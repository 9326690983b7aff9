"""Reading what the pages say: every sentence that a room's code and templates put before people, in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IN_TEMPLATE = re.compile(r'\b_\(\s*"((?:[^"\\]|\\.)*)"')


def texts(room: str) -> list[str]:
    """Every translatable text of ``portal/<room>`` and ``templates/<room>``."""
    found: list[str] = []
    for module in sorted((ROOT / "portal" / room).rglob("*.py")):
        found += _in_code(module)
    for template in sorted((ROOT / "templates" / room).rglob("*.html")):
        found += IN_TEMPLATE.findall(template.read_text(encoding="utf-8"))
    assert found, f"no texts in {room}: has it moved?"
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon ends one too, because the reader pauses there."""
    return [part for part in re.split(r"(?<=[.!?:])\s+", text) if part.strip()]


def _in_code(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "_l")
        if named and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
