"""Guarded outgoing HTTP: public addresses only, resolved once and pinned, with limits on size and time."""

from liggaren.lib.http.client import Answer, GuardedClient
from liggaren.lib.http.errors import ForbiddenAddress, GuardError, Interrupted, NotSent, TooLarge
from liggaren.lib.http.proxy import CheckingProxy

__all__ = [
    "Answer",
    "CheckingProxy",
    "ForbiddenAddress",
    "GuardError",
    "GuardedClient",
    "Interrupted",
    "NotSent",
    "TooLarge",
]
