"""The command line's own words in Swedish: argparse has only English ones of its own."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from liggaren.config.cli import exits

HEADINGS = (
    ("usage: ", "Så här: "),
    ("positional arguments:", "argument:"),
    ("options:", "val:"),
    ("show this help message and exit", "visa den här hjälpen"),
)
FAULTS = (
    (r"the following arguments are required: (.*)", r"Det här saknas: \1."),
    (r"argument (\S+): invalid choice: '(.*?)' \(choose from (.*)\)", r"”\2” finns inte. Välj mellan \3."),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 ska vara ett tal, inte ”\2”."),
    (r"argument (\S+): expected one argument", r"\1 behöver ett värde."),
    (r"argument (\S+): expected at least one argument", r"\1 behöver minst ett värde."),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 tar inget värde."),
    (r"unrecognized arguments: (.*)", r"Det här känns inte igen: \1."),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 kan betyda flera: \2."),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that helps and refuses in Swedish, with exit code 2."""

    def format_help(self) -> str:
        return _translated(super().format_help())

    def format_usage(self) -> str:
        return _translated(super().format_usage())

    def error(self, message: str) -> NoReturn:
        words = next(
            (re.sub(pattern, said, message) for pattern, said in FAULTS if re.fullmatch(pattern, message)),
            f"Kommandot gick inte att förstå ({message}).",
        )
        self.exit(exits.USAGE, f"{words}\n{self.format_usage()}Hjälp: {self.prog} --help\n")


def _translated(text: str) -> str:
    for english, swedish in HEADINGS:
        text = text.replace(english, swedish)
    return text
