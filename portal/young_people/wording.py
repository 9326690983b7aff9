"""Answers that stand on many of the young people's pages."""

from __future__ import annotations

from portal.web.catalogues import lazy_gettext as _l
from portal.web.fields import Choice

NOT_SURE_CHOICE = Choice("not_sure", _l("I’m not sure"))
NOT_SAYING = Choice("rather_not_say", _l("I don’t want to say"), divider_before=True)
