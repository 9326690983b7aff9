"""What every page must be, whoever made it and whatever state it is in: checked on each HTML answer a test gets."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from html5lib.constants import E as SENTENCES
from html5lib.html5parser import HTMLParser
from werkzeug.test import TestResponse

from tests.support.markup import strictly_read

# Where a page may link to, beside the councils' own sites: bodies that a family or a young person may need.
HELP = (
    "gov.uk",
    "nhs.uk",
    "police.uk",
    "childline.org.uk",
    "nspcc.org.uk",
    "samaritans.org",
    "runawayhelpline.org.uk",
    "youngminds.org.uk",
    "giveusashout.org",
    "ceopeducation.co.uk",
    "childrenscommissioner.gov.uk",
    "coramchildlaw.org.uk",
    "ipsea.org.uk",
    "creativecommons.org",
    "equalityadvisoryservice.com",
    "equality-ni.org",
    "w3.org",
    "ons.gov.uk",
    "themix.org.uk",
    "ico.org.uk",
    "contact.org.uk",
    "kooth.com",
)
LOADS = (("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("form", "action"), ("use", "href"))
UNLABELLED = ("hidden", "submit", "button", "image", "reset")


class CheckedClient(FlaskClient):
    """A browser without a screen that fails the test when a page is not as every page must be."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        response = super().open(*args, **kwargs)  # type: ignore[arg-type]
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400 and response.data:
            faults = faults_of(response, site_name(self.application))
            assert not faults, f"{response.request.path} ({response.status_code}):\n  " + "\n  ".join(faults)
        return response

    def submit(self, path: str, *, follow: bool = False, **answers: object) -> TestResponse:
        """Open the page, fill in its form as a person would, and press its button.

        Hidden fields travel along, so the form's own guards hold. Only ``answers`` are filled in: field name to text,
        or to a list where several boxes are ticked.
        """
        form = next(form for form in parsed(self.get(path).data).iter("form") if form.get("method") == "post")
        hidden = {x.get("name"): x.get("value", "") for x in form.iter("input") if x.get("type") == "hidden"}
        data = {name: value for name, value in {**hidden, **answers}.items() if name}
        return self.post(form.get("action") or path, data=data, follow_redirects=follow)


def site_name(app: Flask) -> str:
    """The name that every title ends with."""
    name = app.jinja_env.globals.get("site_name", "Learning at home")
    return str(name)


def parsed(data: bytes) -> Element:
    """The page as a tree, its elements without a namespace. Others who read the same page share it: change nothing."""
    return _read(data)[0]


@lru_cache(maxsize=16)
def _read(data: bytes) -> tuple[Element, tuple[str, ...]]:
    """The page as a tree, and a sentence for each fault of its syntax."""
    strict = strictly_read(data)
    if strict is not None:
        return strict, ()
    parser = HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(data, transport_encoding="utf-8")
    lines = data.decode(errors="replace").splitlines()
    return tree, tuple(
        f"line {line}: {SENTENCES[code] % facts}: {lines[line - 1].strip()[:120] if line <= len(lines) else ''}"
        for (line, _column), code, facts in parser.errors
    )


def text_of(element: Element | None) -> str:
    """All the words inside, spaces collapsed."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def faults_of(response: TestResponse, name: str) -> list[str]:
    """What is wrong with one HTML answer, a sentence each; empty when all is well."""
    tree, faults = _read(response.data)
    return [
        *faults,
        *_headers(response),
        *_title(tree, name),
        *_ids(tree),
        *_labels(tree),
        *_hosts(tree),
        *_inline(tree),
    ]


def _headers(response: TestResponse) -> list[str]:
    faults = []
    if "no-store" not in response.headers.get("Cache-Control", ""):
        faults.append("a browser may keep this page: no Cache-Control: no-store")
    if "default-src 'none'" not in response.headers.get("Content-Security-Policy", ""):
        faults.append("no Content-Security-Policy that starts from nothing")
    return faults


def _title(tree: Element, name: str) -> list[str]:
    faults = []
    lang = tree.get("lang", "")
    title, headings = text_of(tree.find("head/title")), len(list(tree.iter("h1")))
    summary = any("govuk-error-summary" in x.get("class", "").split() for x in tree.iter("div"))
    if not lang:
        faults.append("the page does not say its language: no lang on <html>")
    if headings != 1:
        faults.append(f"{headings} h1 headings, not one")
    if not title.endswith(name):
        faults.append(f"the title {title!r} does not end with the site's name")
    if lang.startswith("en") and title.startswith("Error: ") is not summary:
        faults.append(f"the title {title!r} {'hides' if summary else 'invents'} an error")
    return faults


def _ids(tree: Element) -> list[str]:
    counts = Counter(x.get("id") for x in tree.iter() if x.get("id") is not None)
    return [f"the id {name!r} is there {n} times" for name, n in counts.items() if n > 1]


def _labels(tree: Element) -> list[str]:
    labelled = {label.get("for") for label in tree.iter("label")}
    wrapped = {id(control) for label in tree.iter("label") for control in label.iter()}
    controls = [x for tag in ("input", "select", "textarea") for x in tree.iter(tag)]
    return [
        f"nothing names the field {x.get('name')!r}"
        for x in controls
        if x.get("type") not in UNLABELLED
        and x.get("id", "") not in labelled
        and id(x) not in wrapped
        and not x.get("aria-label")
        and not x.get("aria-labelledby")
    ]


def _hosts(tree: Element) -> list[str]:
    loaded = [(x.tag, x.get(where) or "") for tag, where in LOADS for x in tree.iter(tag)]
    faults = [f"<{tag}> reaches outside: {url}" for tag, url in loaded if urlsplit(url).netloc]
    links = [(x.get("href") or "") for x in tree.iter("a")]
    return faults + [f"a link to a stranger: {url}" for url in links if not _known(urlsplit(url).hostname)]


def _known(host: str | None) -> bool:
    if host is None or host.endswith((".example", ".test")) or host in ("127.0.0.1", "localhost"):
        return True
    return any(host == known or host.endswith(f".{known}") for known in (*HELP, *_councils_hosts()))


@cache
def _councils_hosts() -> frozenset[str]:
    """Every host named in the councils' own data files."""
    files = Path("portal/directory/data").glob("*.toml")
    return frozenset(host for file in files for host in re.findall(r"https?://([a-z0-9.-]+)", file.read_text()))


def _inline(tree: Element) -> list[str]:
    """What the content security policy would refuse to run or to paint."""
    faults = [
        f"<{x.tag}> carries {name}, which is not obeyed here" for x in tree.iter() for name in x.attrib if _barred(name)
    ]
    faults += ["a <style> element, which is not obeyed here" for _ in tree.iter("style")]
    scripts = [
        x for x in tree.iter("script") if not x.get("src") and x.get("type") in (None, "module", "text/javascript")
    ]
    return faults + ["a script inside the page, which is not obeyed here" for _ in scripts]


def _barred(attribute: str) -> bool:
    return attribute == "style" or attribute.startswith("on")
