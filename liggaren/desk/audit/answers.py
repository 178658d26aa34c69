"""One question and its answer: a sentence with a figure that opens what it counts, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How an answer stands: "" when all is in order, amber for what someone should read, red for what
    must not be; always with a word and an icon.
    """

    tone: str
    word: str
    mark: str


IN_ORDER = Look("", "I ordning", "check")


@dataclass(frozen=True)
class Answer:
    """`head`, `figure` (a link where `href` is given) and `tail` make the sentence; `more` are lines."""

    question: str
    head: str
    figure: str
    tail: str
    href: str = ""
    look: Look = IN_ORDER
    more: tuple[tuple[str, str], ...] = ()  # words and address

    @property
    def deviates(self) -> bool:
        """Whether a person should read on."""
        return self.look.tone in ("amber", "red")


@dataclass(frozen=True)
class Part:
    """Answers under one heading."""

    title: str
    ident: str
    answers: tuple[Answer, ...]


def amber(word: str = "Läs") -> Look:
    """How an answer looks that someone should read."""
    return Look("amber", word, "warn")


def red(word: str) -> Look:
    """How an answer looks that must not be."""
    return Look("red", word, "late")


def plain(word: str = "Inget att svara på") -> Look:
    """How an answer looks that is neither in order nor not."""
    return Look("", word, "info")


NOT_BUILT = (
    "Har kontona bevakats de tider som planen säger?",
    "Har allt som gallrats stöd i ett beslut?",
    "Har riktlinjen prövats det senaste året?",
)
