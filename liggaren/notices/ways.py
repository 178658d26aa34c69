"""Other ways than mail, by Apprise: set up by the system administrator, off until then.

Apprise makes its own requests, outside the guarded client, so the address is never taken from a screen, and
its host must be public (or an allowed loopback origin) each time something is sent.
"""

from __future__ import annotations

import httpx
from django.conf import settings

from liggaren.lib.http import ForbiddenAddress
from liggaren.lib.http.addresses import is_loopback, is_public
from liggaren.lib.http.transport import resolve, resolve_within

MAIL = "mail"


class NotDelivered(Exception):
    """The way did not take the notice; the words are Swedish and hold no address of the way."""


def names() -> list[str]:
    """The ways that are set up, beside mail."""
    return sorted(settings.NOTICE_WAYS)


def send(way: str, *, subject: str, body: str) -> None:
    """Send by a configured way. Raises NotDelivered, ForbiddenAddress."""
    import apprise  # takes half a second to read, and most installations never use it

    if way not in settings.NOTICE_WAYS:
        raise NotDelivered("Vägen är inte längre inställd.")
    found = apprise.Apprise.instantiate(settings.NOTICE_WAYS[way], suppress_exceptions=True)
    if not isinstance(found, apprise.NotifyBase):
        raise NotDelivered("Vägen är inställd på ett sätt som inte går att läsa.")
    check_host(str(getattr(found, "host", "") or "").strip("[]"), getattr(found, "port", None))
    if not found.notify(body=body, title=subject):
        raise NotDelivered("Mottagaren svarade inte som väntat.")


def check_host(host: str, port: int | None) -> None:
    """Raise ForbiddenAddress where a host of our own choosing is not public. A service with a host of its own
    (none in its address) is reached as it is.
    """
    if not host or _is_allowed(host, port):
        return
    found = resolve_within(resolve, host, port or 443, 5.0)
    if not found or not all(is_public(address) for address in found):
        raise ForbiddenAddress("the way leads to an address that may not be called")


def _is_allowed(host: str, port: int | None) -> bool:
    origins = {(url.host, url.port) for url in map(httpx.URL, settings.LOOPBACK_ORIGINS)}
    return (is_loopback(host) or host == "localhost") and (host, port) in origins
