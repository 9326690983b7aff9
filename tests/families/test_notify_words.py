"""What the parents' form says: every question with its label and its why, the law only in sentences of the law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from portal.config import ENGLISH
from portal.families.journey import NOTIFY
from portal.families.regime import as_if
from portal.journeys import Answers, Label, Step
from portal.journeys.journey import field_names
from portal.journeys.models import Draft
from portal.law import SENTENCES, sentence
from portal.storage import db
from portal.web.catalogues import speaking
from portal.words import Regime
from tests.support.answers import CHILD, NOTIFICATION, REGISTER_ANSWERS, SHORT_NOTIFICATION
from tests.support.drafts import begin
from tests.support.journeys import codes, fields
from tests.support.pages import CheckedClient
from tests.support.wording import IN_TEMPLATE, texts

QUESTIONS = [step for step in NOTIFY.every_step() if field_names(step)]
EXPLANATIONS = [step for step in NOTIFY.every_step() if not field_names(step)]
FORM = "/families/notify"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "families" / "notify"

# DfE, "Elective home education", primary reasons, without "Unknown"
DFE_REASONS = {
    "mental_health",
    "physical_health",
    "covid_health",
    "dissatisfaction_general",
    "dissatisfaction_send",
    "bullying",
    "lifestyle",
    "philosophical",
    "religious",
    "exclusion_risk",
    "permanent_exclusion",
    "not_preferred_school",
    "no_suitable_place",
    "place_not_accepted",
    "did_not_apply",
    "school_suggestion",
    "other",
    "no_reason_given",
}


def label(step: type[Step], regime: Regime) -> Label:
    return step.labelled(Answers({"regime": str(regime)}))


def seen(app: Flask, client: CheckedClient, regime: Regime, address: str, answers: dict[str, object]) -> str:
    with as_if(regime):
        draft = begin(app, NOTIFY, answers, FORM)
        client.set_cookie(*draft.cookie.split("=", 1))
        page = client.get(f"{FORM}/{address}")
    assert page.status_code == 200, page.location
    return page.text


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("step", QUESTIONS, ids=lambda step: step.code)
def test_every_question_says_whether_it_is_needed_and_why_it_is_asked(step: type[Step], regime: Regime) -> None:
    assert label(step, regime) is not Label.NONE
    assert len(str(step.why)) > 30
    needed = any(getattr(step, name).kwargs.get("required") for name in field_names(step))
    assert (label(step, regime) is Label.MUST) == needed


def test_a_page_without_a_question_explains_something() -> None:
    assert {step.code for step in EXPLANATIONS} == {"rules-explained", "your-choice", "elsewhere"}
    assert all(step.body and step.label is Label.NONE for step in EXPLANATIONS)


def test_what_the_law_asks_rests_on_a_sentence_of_it_and_only_with_the_registers() -> None:
    asked_by_law = {step for step in NOTIFY.every_step() if label(step, Regime.CNIS) is Label.LAW}
    assert {step.code for step in asked_by_law} == {"address", "addresses", "parents", "hours", "who"}
    assert all(step.basis and sentence(step.basis, Regime.CNIS) for step in asked_by_law)
    shown_before = {step for step in asked_by_law if label(step, Regime.PRE_CNIS) is Label.LAW}
    assert not {step for step in shown_before if step.asked(Answers({"regime": "pre_cnis"}))}


def test_every_sentence_that_a_page_names_is_there() -> None:
    named = {step.basis for step in NOTIFY.every_step() if step.basis}
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r'law(?:_drawn)?\("([a-z0-9-]+)"', text))
    assert len(named) > 8
    assert named <= {one.code for one in SENTENCES}


def test_the_form_states_the_law_in_no_words_of_its_own() -> None:
    own = re.compile(
        r"\bsection \d|\bthe law (says|requires|asks|wants)|\blegal(ly)?\b|\bpermission\b|\bAct \d{4}", re.I
    )
    pages = [
        text
        for template in TEMPLATES.glob("*.html")
        if template.name != "sent.html"
        for text in IN_TEMPLATE.findall(template.read_text(encoding="utf-8"))
    ]
    assert len(pages) > 30
    assert not [text for text in pages if own.search(text)]
    steps = [str(part) for step in NOTIFY.every_step() for part in (step.question, step.guidance, step.why) if part]
    assert not [text for text in steps if own.search(text)]


def test_the_words_never_claim_a_power_that_councils_do_not_have() -> None:
    claims = re.compile(r"\bapprov|\bapplication|\bmust register|\bhave to register|\bapply to (us|the council)", re.I)
    assert not [text for text in texts("families") if claims.search(text) and "not an application" not in text]


def test_every_reason_of_the_department_can_be_given_with_its_meaning_and_refused() -> None:
    assert codes(NOTIFY, "reason_main") == DFE_REASONS
    assert codes(NOTIFY, "reasons_also") == DFE_REASONS - {"no_reason_given"}
    declared = next(declared for _, name, declared in fields(NOTIFY) if name == "reason_main")
    assert all(choice.hint for choice in declared.kwargs["choices"] if choice.code != "no_reason_given")


def test_own_words_come_before_any_list_of_reasons() -> None:
    asked = [step.code for step in NOTIFY.every_step()]
    assert asked.index("reason") < asked.index("main-reason") < asked.index("other-reasons")


def test_a_page_about_a_child_says_which_child_but_its_title_does_not(app: Flask, client: CheckedClient) -> None:
    page = seen(app, client, Regime.PRE_CNIS, "children/2/school", NOTIFICATION)
    assert "<bdi>Sam Example</bdi>" in page
    assert "Sam" not in page.split("</title>")[0]


def test_a_further_child_has_the_last_name_already(app: Flask, client: CheckedClient) -> None:
    answers = {**SHORT_NOTIFICATION, "children": [CHILD, {}]}
    assert 'value="Example"' in seen(app, client, Regime.PRE_CNIS, "children/2/name", answers)
    draft = begin(app, NOTIFY, answers, FORM)
    client.set_cookie(*draft.cookie.split("=", 1))
    typed = {"csrf_token": draft.token, "first_name": "Kim", "last_name": ""}
    refused = client.post(f"{FORM}/children/2/name", data=typed)
    assert refused.status_code == 422
    assert "Enter your child’s last name" in refused.text, "an emptied field stays empty"


def test_what_was_brought_along_comes_up_at_the_first_child_and_at_no_other(app: Flask, client: CheckedClient) -> None:
    draft = begin(app, NOTIFY, {**SHORT_NOTIFICATION, "children": [{}, {}]}, FORM)
    client.set_cookie(*draft.cookie.split("=", 1))
    with app.app_context():
        row = db.session.query(Draft).one()
        row.state = {**row.state, "carried": {"first_name": "Robin"}}
        db.session.commit()
    assert 'value="Robin"' in client.get(f"{FORM}/children/1/name").text
    assert 'value="Robin"' not in client.get(f"{FORM}/children/2/name").text


@pytest.mark.parametrize("regime", list(Regime))
def test_the_start_page_says_what_the_law_says_here_and_what_the_limits_are(
    app: Flask, client: CheckedClient, regime: Regime
) -> None:
    with as_if(regime):
        page = client.get(FORM).text
    with app.test_request_context("/"), speaking(ENGLISH):
        for code in ("form-is-a-choice", "letter-takes-off-roll", "mainstream-permission"):
            said = sentence(code, regime)
            assert said is not None
            assert str(said.text) in page
        duty = sentence("tell-in-15-days", Regime.CNIS)
        assert duty is not None
        assert (str(duty.text) in page) is (regime is Regime.CNIS)
    assert "up to 12 children" in page
    assert "You cannot send files here" in page


def test_where_two_laws_are_in_force_the_start_page_says_which_is_whose(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = {"luton": "cnis"}
    monkeypatch.setattr("portal.families.regime.regime_of", lambda answers: of.get(answers["council"], "pre_cnis"))
    page = client.get(FORM).text
    assert "<h3>Luton Council</h3>" in page
    assert "<h3>Bedford Borough Council, Central Bedfordshire Council and Torbay Council</h3>" in page
    assert "within 15 days" in page
    chosen = client.get(f"{FORM}?council=bedford").text
    assert "<h3>Bedford Borough Council</h3>" in chosen
    assert "within 15 days" not in chosen, "whoever has chosen a council reads of that one alone"
    assert "Luton Council</h3>" not in client.get(FORM).text, "on the pages after that too"


def test_what_the_law_asks_can_be_left_out_and_the_check_page_says_so_gently(app: Flask, client: CheckedClient) -> None:
    gently = "The law asks parents for this. You can also tell the council later, or in another way."
    assert seen(app, client, Regime.CNIS, "check", SHORT_NOTIFICATION).count(gently) == 7
    assert gently not in seen(app, client, Regime.PRE_CNIS, "check", SHORT_NOTIFICATION)
    told = seen(app, client, Regime.CNIS, "check", {**NOTIFICATION, **REGISTER_ANSWERS})
    assert gently not in told
    assert "Invented Tutors" in told


def test_the_check_page_says_where_papers_go(app: Flask, client: CheckedClient) -> None:
    page = seen(app, client, Regime.PRE_CNIS, "check", SHORT_NOTIFICATION)
    assert "Where to send papers" in page
    assert "https://www.luton.gov.uk" in page, "nobody has checked a number or an address for this team"


def test_a_letter_is_not_recommended_where_it_would_not_be_enough(app: Flask, client: CheckedClient) -> None:
    words = "Write the letter (opens in a new tab)"
    assert words in seen(app, client, Regime.PRE_CNIS, "children/1/leaving", SHORT_NOTIFICATION)
    at_special_school = {**SHORT_NOTIFICATION, "children": [{**CHILD, "special_school": "yes"}]}
    page = seen(app, client, Regime.PRE_CNIS, "children/1/leaving", at_special_school)
    assert words not in page
    assert "speak with the team before you write to the school" in page


def test_the_young_person_s_own_pages_are_shown_and_promised_apart(app: Flask, client: CheckedClient) -> None:
    page = seen(app, client, Regime.PRE_CNIS, "child-voice", NOTIFICATION)
    assert 'href="/young-people/leaflets"' in page
    assert "You do not see what your child writes" in page


def test_longest_answers_are_told_beside_each_box(app: Flask, client: CheckedClient) -> None:
    for address, most in (("plans", 4000), ("safety", 1000), ("address", 500)):
        assert f"You can write up to {most} characters" in seen(app, client, Regime.PRE_CNIS, address, NOTIFICATION)
