"""Default deny: what nobody declared nobody opens, and every page of the app asks first."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import MAY, Role, Undeclared, access, add_staff, allowed, guard, may, signed_in, undeclared
from portal.accounts.guard import CLOSED, PUBLIC
from portal.accounts.permissions import Probe
from portal.storage import db
from tests.accounts.conftest import EMAIL, PASSWORD, TEAM, Person, plain, stored
from tests.conftest import Prepared
from tests.support.pages import parsed

OTHERS = "bedford/home-education"


# Something of the right kind for each part of an address.
PARTS = {"UUIDConverter": uuid.UUID(int=7), "IntegerConverter": 7}


def closed_to_strangers(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every (address, method, rule) that is not for everybody, with the parts of the address filled in."""
    for route in app.url_map.iter_rules():
        rule = access(app, route.endpoint)
        if rule is not None and rule != PUBLIC:
            parts = {name: PARTS.get(type(part).__name__, "some") for name, part in route._converters.items()}
            built = route.build(parts)
            assert built
            for method in sorted((route.methods or set()) & {"GET", "POST"}):
                yield built[1], method, rule


def assert_refused(app: Flask, client: FlaskClient) -> None:
    """Nothing that needs signing in opens for this browser."""
    for address, method, rule in closed_to_strangers(app):
        answer = client.open(address, method=method)
        if rule == CLOSED:
            assert answer.status_code == 404, address
        elif method == "GET":
            assert answer.status_code == 302, address
            assert answer.location.startswith("/staff/sign-in?next=/"), address
        else:
            assert answer.status_code == 401, address


@pytest.fixture
def whole_app(prepared: Prepared) -> Iterator[Flask]:
    """The portal itself, with every room, instead of this folder's small app."""
    yield prepared.app
    prepared.reset()


def test_every_route_has_a_rule(app: Flask) -> None:
    assert undeclared(app) == []


def test_the_app_does_not_start_with_a_route_that_has_no_rule() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/new", "rooms.new", lambda: "hello")
    with pytest.raises(Undeclared, match=r"rooms\.new"):
        guard(app)


def test_a_page_without_a_rule_is_not_there_even_for_the_one_who_asks_nicely(officer: Person) -> None:
    officer.signs_in()
    app = officer.app
    app.view_functions["undeclared"] = lambda: plain("secret")
    app.view_functions["pages.home"], kept = app.view_functions["undeclared"], app.view_functions["pages.home"]
    try:
        assert officer.client.get("/staff/").status_code == 404
    finally:
        app.view_functions["pages.home"] = kept
        del app.view_functions["undeclared"]


def test_no_staff_page_opens_without_signing_in(app: Flask) -> None:
    assert_refused(app, app.test_client())


def test_no_staff_page_of_the_whole_portal_opens_without_signing_in(whole_app: Flask) -> None:
    assert undeclared(whole_app) == []
    assert_refused(whole_app, whole_app.test_client())


def test_the_password_alone_opens_no_staff_page(officer: Person) -> None:
    assert officer.gives_password().status_code == 302
    assert_refused(officer.app, officer.client)


def test_the_password_alone_opens_no_staff_page_of_the_whole_portal(whole_app: Flask) -> None:
    with whole_app.app_context():
        add_staff(EMAIL, "Ayesha Khan", [(TEAM, role) for role in Role], PASSWORD)
        db.session.commit()
    person = Person(whole_app, EMAIL)
    assert person.gives_password().status_code == 302
    assert_refused(whole_app, person.client)


@pytest.mark.parametrize("who", [*Role, "admin"])
def test_no_route_of_the_whole_portal_opens_for_a_role_without_its_permission(whole_app: Flask, who: str) -> None:
    with whole_app.app_context():
        staff, _ = add_staff(
            EMAIL, "Ayesha Khan", [(TEAM, Role(who))] if who != "admin" else [], PASSWORD, is_admin=who == "admin"
        )
        may_open = {rule: may(staff, rule) for rule in MAY}
        db.session.commit()
    person = Person(whole_app, EMAIL)
    person.signs_in()
    refused = [
        (address, method)
        for address, method, rule in closed_to_strangers(whole_app)
        if rule in MAY and not may_open[rule]
    ]
    assert refused
    for address, method in refused:
        assert person.client.open(address, method=method).status_code == 403, (address, method)


def test_a_sign_in_from_before_the_second_factor_was_taken_away_opens_nothing(officer: Person, app: Flask) -> None:

    officer.signs_in()
    assert officer.is_in
    with app.app_context():
        stored(app).tf_primary_method = None
        db.session.commit()
    assert not officer.is_in


def test_the_demonstration_asks_for_no_second_factor(demo_app: Flask) -> None:

    with demo_app.app_context():
        add_staff(EMAIL, "Ayesha Khan", [(TEAM, Role.OFFICER)], PASSWORD)
        db.session.commit()
    person = Person(demo_app, EMAIL)
    assert person.gives_password().location == "/staff/today"
    assert person.client.get("/staff/").text == "the queue"


def test_a_page_that_needs_a_permission_one_does_not_hold_says_so(new_staff: Callable[..., Person]) -> None:
    officer, admin = new_staff(), new_staff("admin@luton.example", (), is_admin=True)
    officer.signs_in()
    admin.signs_in()
    assert officer.client.get("/staff/people").status_code == 403
    assert officer.client.get("/staff/").status_code == 200
    assert admin.client.get("/staff/people").status_code == 200
    assert admin.client.get("/staff/").status_code == 403


@pytest.mark.parametrize(
    ("thing", "permission", "status"),
    [
        (Probe(TEAM, False), "submission:read", 200),
        (Probe(TEAM, True), "submission:read", 403),
        (Probe(TEAM, False), "submission:assign", 403),
        (Probe(OTHERS, False), "submission:read", 404),
        (Probe(OTHERS, True), "submission:read", 404),
    ],
)
def test_another_teams_record_is_not_there_and_ones_own_is_refused_openly(
    officer: Person, thing: Probe, permission: str, status: int
) -> None:
    officer.signs_in()
    kept = officer.app.view_functions["pages.home"]

    @signed_in
    def one() -> object:
        allowed(permission, thing)
        return plain("read")

    officer.app.view_functions["pages.home"] = one
    try:
        assert officer.client.get("/staff/").status_code == status
    finally:
        officer.app.view_functions["pages.home"] = kept


def test_what_flask_security_offers_and_we_do_not_use_is_not_there(app: Flask) -> None:
    client = app.test_client()
    closed = [rule for rule in app.url_map.iter_rules() if access(app, rule.endpoint) == CLOSED]
    assert {rule.endpoint.removeprefix("security.") for rule in closed} == {
        "two_factor_setup_validate",
        "two_factor_rescue",
        "tf_select",
    }
    for rule in closed:
        for method in (rule.methods or set()) & {"GET", "POST"}:
            assert client.open(rule.rule.replace("<token>", "x"), method=method).status_code == 404
    for address in ("/login", "/register", "/reset", "/us-signin", "/wan-signin", "/fs-static/js/webauthn.js"):
        assert client.get(address).status_code == 404
        assert client.get(f"/staff{address}").status_code == 404


def test_json_and_tokens_open_nothing(officer: Person) -> None:
    client = officer.app.test_client()
    body = {"email": officer.email, "password": "x"}
    assert client.post("/staff/sign-in", json=body).status_code == 415
    assert client.post("/staff/sign-in", data="[[[", content_type="application/json").status_code == 415
    answer = client.get("/staff/sign-in", headers={"Accept": "application/json"})
    assert answer.mimetype == "text/html"
    officer.signs_in()
    with officer.app.app_context():
        token = stored(officer.app).get_auth_token()
    assert client.get(f"/staff/?auth_token={token}").status_code == 302
    assert client.get("/staff/", headers={"Authentication-Token": str(token)}).status_code == 302


def test_words_written_while_one_was_signed_out_are_still_there(officer: Person) -> None:
    text = "Spoke to Ms <b>Okafor</b> & her son."
    answer = officer.client.post("/staff/note?page=2", data={"text": text, "csrf_token": "old"})
    assert answer.status_code == 401
    officer.signs_in()

    form = next(parsed(answer.data).iter("form"))
    assert form.get("action") == "/staff/note?page=2"
    again = officer.client.post(
        "/staff/note?page=2",
        data={x.get("name"): x.get("value") for x in form.iter("input")},
    )
    assert again.text == f"noted {text}"


def test_a_password_is_never_written_back_into_a_page(officer: Person) -> None:
    answer = officer.client.post("/staff/change-password", data={"password": "old-secret", "new_password": "new-one"})
    assert answer.status_code == 401
    assert "old-secret" not in answer.text
    assert "new-one" not in answer.text


def test_the_public_pages_need_nothing_and_give_no_cookie(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.text == "welcome"
    assert "Set-Cookie" not in answer.headers


def test_the_pages_about_ones_own_account_are_whole_pages_of_the_portal(whole_app: Flask) -> None:
    with whole_app.app_context():
        add_staff(EMAIL, "Ayesha Khan", [(TEAM, Role.OFFICER)], PASSWORD)
        db.session.commit()
    person = Person(whole_app, EMAIL)
    person.signs_in()
    for page in ("account", "change-password", "recovery-codes", "password-again", "two-factor/set-up"):
        assert person.client.get(f"/staff/{page}").status_code == 200  # and the client looks at each
