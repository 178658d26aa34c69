"""Guarded outgoing HTTP: public addresses only, resolved once and pinned, with limits on size and time."""

from liggaren.lib.http.client import Answer, GuardedClient
from liggaren.lib.http.errors import ForbiddenAddress, GuardError, Interrupted, NotSent, TooLarge

__all__ = ["Answer", "ForbiddenAddress", "GuardError", "GuardedClient", "Interrupted", "NotSent", "TooLarge"]
