"""What is said beside a page, and what is refused at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from portal.web.headers import AT_MOST_BYTES
from tests.web.small import close, notes, small_app


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    apps: list[Flask] = []

    def make(**settings: Any) -> Flask:
        folder = tmp_path / str(len(apps))
        folder.mkdir()
        apps.append(small_app(folder, **settings))
        return apps[-1]

    yield make
    for app in apps:
        close(app)


def test_a_page_may_load_only_what_is_ours_and_is_kept_by_nobody(made: Callable[..., Flask]) -> None:
    headers = made().test_client().get("/").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "form-action")} == {"'self'"}
    assert {policy[name] for name in ("frame-ancestors", "base-uri")} == {"'none'"}
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/", "/break/404", "/break/500", "/locked", "/nowhere"])
def test_error_pages_are_guarded_like_any_other(made: Callable[..., Flask], address: str) -> None:
    headers = made().test_client().get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_search_engines_list_only_pages_that_are_marked(made: Callable[..., Flask]) -> None:
    client = made().test_client()
    assert "X-Robots-Tag" not in client.get("/found").headers
    assert client.get("/").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get("/found?lang=ur").headers["X-Robots-Tag"] == "noindex, nofollow"


def test_over_tls_cookies_are_bound_to_this_host_and_tls_is_demanded(made: Callable[..., Flask]) -> None:
    answer = made(url="https://learning-at-home.example").test_client().post("/sign-in", base_url="https://x.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_on_this_machine_alone_the_cookie_works_without_tls(made: Callable[..., Flask]) -> None:
    answer = made().test_client().post("/sign-in")
    assert answer.headers["Set-Cookie"].startswith("session=")
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in answer.headers


def test_a_proxy_is_believed_only_when_the_settings_name_one(made: Callable[..., Flask]) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example"}
    for proxies, scheme in ((0, "http"), (1, "https")):
        app = made(proxies=proxies)
        seen: list[str] = []
        app.before_request(lambda seen=seen: seen.append(request.scheme))
        app.test_client().get("/", headers=forwarded)
        assert seen == [scheme]


def test_too_much_at_once_is_refused_with_a_page(made: Callable[..., Flask]) -> None:
    client = made().test_client()
    assert client.post("/read", data={"words": "x" * AT_MOST_BYTES}).status_code == 413
    assert client.post("/read", data={f"a{n}": "1" for n in range(100)}).status_code == 200


def test_a_nul_byte_in_a_form_is_dropped_and_the_words_are_kept(made: Callable[..., Flask]) -> None:
    app = made()
    assert app.test_client().post("/read", data={"words": "be\0fore", "na\0me": "x"}).status_code == 200
    assert notes(app) == ["before"]


def test_a_nul_byte_is_dropped_also_where_nobody_said_how_long_the_form_is(made: Callable[..., Flask]) -> None:
    app = made()
    sent = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    made_of = {"input_stream": BytesIO(b"words=be%00fore"), "content_type": "application/x-www-form-urlencoded"}
    assert app.test_client().post("/read", environ_overrides=sent, **made_of).status_code == 200
    assert notes(app) == ["before"]


@pytest.mark.parametrize("address", ["/?words=%00", "/?%00=1", "/young-people/%00", "/%00"])
def test_a_nul_byte_in_an_address_is_a_plain_bad_request(made: Callable[..., Flask], address: str) -> None:
    assert made().test_client().get(address).status_code == 400


@given(name=st.text(max_size=20), value=st.text(max_size=200))
def test_no_words_in_a_form_break_the_door(tmp_path_factory: pytest.TempPathFactory, name: str, value: str) -> None:
    app = _kept(tmp_path_factory)
    sent = {name: value, "words": value}
    assert app.test_client().post("/read", data=sent).status_code == 200


_APPS: list[Flask] = []


def _kept(factory: pytest.TempPathFactory) -> Flask:
    """One app for all examples: making one takes longer than asking it."""
    if not _APPS:
        _APPS.append(small_app(factory.mktemp("door")))
    return _APPS[0]


@pytest.fixture(scope="module", autouse=True)
def _close_kept() -> Iterator[None]:
    yield
    while _APPS:
        close(_APPS.pop())
