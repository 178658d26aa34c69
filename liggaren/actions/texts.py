"""Pure deciders on a text before it is sent: the platform's limit and who it is from (C3.1, C4.1)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

DEFAULT_LIMIT = 8_000


@dataclass(frozen=True)
class TextVerdict:
    """What was found. `problems` are for people; `length` counts characters as platforms do (code points,
    NFC).
    """

    length: int
    limit: int
    is_signed: bool
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def judge_text(text: str, *, signature: str, limit: int = DEFAULT_LIMIT) -> TextVerdict:
    """Whether a text may go out under an account. An account without a signature asks for none."""
    length = measure(text)
    is_signed = has_signature(text, signature)
    problems = []
    if not text.strip():
        problems.append("Skriv ett svar")
    if length > limit:
        problems.append(f"Texten är {length - limit} tecken för lång. Korta den till högst {limit} tecken")
    if signature and text.strip() and not is_signed:
        problems.append(f"Avsluta med vem du är: {signature}")
    return TextVerdict(length, limit, is_signed, tuple(problems))


def measure(text: str) -> int:
    """The length that counts against a limit."""
    return len(unicodedata.normalize("NFC", text.strip()))


def has_signature(text: str, signature: str) -> bool:
    """Whether the text ends with the account's signature, whatever the spacing and case."""
    return bool(signature.strip()) and _plain(text).endswith(_plain(signature))


def signed(text: str, signature: str) -> str:
    """The text with its signature last, added only where it is missing."""
    if not signature.strip() or has_signature(text, signature):
        return text.strip()
    return f"{text.strip()}\n\n{signature.strip()}".strip()


def unsigned(text: str, signature: str) -> str:
    """The text as it was written, without the signature that `signed` set last."""
    end = f"\n\n{signature.strip()}"
    return text.removesuffix(end) if signature.strip() else text


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
