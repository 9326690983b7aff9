"""A QR code as a drawing."""

from __future__ import annotations

import segno

QUIET = 4
"""Empty modules around the code, so that a camera finds its edge (ISO/IEC 18004)."""
BLEED = 0.04
"""Rows reach this far into the next one: without it some screens show hairlines between them."""


def drawn(address: str) -> str:
    """The QR code of ``address`` as SVG, black on white, with its quiet zone. About a sixth of it may be soiled and
    it still reads (error level M or better).
    """
    code = segno.make_qr(address, error="m")
    side = code.symbol_size(border=QUIET)[0]
    runs: list[str] = []
    for y, row in enumerate(code.matrix, start=QUIET):
        x = 0
        while x < len(row):
            width = next((n for n, module in enumerate(row[x:]) if not module), len(row) - x)
            if width:
                runs.append(f"M{x + QUIET} {y}h{width}v{1 + BLEED}h-{width}z")
            x += width + 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{"".join(runs)}"/></svg>'
    )
