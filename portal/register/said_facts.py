"""The facts in a form's answers, one topic after the other: the forms' codes in the register's own shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.register.facts import (
    Address,
    Adult,
    Fact,
    Identity,
    NoneKnown,
    Previous,
    Provision,
    Reasons,
    School,
    Support,
    Supported,
)

SCHOOLS: Mapping[str, Previous] = {
    "maintained": Previous.MAINTAINED,
    "academy": Previous.ACADEMY,
    "free_school": Previous.FREE,
    "independent": Previous.INDEPENDENT,
    "special": Previous.SPECIAL,
    "pupil_referral_unit": Previous.PRU,
    "alternative_provision": Previous.ALTERNATIVE,
    "early_years": Previous.EARLY_YEARS,
    "home_educated_elsewhere": Previous.HOME_ELSEWHERE,
    "never_in_school": Previous.NONE,
}
"""The parents' form's kinds of school; what is not here is not known."""
STAGES: Mapping[str, Previous] = {"never_school": Previous.NONE, "moved_here": Previous.HOME_ELSEWHERE}
SEN: Mapping[str, Support] = {
    "support": Support.SEN_SUPPORT,
    "ehc_plan": Support.EHC_PLAN,
    "assessing": Support.EHC_ASSESSMENT,
}
PROVIDERS: Mapping[str, str] = {
    "tutor": "a tutor",
    "online": "online",
    "college": "a college or school",
    "group": "a group or club",
}
WRITE_TO_THEM: Mapping[str, str] = {
    "ask_me": "Ask the parent who wrote before you write to them.",
    "no": "The parent who wrote asks you not to write to them.",
}
NOT_KNOWN = frozenset({"not known", "unknown", "not sure"})
RATHER_NOT = "rather_not_say"
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """One fact and the days that it is said to hold."""

    fact: Fact
    since: date | None = None
    until: date | None = None


def identity(
    child: Mapping[str, Any],
    source: dict[str, Any],
    background: Mapping[str, str] | None = None,
    known_as: str = "",
) -> Identity:
    sex = child.get("sex")
    return Identity(
        given=_name(child, "first_name"),
        family=_name(child, "last_name"),
        known_as=known_as,
        born=iso(child.get("born")),
        sex=sex if isinstance(sex, str) and sex in ("female", "male") else "",
        **(background or {}),
        **source,
    )


def background(answers: Mapping[str, Any]) -> dict[str, str]:
    """The family's, for each of its children: only what they gave."""
    group = text(answers, "ethnic_group")
    return {
        "ethnicity": "" if group == RATHER_NOT else group,
        "ethnicity_words": text(answers, "ethnic_words"),
        "language": text(answers, "first_language"),
        "interpreter": text(answers, "interpreter"),
    }


def homes(answers: Mapping[str, Any], source: dict[str, Any]) -> Iterator[Said]:
    lines, postcode, care = text(answers, "address"), text(answers, "postcode"), _care(answers)
    if lines or postcode or care:
        yield Said(home(lines, postcode, source, care))
    if also := text(answers, "addresses_too"):
        yield Said(Address(lines=also, kind="also", note=care, **source))
    if before := text(answers, "address_before"):
        # since when they are gone is not asked: before they wrote this
        gone = date.fromisoformat(source["source_on"]) - timedelta(1)
        yield Said(Address(lines=before, postcode=_postcode_in(before), kind="before", **source), until=gone)


def new_homes(answers: Mapping[str, Any], source: dict[str, Any]) -> Iterator[Said]:
    """Where the family of a change lives from when on, and where it lived."""
    what, care, moved_on = answers.get("what_changed"), _care(answers), day(answers.get("moved_on"))
    eve = moved_on - timedelta(1) if moved_on else None
    known, address = text(answers, "postcode"), text(answers, "address")
    if what == "moved_in" and (address or known):
        yield Said(home(address, known, source, care), since=moved_on)
        if before := text(answers, "address_before"):
            yield Said(Address(lines=before, postcode=_postcode_in(before), kind="before", **source), until=eve)
    elif what == "moved_out" and address:
        yield Said(home(address, "", source, care), since=moved_on)
    elif new := text(answers, "new_address"):
        yield Said(home(new, "", source, care), since=day(answers.get("new_from")))


def home(lines: str, postcode: str, source: dict[str, Any], care: str = "") -> Address:
    return Address(lines=lines, postcode=postcode.upper() or _postcode_in(lines), note=care, **source)


def _care(answers: Mapping[str, Any]) -> str:
    """Stands beside the address wherever it is shown: whoever writes a letter has to see it."""
    words = text(answers, "not_to_share_with")
    return f"Not to be shared with: {words}" if words else ""


def adults(answers: Mapping[str, Any], source: dict[str, Any]) -> Iterator[Said]:
    educate = codes(answers, "who_educates")
    if name := text(answers, "your_name"):
        in_writing = text(answers, "contact_by") in ("email", "letter") or "yes" in codes(answers, "writing_only")
        yield Said(
            Adult(
                name=name,
                relation=text(answers, "relation"),
                responsible=text(answers, "parental_responsibility"),
                educates="yes" if "me" in educate else "",
                phone=text(answers, "new_phone") or text(answers, "phone"),
                email=text(answers, "new_email") or text(answers, "email"),
                address=text(answers, "letter_address"),
                writing_only=in_writing,
                note=text(answers, "contact_more"),
                **source,
            )
        )
    if other := text(answers, "other_parent_name"):
        home = text(answers, "other_parent_home")
        yield Said(
            Adult(
                name=other,
                relation="parent",
                responsible=text(answers, "other_parent_responsibility"),
                lives_with="" if home == RATHER_NOT else home,
                educates="yes" if "other_parent" in educate else "",
                note=WRITE_TO_THEM.get(text(answers, "other_parent_write"), ""),
                **_reached_at(text(answers, "other_parent_contact")),
                **source,
            )
        )
    if words := text(answers, "other_parents"):
        yield Said(Adult(name="Other parents, as the parent wrote", relation="parent", note=words, **source))


def _reached_at(typed: str) -> dict[str, Any]:
    """One box took an email, a number or an address."""
    if "@" in typed:
        return {"email": typed}
    if sum(sign.isdigit() for sign in typed) >= 10 and not any(sign.isalpha() for sign in typed):
        return {"phone": typed}
    return {"address": typed}


def why(answers: Mapping[str, Any], source: dict[str, Any]) -> Iterator[Said]:
    main, also, words = text(answers, "reason_main"), codes(answers, "reasons_also"), text(answers, "reason_words")
    if main or also or words:
        yield Said(Reasons(main=main, also=also, words=words, **source))


def provision(answers: Mapping[str, Any], source: dict[str, Any], plans: str) -> Iterator[Said]:
    told = Provision(
        plans=plans,
        hours_parents=text(answers, "hours_parents"),
        hours_others=text(answers, "hours_others"),
        providers=_providers(answers.get("providers")),
        **source,
    )
    if told.plans or told.hours_parents or told.hours_others or told.providers:
        yield Said(told)


def _providers(given: Any) -> str:
    """The first form has a list of them, the change one text."""
    if isinstance(given, str):
        return given.strip()
    if not isinstance(given, list):
        return ""
    return "\n".join(_provider(one) for one in given if isinstance(one, Mapping))


def _provider(one: Mapping[str, Any]) -> str:
    weekly, alone = text(one, "provider_hours"), text(one, "provider_alone")
    parts = [
        text(one, "provider_name"),
        PROVIDERS.get(text(one, "provider_kind"), ""),
        text(one, "provider_where"),
        f"hours a week: {weekly}" if weekly else "",
        f"without a parent there: {alone}" if alone else "",
    ]
    return ", ".join(part for part in parts if part)


def school(child: Mapping[str, Any], answers: Mapping[str, Any], source: dict[str, Any]) -> Iterator[Said]:
    kind = SCHOOLS.get(text(child, "school_type")) or STAGES.get(text(answers, "stage")) or Previous.UNKNOWN
    name, last_day = text(child, "school_name"), day(child.get("last_day"))
    rules: dict[str, Any] = {
        "placed": text(child, "special_school"),
        "attendance_order": text(child, "attendance_order"),
    }
    if kind is Previous.UNKNOWN and not (name or last_day or any(rules.values())):
        return
    reasons = {text(answers, "reason_main"), *codes(answers, "reasons_also")}
    yield Said(
        School(
            kind=kind,
            name=name,
            suggested="school_suggestion" in reasons,
            exclusion=bool(reasons & {"exclusion_risk", "permanent_exclusion"}),
            **rules,
            **source,
        ),
        until=last_day,
    )


def needs(child: Mapping[str, Any], source: dict[str, Any]) -> Iterator[Said]:
    need, more = text(child, "sen"), text(child, "sen_more")
    if need in SEN:
        yield Said(Supported(kind=SEN[need], note=more, **source))
    elif need == "none":
        yield Said(NoneKnown(about="sen", note=more, **source))
    if child.get("enquiries") == "yes":
        yield Said(Supported(kind=Support.ENQUIRIES, note="The parent says so. Check with social care.", **source))


def _name(child: Mapping[str, Any], code: str) -> str:
    """The professionals' form asks to write "not known" rather than nothing."""
    name = text(child, code)
    return "" if name.casefold() in NOT_KNOWN else name


def _postcode_in(lines: str) -> str:
    found = POSTCODE.findall(lines)
    return " ".join(found[-1]).upper() if found else ""


def codes(answers: Mapping[str, Any], code: str) -> list[str]:
    """What was ticked."""
    value = answers.get(code)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def text(answers: Mapping[str, Any], code: str) -> str:
    value = answers.get(code)
    return value.strip() if isinstance(value, str) else ""


def iso(value: Any) -> str | None:
    found = day(value)
    return found.isoformat() if found else None


def day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):  # written by an older portal
        return None
