"""Logs that machines can read and that cannot hold a person: one JSON object a line, scalars only."""

from __future__ import annotations

import logging
from typing import Any

import structlog


class NotAScalar(TypeError):
    """Somebody tried to log a whole object. A dict of answers would be a leak, so it is refused."""


def configure(*, readable: bool) -> None:
    """Set up logging for this process: JSON lines, or short readable ones for a person at a terminal."""
    shape: Any = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            only_scalars,
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if readable else logging.INFO),
        cache_logger_on_first_use=True,
    )


def only_scalars(_logger: Any, _method: str, event: Any) -> Any:
    """Refuse anything but plain scalars, so that personal data cannot slip in inside an object."""
    for name, value in event.items():
        if not isinstance(value, str | int | float | bool | None):
            raise NotAScalar(f"{name} is a {type(value).__name__}")
    return event
