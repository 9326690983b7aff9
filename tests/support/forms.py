"""A page's form as a browser would send it, for pages whose fields are many."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tests.support.pages import parsed, text_of


def form_of(data: bytes, action_ends: str = "") -> Element:
    """The first form of a page that is posted to an address that ends so."""
    forms = parsed(data).iter("form")
    return next(
        form for form in forms if form.get("method") == "post" and (form.get("action") or "").endswith(action_ends)
    )


def sent_by(form: Element) -> dict[str, str]:
    """Everything in the form as it stands on the page, by name; buttons are left out."""
    sent: dict[str, str] = {}
    for field in form.iter():
        name = field.get("name")
        if not name:
            continue
        if field.tag == "textarea":
            sent[name] = "".join(field.itertext())
        elif field.tag == "select":
            chosen = [one for one in field.iter("option") if one.get("selected") is not None]
            sent[name] = chosen[0].get("value", "") if chosen else ""
        elif field.tag == "input" and field.get("type") in ("radio", "checkbox"):
            if field.get("checked") is not None:
                sent[name] = field.get("value", "")
        elif field.tag == "input":
            sent[name] = field.get("value", "")
    return sent


def errors_of(data: bytes) -> list[str]:
    """What the error summary of a page says, line by line."""
    summaries = [one for one in parsed(data).iter("div") if "govuk-error-summary" in (one.get("class") or "").split()]
    return [text_of(line) for summary in summaries for line in summary.iter("li")]
