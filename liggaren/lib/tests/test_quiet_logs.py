"""A log line tells what was refused and where, and none of the words that a database quotes."""

from __future__ import annotations

import logging
import sys

import pytest

from liggaren.lib.quiet_logs import QuietFormatter, quiet

ROW = 'DETAIL:  Failing row contains (7, Kalle Exempel\n  har epilepsi, "x\nidiot").'


def record(error: Exception, message: str = "Internal Server Error: /inkorg/") -> logging.LogRecord:
    try:
        raise error
    except type(error):
        return logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, (), sys.exc_info())


@pytest.mark.parametrize("before", ["", 'CONTEXT:  SQL function "x" (Kalle)\n'])
@pytest.mark.parametrize("after", ["", "\nCONTEXT:  COPY capture_version, line 1: Kalle"])
def test_the_refused_row_is_left_out_of_an_exceptions_text(before: str, after: str) -> None:
    error = ValueError(f'null value in column "text" violates not-null constraint\n{before}{ROW}{after}')
    said = QuietFormatter().format(record(error))
    assert (
        "violates not-null constraint" in said and "Internal Server Error" in said and "raise error" in said
    )
    for word in ("Kalle", "epilepsi", "idiot"):
        assert word not in said


def test_every_exception_of_a_chain_is_quiet_and_its_lines_of_code_stay() -> None:
    try:
        try:
            raise ValueError(f"first\n{ROW}")
        except ValueError as error:
            raise RuntimeError(f"second\n{ROW}") from error
    except RuntimeError as error:
        said = QuietFormatter().format(record(error))
    assert "first" in said and "second" in said and said.count('File "') >= 3
    assert "Kalle" not in said and "idiot" not in said


def test_a_piece_of_the_statement_is_left_out() -> None:
    said = quiet(
        "syntax error at or near \"har\"\nLINE 1: SELECT 'Kalle' har epilepsi\n                       ^\nend"
    )
    assert "Kalle" not in said and "syntax error" in said and said.endswith("end")


@pytest.mark.parametrize("text", ["", "Sent 3 mails.", "CONTEXT is a word", "a\nb\nc", "In DETAIL nothing"])
def test_other_text_is_as_it_was(text: str) -> None:
    assert quiet(text) == text
