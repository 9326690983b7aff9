"""The forms that parents send, by their codes."""

from __future__ import annotations

from portal.families.change import ALSO, CHANGE
from portal.families.journey import NOTIFY

FORMS = {journey.code: journey for journey in (NOTIFY, CHANGE, ALSO)}
