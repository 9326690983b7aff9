"""From Markdown to what is shown: sanitised HTML for a page, plain blocks for print."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypedDict

import nh3
from babel import Locale
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup, escape

from portal.web.pictures import drawing

Reach = Callable[[str], tuple[str, str]]
"""From ``service:childline`` or ``site:childline`` to the address of a link and what it shows."""
Law = Callable[[str], Markup]
"""From the code of a sentence of the law to the HTML that shows it; empty where the law says no such thing."""


class Shown(TypedDict):
    """A picture in print."""

    name: str
    alt: str


class Item(TypedDict):
    """One line of a list in print."""

    text: str
    picture: Shown | None


class Block(TypedDict, total=False):
    """A piece of a page in print: ``kind`` is heading, paragraph, list or note."""

    kind: str
    text: str
    items: list[Item]
    blocks: list[Block]


PICTURE, PAGE, LAW = "picture:", "page:", "law:"
KEPT = ("service:", "site:")
"""Links that are filled in when the page is shown: numbers change, words do not."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "div", "span", "img", "bdi", "br"}
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "div": {"class"},
    "span": {"class"},
    "ul": {"class"},
    "ol": {"start"},
    "img": {"src", "alt"},
    "bdi": {"dir"},
}
_SCHEMES = {"https", "tel", "sms", "mailto", "service", "site", "picture", "law"}
_IMAGE = re.compile(r'<img src="picture:([a-z-]+)"(?: alt="([^"]*)")?>')
_LINK = re.compile(r'<a href="((?:service|site):[a-z0-9-]+)">(.*?)</a>', re.DOTALL)
_SENTENCE = re.compile(r"::law ([a-z0-9-]+)")
_PLACE = re.compile(r'<div class="law"><a href="law:([a-z0-9-]+)"></a></div>')
_LATIN = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9 .,:/@+’'–-]*[A-Za-z0-9])?)")


def parse(markdown: str) -> list[Token]:
    """The Markdown's tokens. Raw HTML in it is text."""
    return _MARKDOWN.parse(markdown)


def html_of(markdown: str, locale: str, space: str) -> str:
    """The sanitised HTML of a page's Markdown, but for the links and the sentences of law that :func:`filled` fills in.

    ``space`` is where ``page:`` links lead. In a right-to-left ``locale`` numbers and Latin words are isolated, so
    that they keep their order.
    """
    tokens = parse(markdown)
    rtl = Locale.parse(locale).text_direction == "rtl"
    for at, token in enumerate(tokens):
        if token.type.startswith("blockquote"):
            token.tag = "div"
            if token.nesting == 1:
                token.attrSet("class", "note")
        elif token.type == "inline" and (code := sentence_in(token.content)):
            _make_place(tokens, at, code)
        elif token.type == "inline":
            pictured = _beside_its_words(token)
            if pictured and at >= 2 and tokens[at - 2].type == "list_item_open":
                _opening_list(tokens, at).attrSet("class", "ideas")
            token.children = list(_inline(token.children or [], space, rtl))
    drawn = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        drawn, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, generic_attribute_prefixes=set()
    )
    return _IMAGE.sub(lambda found: drawing(found[1], html.unescape(found[2] or "")), clean)


def sentence_in(words: str) -> str | None:
    """The code in a paragraph that is nothing but ``::law code``, for one sentence of the law; None in any other."""
    found = _SENTENCE.fullmatch(words.strip())
    return found[1] if found else None


def _make_place(tokens: Sequence[Token], at: int, code: str) -> None:
    """Make the paragraph around the words at ``at`` a place for the sentence: law differs from reader to reader."""
    tokens[at - 1].tag = tokens[at + 1].tag = "div"
    tokens[at - 1].attrSet("class", "law")
    place = Token("html_inline", "", 0)
    place.content = f'<a href="{LAW}{code}"></a>'
    tokens[at].children = [place]


def filled(clean: str, reach: Reach, law: Law) -> Markup:
    """``clean`` with the number or site of each service in its link, and with each sentence of the law."""

    def fill(found: re.Match[str]) -> str:
        href, shown = reach(found[1])
        words = found[2] or f'<bdi dir="ltr">{escape(shown)}</bdi>'
        return f'<a href="{escape(href)}" rel="noreferrer">{words}</a>'

    whole = _PLACE.sub(lambda found: law(found[1]), _LINK.sub(fill, clean))
    return Markup(whole)  # noqa: S704 - sanitised above, and what ``law`` gives is HTML


def _beside_its_words(token: Token) -> bool:
    """Put what follows a leading picture into a box of its own, so that it can stand beside it."""
    children = token.children or []
    if len(children) < 2 or children[0].type != "image":
        return False
    opened, closed = Token("html_inline", "", 0), Token("html_inline", "", 0)
    opened.content, closed.content = '<span class="idea">', "</span>"
    token.children = [children[0], opened, *children[1:], closed]
    return True


def _opening_list(tokens: Sequence[Token], at: int) -> Token:
    return next(one for one in reversed(tokens[:at]) if one.type in ("bullet_list_open", "ordered_list_open"))


def _inline(children: Sequence[Token], space: str, rtl: bool) -> Iterator[Token]:
    for child in children:
        if child.type == "link_open":
            href = str(child.attrGet("href") or "")
            if href.startswith(PAGE):
                slug = href.removeprefix(PAGE)
                child.attrSet("href", f"/{space}" if slug == "index" else f"/{space}/{slug}")
            elif href.startswith("https://"):
                child.attrSet("rel", "noreferrer")
        if child.type == "image" and not str(child.attrGet("src")).startswith(PICTURE):
            continue  # a page shows our own drawings only
        if child.type == "text" and rtl:
            yield from _isolated(child)
        else:
            yield child


def _isolated(child: Token) -> Iterator[Token]:
    isolated = Token("html_inline", "", 0)
    parts = _LATIN.split(child.content)  # what the pattern found stands at every second place
    isolated.content = "".join(
        f'<bdi dir="ltr">{escape(part)}</bdi>' if at % 2 else str(escape(part)) for at, part in enumerate(parts)
    )
    yield isolated


def blocks_of(markdown: str) -> list[Block]:
    """The Markdown as plain blocks for print: text without marks or links. Sentences of the law are left out: paper
    does not know where its reader lives."""
    nodes = SyntaxTreeNode(parse(markdown)).children
    return [_block(node) for node in nodes if not (node.type == "paragraph" and sentence_in(_text(node)))]


def _block(node: Any) -> Block:
    if node.type == "heading":
        return {"kind": "heading", "text": _text(node)}
    if node.type in ("bullet_list", "ordered_list"):
        return {"kind": "list", "items": [_item(item) for item in node.children]}
    if node.type == "blockquote":
        return {"kind": "note", "blocks": [_block(child) for child in node.children]}
    return {"kind": "paragraph", "text": _text(node)}


def _item(node: Any) -> Item:
    image = next((one for one in node.walk() if one.type == "image"), None)
    picture: Shown | None = None
    if image is not None:
        picture = {"name": str(image.attrs["src"]).removeprefix(PICTURE), "alt": str(image.content)}
    return {"text": _text(node), "picture": picture}


def _text(node: Any) -> str:
    return " ".join("".join(_said(node)).split())


def _said(node: Any) -> Iterator[str]:
    if node.type in ("text", "softbreak", "hardbreak"):
        yield node.content or " "
    elif node.type != "image":
        for child in node.children:
            yield from _said(child)
