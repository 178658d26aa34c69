"""Log lines without the words of people: what a database quotes in an error is left out (design 3.14).

PostgreSQL tells in DETAIL which row it refused, with every value, and in LINE a piece of the statement. Both
reach the log by the exception's own text. What is left says what was refused, and where in the code.
"""

from __future__ import annotations

import logging
import re

LEFT_OUT = "DETAIL: utelämnad"
_ENDS = (
    r"(?=^(?:HINT|CONTEXT|QUERY|STATEMENT):|^Traceback |^During handling|^The above exception|^  File |\Z)"
)
_DETAIL = re.compile(rf"^(\s*\|?\s*)(?:DETAIL|CONTEXT|QUERY|STATEMENT):.*?{_ENDS}", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^LINE \d+:.*?^\s*\^\s*$\n?", re.MULTILINE | re.DOTALL)


def quiet(text: str) -> str:
    """The text without what a database has quoted; other text is as it was."""
    if "DETAIL:" not in text and "LINE " not in text and "CONTEXT:" not in text:
        return text
    return _DETAIL.sub(rf"\1{LEFT_OUT}\n", _LINE.sub("", text)).rstrip("\n")


class QuietFormatter(logging.Formatter):
    """The ordinary format, quoted rows left out: of the message, of every exception in the chain."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as it is written."""
        return quiet(super().format(record))
