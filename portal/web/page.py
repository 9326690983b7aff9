"""The few things that every template may name."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from portal.config import Config
from portal.web.catalogues import is_checked
from portal.web.language import direction, english_address, locale_code, offered_languages

MOST_KEPT = 500
SECTIONS = ("young-people", "families", "professionals", "staff")


def section() -> str:
    """Which face of the site the address belongs to; it decides the temper of the page, also of its errors."""
    first = request.path.split("/", 2)[1]
    return first if first in SECTIONS else "site"


def page_context() -> dict[str, Any]:
    """``site_name``, ``demo``, ``section``, ``locale``, ``direction``,
    ``checked`` (by a professional translator). Never asks the database."""
    config: Config = current_app.extensions["portal.config"]
    return {
        "site_name": config.site_name,
        "demo": config.demo,
        "section": section(),
        "locale": locale_code(),
        "direction": direction(),
        "checked": is_checked(locale_code()),
    }


def init_page(app: Flask) -> None:
    """Give every template the names of :func:`page_context`, and ``chrome``."""
    app.context_processor(page_context)
    app.jinja_env.globals.update(chrome=chrome, languages=offered_languages, english_address=english_address)


@pass_context
def chrome(context: Context, name: str) -> Markup:
    """The part of a page around its content that ``templates/components/<name>.html`` draws.

    It is the same for everybody, so it is drawn once for each of the few things that it shows: the language, the face
    of the site, whose site it is, a council's mark, whether a question is asked. Where it shows more (an address with
    arguments) it is drawn anew, so nothing of one person is ever kept for another.
    """
    template = context.environment.get_template(f"components/{name}.html")
    if request.args:
        return Markup(template.render(context.get_all()))  # noqa: S704 - our own autoescaped template
    councils = tuple(context.get("council_names") or ())
    brand = tuple(sorted((context.get("brand") or {}).items()))
    place = (name, context["locale"], context["section"], context["checked"])
    key = (*place, councils, brand, bool(context.get("short_help")))
    kept: dict[tuple[object, ...], Markup] = current_app.extensions.setdefault("portal.chrome", {})
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = Markup(template.render(context.get_all()))  # noqa: S704 - as above
    return kept[key]
