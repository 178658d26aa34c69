"""What actions says no to, in words for people."""

from __future__ import annotations

from liggaren.lib.errors import Refusal


class AlreadyOrdered(Refusal):
    """Another removal of the same item is under way: the first one holds."""

    def __init__(self) -> None:
        super().__init__(
            "Någon annan har redan beslutat om samma inlägg. Det beslutet gäller.", "already_ordered"
        )


class NotNow(Refusal):
    """The act has gone on to a state where this can no longer be done."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "not_now")


class StillThere(Refusal):
    """A look-up saw what a person said was gone."""

    def __init__(self) -> None:
        super().__init__(
            "Vi slog upp inlägget och det syns fortfarande. Gå igenom stegen en gång till.", "still_there"
        )
