"""The directory: which councils there are, their teams, when those are there, who gets what, and national services.

It is data. ``load`` puts TOML files in, ``export`` gives them back, ``check`` says what needs mending,
``snapshot`` is what every other room reads.
"""

from pathlib import Path

from portal.directory import clocks, edit, hours, on_call, postcodes, regimes
from portal.directory.check import Problem, Severity, check, contrast
from portal.directory.export import export
from portal.directory.facts import (
    DUTY_TEAM,
    ContactKind,
    Council,
    Directory,
    Hours,
    OnCall,
    OutOfHours,
    PublicContact,
    PublicFacts,
    ReadWhen,
    Rule,
    Service,
    Team,
)
from portal.directory.load import BadDirectory, Report, load
from portal.directory.postcodes import ATTRIBUTION, UNKNOWN, Found, Outside, Unknown, bake, find, init_postcodes
from portal.directory.questions import ROUTING_FIELDS
from portal.directory.snapshot import NoDirectory, init_snapshot, snapshot

DATA = Path(__file__).with_name("data")
"""The files that come with the portal: four councils, the shared duty team, the rules and the national services."""

__all__ = [
    "ATTRIBUTION",
    "DATA",
    "DUTY_TEAM",
    "ROUTING_FIELDS",
    "UNKNOWN",
    "BadDirectory",
    "ContactKind",
    "Council",
    "Directory",
    "Found",
    "Hours",
    "NoDirectory",
    "OnCall",
    "OutOfHours",
    "Outside",
    "Problem",
    "PublicContact",
    "PublicFacts",
    "ReadWhen",
    "Report",
    "Rule",
    "Service",
    "Severity",
    "Team",
    "Unknown",
    "bake",
    "check",
    "clocks",
    "contrast",
    "edit",
    "export",
    "find",
    "hours",
    "init_postcodes",
    "init_snapshot",
    "load",
    "on_call",
    "postcodes",
    "regimes",
    "snapshot",
]
