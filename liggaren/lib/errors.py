"""The one kind of error that is shown to people."""

from __future__ import annotations


class Refusal(Exception):
    """A no that a person may read. `message` is Swedish and says what to do; `code` is for programs.

    Subclasses may set `code` as a class attribute and give only the message.
    """

    code = "refused"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
