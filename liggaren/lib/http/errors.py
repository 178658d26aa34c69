"""The four ways in which a guarded request gives no answer."""

from __future__ import annotations


class GuardError(Exception):
    """A request without an answer of use. `sent` is False only when it surely never left us."""

    sent = True


class NotSent(GuardError):
    """The request surely never left: the name had no address, no connection, or no secure connection."""

    sent = False


class ForbiddenAddress(NotSent):
    """The address is not a public http or https address. Nothing was sent to it."""


class Interrupted(GuardError):
    """Sent, wholly or in part, without a whole answer: what happened at the other end is unknown."""


class TooLarge(GuardError):
    """The answer was larger than asked for, as sent or when unpacked."""
