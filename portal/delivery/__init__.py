"""Mail: the outbox that holds the truth, the channels out, and the worker that sends."""

from portal.delivery.jobs import Periodic
from portal.delivery.queue import init_delivery

__all__ = ["Periodic", "init_delivery"]
