"""The check that every page goes through must itself be able to fail."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from werkzeug.test import TestResponse

from tests.support.pages import faults_of

GOOD = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Your name - Learning at home</title><link rel="stylesheet" href="/static/a.css"></head>
<body><h1>Your name</h1><form method="post" action="/next"><input type="hidden" name="token" value="x">
<label for="name">Name</label><input id="name" name="name"><a href="https://www.gov.uk/home-education">The law</a>
</form></body></html>"""
SUMMARY = '<div class="govuk-error-summary"></div>'
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}


def answer(html: str, headers: dict[str, str]) -> TestResponse:
    app = Flask("tested")
    app.add_url_rule("/", view_func=lambda: Response(html, headers=headers))
    return app.test_client().get("/")


def test_a_page_that_keeps_every_promise_has_no_fault() -> None:
    assert faults_of(answer(GOOD, HEADERS), "Learning at home") == []


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("<h1>Your name</h1>", "<p>Your name</p>"),
        ("<h1>Your name</h1>", "<h1>Your name</h1><h1>Again</h1>"),
        (' lang="en-GB"', ""),
        ("- Learning at home", "- Elsewhere"),
        ("<title>", "<title>Error: "),
        ("<h1>", f"{SUMMARY}<h1>"),
        ('<label for="name">', '<label for="other">'),
        ('<a href="https://www.gov.uk', '<a id="name" href="https://www.gov.uk'),
        ('<a href="https://www.gov.uk', '<a href="https://tracker.invalid'),
        ('href="/static/a.css"', 'href="//fonts.invalid/a.css"'),
        ('action="/next"', 'action="https://other.invalid/next"'),
        ("<h1>", '<h1 style="color:red">'),
        ("<h1>", "<script>go()</script><h1>"),
        ("<h1>", '<h1 onclick="go()">'),
        ("</form>", "</form></p>"),
        ("<!DOCTYPE html>", ""),
    ],
)
def test_each_broken_promise_is_found(there: str, instead: str) -> None:
    assert there in GOOD
    assert len(faults_of(answer(GOOD.replace(there, instead, 1), HEADERS), "Learning at home")) == 1


@pytest.mark.parametrize("missing", HEADERS)
def test_a_page_a_browser_could_keep_or_misuse_is_found(missing: str) -> None:
    headers = {name: value for name, value in HEADERS.items() if name != missing}
    assert len(faults_of(answer(GOOD, headers), "Learning at home")) == 1
