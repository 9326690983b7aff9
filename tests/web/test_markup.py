"""The quick reader of strictly written pages says what html5lib says, or nothing."""

from __future__ import annotations

import random
import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from html5lib.html5parser import HTMLParser

from tests.support.markup import strictly_read

PAGE = """<!doctype html>
<html lang="en-GB" dir="ltr">
<head>
<meta charset="utf-8">
<title>Your name &amp; age – Learning at home</title>
<link rel="icon" href="/static/icon.svg">
<script type="module" src="/static/main.js"></script>
</head>
<body class="page">
<header><nav aria-label="Pages"><ul><li><a href="/a">One<br>line</a></li><li><b>Two</b> 5 > 4</li></ul></nav></header>
<main><h1>Your <em>name</em></h1><p>It&#39;s <strong>yours</strong>.</p>
<svg viewBox="0 0 4 4" xmlns="http://www.w3.org/2000/svg" aria-hidden="true"><g><path d="M0 0"/><rect></rect></g></svg>
<form method="post" action="/next" data-i18n.characters-left.other="some"><fieldset><legend>Name</legend>
<label for="a">Name</label> <input id="a" name="a" value="&quot;x&quot;" required>
<label for="b">More</label> <textarea id="b" name="b">

two lines</textarea>
<select name="c"><option value="1" selected>One</option><optgroup label="Some"><option>Two</option></optgroup></select>
<button class="x"><span>Go on</span></button></fieldset></form>
<table><caption>Both</caption>
<thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>
<dl><div><dt>Key</dt><dd>Value</dd></div></dl><dl><dt>Key</dt><dd><ol><li>v</li></ol></dd></dl><hr>
<details><summary>More</summary><pre>
kept</pre></details></main>
<footer><bdi>x</bdi></footer>
</body>
</html>
"""
PART = re.compile(r"<[^>]*>|[^<]+")
NAMES = [*sorted(set(re.findall(r"<([a-z0-9]+)", PAGE))), "image", "nobr", "style", "template", "frameset", "math"]
SIGNS = "<>&\"'=/ -;ap1\x00\r\x0c\x7f\ufeff\ufdd0\U0001ffff"


def by_html5lib(data: bytes) -> tuple[Element, list[object]]:
    parser = HTMLParser(namespaceHTMLElements=False)
    return parser.parse(data, transport_encoding="utf-8"), parser.errors


def flat(element: Element) -> tuple[object, ...]:
    """Everything in it, to be compared."""
    inside = [flat(child) for child in element]
    return element.tag, dict(element.attrib), element.text or "", element.tail or "", inside


def altered(page: str, chance: random.Random) -> str:
    """The page with one thing changed as a slip in a template would change it."""
    parts = PART.findall(page)
    at, other, name = chance.randrange(len(parts)), chance.randrange(len(parts)), chance.choice(NAMES)
    what = chance.randrange(6)
    if what == 0:
        del parts[at : at + chance.randrange(1, 4)]
    elif what == 1:
        parts[at], parts[other] = parts[other], parts[at]
    elif what == 2:
        parts.insert(at, parts[other])
    elif what == 3:
        sign = chance.randrange(len(parts[at]))
        parts[at] = parts[at][:sign] + chance.choice(SIGNS) + parts[at][sign + 1 :]
    elif what == 4:
        end = at + chance.randrange(1, 9)
        parts[at:end] = [f"<{name}>", *parts[at:end], f"</{name}>"]
    else:
        parts[at] = re.sub(r"(</?)[a-z0-9]+", rf"\g<1>{name}", parts[at])
    return "".join(parts)


def test_a_page_in_which_all_is_right_becomes_the_same_tree() -> None:
    read = strictly_read(PAGE.encode())
    tree, errors = by_html5lib(PAGE.encode())
    assert read is not None
    assert errors == []
    assert flat(read) == flat(tree)


@pytest.mark.parametrize("path", ["/", "/families", "/young-people", "/professionals/refer", "/staff/sign-in"])
def test_the_pages_of_the_portal_are_read_quickly(app: Flask, path: str) -> None:
    data = app.test_client().get(path, follow_redirects=True).data
    read = strictly_read(data)
    assert read is not None
    assert flat(read) == flat(by_html5lib(data)[0])


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("<!doctype html>", ""),
        ('<html lang="en-GB" dir="ltr">', '<html lang="en-GB" lang="en">'),
        ("</head>", "</head><head></head>"),
        ('<body class="page">', '<body class="page"><body>'),
        ("</body>", "</body>word"),
        ("</body>", "</body><p></p>"),
        ("</title>", "<b>x</b></title>"),
        ("</title>", "</title>word"),
        ("</script>", "go()</script>"),
        ("5 > 4", "5 < 4"),
        ("&amp;", "&"),
        ("&amp;", "&amp"),
        ("&amp;", "&madeup;"),
        ("&amp;", "\r\n"),
        ("One<br>line", '<a href="/b">line</a>'),
        ("One<br>line", "<table><a>x</a></table>"),
        ("<em>name</em>", "<h2>name</h2>"),
        ("<em>name</em>", "<em>na</h1>me</em>"),
        ("<strong>yours</strong>", "<div>yours</div>"),
        ("<strong>yours</strong>", "<b><i>yours</b></i>"),
        ("<strong>yours</strong>", "<span><ul><li>yours</li></ul></span>"),
        ("<fieldset>", '<fieldset><form method="get"></form>'),
        ("<span>Go on</span>", "<button>Go on</button>"),
        ("<li><b>Two</b>", "<li><li>x</li><b>Two</b>"),
        ("<li><b>Two</b>", "<dd>x</dd><li><b>Two</b>"),
        ("</li></ul>", "</ul>"),
        (' id="a"', ' id="a" id="a"'),
        (' id="a"', " id=a"),
        (' id="a"', " id='a'"),
        (' id="a"', ' id="a"x="b"'),
        (' id="a"', ' "id"'),
        ("<hr>", "<hr/>"),
        ("<hr>", "</hr>"),
        ("<hr>", "<div/>"),
        ("<hr>", "<!-- -- -->"),
        ("<hr>", "<image>"),
        ("<hr>", "<style>p {}</style>"),
        ('<path d="M0 0"/>', "<p>x</p>"),
        ("<caption>Both</caption>", "Both"),
        ("<tbody><tr>", "<tr>"),
        ("<td><p>b</p></td>", "<p>b</p>"),
        ("<td><p>b</p></td>", "<td><table></table></td>"),
        ("<option>Two</option>", "<p>Two</p>"),
    ],
)
def test_no_slip_is_passed_over(there: str, instead: str) -> None:
    assert there in PAGE
    assert strictly_read(PAGE.replace(there, instead, 1).encode()) is None


def test_whatever_slips_in_no_fault_is_passed_over() -> None:
    chance, quick = random.Random(1870), 0
    for _ in range(1500):
        data = altered(PAGE, chance).encode()
        read = strictly_read(data)
        if read is not None:
            tree, errors = by_html5lib(data)
            assert errors == [], data.decode()
            assert flat(read) == flat(tree), data.decode()
            quick += 1
    assert quick > 150, "hardly any was read quickly: this shows little"
