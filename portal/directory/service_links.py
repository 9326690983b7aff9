"""The numbers and websites of national services, for texts that never spell them out: ``service:childline`` is a
number to call or text, ``site:childline`` a website."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from portal.directory.facts import SPOKEN, ContactKind, Directory


class UnknownService(KeyError):
    """There is no such service, or nothing checked of the kind that is asked for. The message is a sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


class Address(NamedTuple):
    """Where a link leads, and what stands in it: "tel:08001111" and "0800 1111"."""

    href: str
    shown: str


def address(link: str, directory: Directory) -> Address:
    """What ``service:<code>`` (the first number to call or text) or ``site:<code>`` stands for.

    A website is shown as its host, without "www.". Raises UnknownService; ValueError for another kind of link.
    """
    scheme, colon, code = link.partition(":")
    if scheme not in ("service", "site") or not colon:
        raise ValueError(f"{link!r} is neither service:... nor site:...")
    service = directory.service(code)
    if service is None:
        raise UnknownService(f"There is no national service {code!r}.")
    kinds = SPOKEN if scheme == "service" else (ContactKind.WEBSITE,)
    contact = next((one for one in service.contacts if one.kind in kinds), None)
    if contact is None:
        raise UnknownService(f"{service.name} ({code}) has no {'number' if scheme == 'service' else 'website'}.")
    if scheme == "service":
        return Address(contact.href, contact.value)
    return Address(contact.href, (urlsplit(contact.value).hostname or contact.value).removeprefix("www."))
