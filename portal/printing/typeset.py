"""From a template and data to a PDF that a screen reader can read aloud.

typst reads ``templates/print/<template>.typ``. The data travels beside it as JSON, so nothing in it is ever taken for
markup. PDF/UA-1 is asked for: what has no alternative text, or a letter that none of our fonts has, is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from babel import Locale

from portal.printing import qr

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "print"
FONTS = ROOT / "static" / "fonts"
PICTURES = ROOT / "static" / "pictures"
COLOURS = ROOT / "static" / "src" / "_tokens.scss"
"""The colours of the site, which print shares."""

TOO_LONG = "does not fit its paper"
"""What a template says (it panics with these words) when there is more text than paper."""


class Unprintable(Exception):
    """There can be no such PDF; the text says why, for whoever looks after the words or the template."""


class TooLong(Unprintable):
    """There is more text than paper, at every size that was allowed."""


def typeset(template: str, data: Mapping[str, Any], *, lang: str, sizes: Sequence[float] = (12,)) -> bytes:
    """The PDF of ``data``, which must be plain enough for JSON, set in ``lang`` (a locale such as ``en_GB``).

    ``sizes`` are the sizes of type in points to try, largest first: the first with which all fits is taken. An
    address under ``data["qr"]`` reaches the template as a drawing too. The same content gives the same bytes.

    Raises Unprintable, or TooLong, which is one.
    """
    locale = Locale.parse(lang)
    given = dict(data)
    if "qr" in data:
        given["qr_drawing"] = qr.drawn(data["qr"])
    paper = {"lang": locale.language, "region": locale.territory, "direction": locale.text_direction}
    last: typst.TypstError | None = None
    for size in sizes:
        try:
            return _compile(template, {**given, "paper": {**paper, "size": size}})
        except typst.TypstError as error:
            if TOO_LONG not in str(error):
                raise Unprintable(f"{template} in {lang}: {_plainly(error)}") from error
            last = error
    raise TooLong(f"{template} in {lang}: there is more text than paper. Make it shorter.") from last


@cache
def stamp() -> str:
    """What all PDFs of this process have in common: templates, pictures, colours, fonts and typst. Another stamp,
    another look.
    """
    found = sha256(version("typst").encode())
    for file in [COLOURS, *sorted(file for folder in (TEMPLATES, PICTURES, FONTS) for file in folder.glob("*.*"))]:
        found.update(file.name.encode())
        found.update(sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _compile(template: str, data: Mapping[str, Any]) -> bytes:
    made = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=ROOT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def _plainly(error: typst.TypstError) -> str:
    return " ".join([error.message, *(f"Hint: {hint}." for hint in error.hints)])
