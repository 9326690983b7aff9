"""Reading a page in one quick pass, when it is written so strictly that nothing in it can be wrong.

html5lib forgives as browsers do and tells of every fault, slowly. Nearly all pages have none: each tag is closed where
it was opened, each attribute is in double quotes, each list and table holds what it may. Such a page is read here, into
the same tree. Of any other this says nothing, and html5lib has to read it: `tests/web/test_markup.py` holds the two
against each other.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder

XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"
SVG = "{http://www.w3.org/2000/svg}"
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#34": '"', "#39": "'"}
_ENTITY = re.compile("&({});".format("|".join(_ENTITIES)))
_VALUE = r'"(?:[^"&]|&(?:{});)*"'.format("|".join(_ENTITIES))
_TOKEN = re.compile(
    r"(?P<text>(?:[^<&]|&(?:{names});)+)"
    r"|</(?P<end>[a-z][a-z0-9]*)>"
    r"|<(?P<start>[a-z][a-z0-9]*)(?P<attributes>(?:[ \n]+[a-zA-Z][a-zA-Z0-9.-]*(?:={value})?)*)"
    r"[ \n]*(?P<closed>/?)>".format(names="|".join(_ENTITIES), value=_VALUE)
)
_ATTRIBUTE = re.compile(rf"([a-zA-Z][a-zA-Z0-9.-]*)(?:=({_VALUE}))?")
# All but what html5lib refuses or rewrites: controls, returns, a byte order mark, code points that are no characters.
_ODD = re.compile("[^ -~\n\t\xa0-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0001fffd]")
_BEGIN = re.compile(r"<!doctype html>\s*(?=<html[ >])", re.IGNORECASE)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("meta link input img br hr wbr source")
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
# They end an open paragraph.
_BLOCKS = _HEADINGS | _names(
    "address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol p "
    "pre section summary table ul"
)
_INLINE = _names(
    "a abbr audio b bdi bdo br button cite code em i img input label legend mark noscript output picture script "
    "select small source span strong svg textarea time video wbr"
)
_FLOW = _BLOCKS | _INLINE
_NOT_IN_ITSELF = _names("a abbr b button code em form i label select small strong table")
_PARENTS = {
    name: _names(parents)
    for names, parents in (
        ("head body", "html"),
        ("title meta link", "head"),
        ("li", "ul ol"),
        ("option", "select optgroup"),
        ("optgroup", "select"),
        ("caption thead tbody tfoot", "table"),
        ("tr", "thead tbody tfoot"),
        ("td th", "tr"),
    )
    for name in names.split()
}
# In these stand only the elements that name them above, and between them only spaces.
_STRICT = _names("html table thead tbody tfoot tr")
_CLOSED_SETS = _STRICT | _names("head title textarea script select optgroup option")
_DRAWN = _names("circle ellipse g line path polygon polyline rect use")
_DRAWINGS = _DRAWN | {"svg"}
_NEWLINE_DROPPED = _names("pre textarea")


class _Other(Exception):
    """Not written strictly."""


def strictly_read(data: bytes) -> Element | None:
    """The page as html5lib's tree (elements of HTML without a namespace), or None when it is for html5lib to say."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    begin = _BEGIN.match(text)
    if begin is None or _ODD.search(text):
        return None
    try:
        return _Reader().read(text, begin.end())
    except _Other:
        return None


class _Reader:
    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.open: list[str] = []
        self.fresh = False
        """Nothing came yet after the start of the element that is open."""
        self.ended = False
        self.after = ""
        """The spaces after </body>, which browsers put at the end of the body."""
        self.bodies = self.heads = 0

    def read(self, text: str, at: int) -> Element:
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                raise _Other
            at = token.end()
            if token["text"]:
                self._text(token["text"])
            elif token["end"]:
                self._end(token["end"])
            else:
                self._start(token["start"], token["attributes"], bool(token["closed"]))
        if self.open or not self.bodies:
            raise _Other
        root = self.tree.close()
        last = root[1][-1:]
        if last:
            last[0].tail = (last[0].tail or "") + self.after
        else:
            root[1].text = (root[1].text or "") + self.after
        return root

    def _text(self, words: str) -> None:
        parent = "html" if self.ended else self.open[-1]
        if parent in _STRICT or parent == "head":
            if words.strip(" \t\n"):
                raise _Other
            if parent == "html" and not self.heads:
                return  # before the head spaces are nothing
            if self.ended:
                self.after += words
                return
        elif parent == "script":
            raise _Other  # its content has a grammar of its own
        elif parent in _NEWLINE_DROPPED and self.fresh and words.startswith("\n"):
            words = words[1:]
        self.fresh = False
        self.tree.data(_plain(words))

    def _end(self, name: str) -> None:
        if not self.open or self.open.pop() != name:
            raise _Other
        self.tree.end(SVG + name if name in _DRAWINGS else name)
        self.ended = self.ended or name == "body"
        self.fresh = False

    def _start(self, name: str, written: str, closed: bool) -> None:
        if self.ended:
            raise _Other
        self._admit(name)
        attributes: dict[str, str] = {}
        drawn = name in _DRAWINGS
        found = _ATTRIBUTE.findall(written) if written else ()
        for key, value in found:
            if not (key.islower() or (drawn and key == "viewBox")):
                raise _Other
            attributes[XMLNS if drawn and key == "xmlns" else key] = _plain(value[1:-1])
        if len(attributes) != len(found):
            raise _Other
        full = SVG + name if drawn else name
        self.tree.start(full, attributes)
        if closed and not drawn:
            raise _Other
        if closed or name in _VOID:
            self.tree.end(full)
            self.fresh = False
        else:
            self.open.append(name)
            self.fresh = True

    def _admit(self, name: str) -> None:
        """Go on only when ``name`` may stand where we are and ends nothing that is open."""
        if not self.open:
            fits = name == "html" and not self.bodies
        elif self.open[-1] in _DRAWINGS:
            fits = name in _DRAWN
        elif name in _PARENTS:
            fits = self.open[-1] in _PARENTS[name] and self._in_turn(name)
        elif name in ("dt", "dd"):
            fits = self.open[-1] == "dl" or self.open[-2:] == ["dl", "div"]
        else:
            fits = (name == "script" and self.open[-1] == "head") or self._flows(name)
        if not fits:
            raise _Other

    def _in_turn(self, name: str) -> bool:
        """One head, and after it one body."""
        if name == "head":
            self.heads += 1
        elif name == "body":
            self.bodies += 1
        return self.heads == 1 and self.bodies <= 1

    def _flows(self, name: str) -> bool:
        if name not in _FLOW or self.open[-1] in _CLOSED_SETS:
            return False
        if (name in _BLOCKS and "p" in self.open) or (name in _NOT_IN_ITSELF and name in self.open):
            return False
        return name not in _HEADINGS or _HEADINGS.isdisjoint(self.open)


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text
