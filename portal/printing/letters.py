"""Which signs our fonts can draw, and a name in words for each that they cannot.

Whatever a person typed has to come out on paper. typst refuses a sign that no font has (PDF/UA-1 asks that), so such a
sign is written as Unicode calls it: "[grinning face]". Nothing of what was said is lost, and nothing is hidden.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from portal.printing.typeset import FONTS

UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufe0f"
"""They join or part letters, or keep a piece of text in its own order. Nobody sees them; every font can do without."""
_NEVER = ("Cc", "Cf", "Co", "Zl", "Zp")
"""Controls, signs that turn other people's words around, signs that mean what a font's maker likes, line ends."""
_PLAIN = re.compile(r"[ -~]*")
_BMP, _ALL = 4, 12
"""The two forms of a font's table of characters (OpenType, "cmap") that hold what Unicode text needs."""


def drawable(words: str) -> str:
    """``words`` with each sign that our fonts cannot set as its name in brackets, neighbours in one pair.

    A mark above or below a letter is named too where no font has both: one font sets them together, or none does.
    """
    if _PLAIN.fullmatch(words):
        return words
    fonts, found, joint = _fonts(), [], frozenset[int]()
    for sign in words:
        own = frozenset(number for number, has in enumerate(fonts) if sign in has)
        if unicodedata.category(sign).startswith("M"):
            own = joint = joint & own
        elif sign not in UNSEEN:
            joint = own
        found.append((sign, bool(own) or sign in UNSEEN))
    return _named(found)


def plain(words: str) -> str:
    """The same with every sign named that is not ASCII: for what can be set in no other way."""
    return _named((sign, bool(_PLAIN.fullmatch(sign))) for sign in words)


@cache
def _fonts() -> tuple[frozenset[str], ...]:
    """For each of our fonts the signs that it has and that may stand on paper."""
    files = sorted(FONTS.glob("*-Regular.ttf"))
    each = ({chr(code) for code in _mapped(file.read_bytes())} for file in files)
    return tuple(frozenset(sign for sign in has if unicodedata.category(sign) not in _NEVER) for has in each)


def _named(signs: Iterable[tuple[str, bool]]) -> str:
    pieces = groupby(signs, lambda one: one[1])
    return "".join(
        "".join(sign for sign, _fits in piece) if fits else f"[{', '.join(_name(sign) for sign, _fits in piece)}]"
        for fits, piece in pieces
    )


def _name(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}").replace("CJK UNIFIED IDEOGRAPH-", "U+").lower()


def _mapped(font: bytes) -> Iterator[int]:
    """The code points for which the font has a glyph."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {
        tag: at for tag, _sum, at, _length in (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    }
    cmap = tables[b"cmap"]
    (parts,) = struct.unpack_from(">H", font, cmap + 2)
    for at in {struct.unpack_from(">I", font, cmap + 8 + 8 * part)[0] + cmap for part in range(parts)}:
        (form,) = struct.unpack_from(">H", font, at)
        if form == _BMP:
            yield from _segments(font, at)
        elif form == _ALL:
            yield from _groups(font, at)


def _segments(font: bytes, at: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * twice)
    where = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", font, where)
    for n, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, where + 2 * n + offset + 2 * (code - start))
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield code


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for n in range(count):
        start, end, glyph = struct.unpack_from(">III", font, at + 16 + 12 * n)
        yield from range(start + (glyph == 0), end + 1)
