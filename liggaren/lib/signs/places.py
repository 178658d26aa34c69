"""Where people are found: e-mail, street address, property (Lantmäteriet), registration plate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from liggaren.lib.signs.finding import Confidence, Finding, Kind

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?P<domain>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_STREET = re.compile(
    r"(?<!\w)(?:[A-ZÅÄÖ][\w:é-]{0,30} ){0,2}(?:[A-ZÅÄÖ][a-zåäöé]{1,30}|[A-ZÅÄÖ][a-zåäöé]{1,20} )"
    r"(?:gatan|vägen|stigen|gränden?|torget|allén|backen|liden|gången|platsen|slingan|ringen|leden)"
    r" \d{1,4}(?: ?[A-Ha-h](?!\w))?(?!\w)"
)
_LIVES = re.compile(
    r"\b(?:bor|bo|bodde|hemma|hem|adress(?:en)?|granne|grannar|hittar|flyttat)\b", re.IGNORECASE
)
_PROPERTY = re.compile(
    r"(?<![\w:])(?P<name>[A-ZÅÄÖ][a-zåäö]{1,30}(?:[ -][A-ZÅÄÖ]?[a-zåäö]{1,30}){0,3}) "
    r"(?P<number>\d{1,4}:\d{1,4})(?![\d:])"
)
_NOT_PROPERTY = frozenset(
    ("kl", "klockan", "vann", "förlorade", "slog", "ledde", "mot", "med", "till", "från", "efter", "slutade",
     "blev", "vid")
)  # fmt: skip
_LAND = re.compile(r"\b(?:fastighet\w*|tomt\w*|mark\w*|gård\w*|huset|lagfart)\b", re.IGNORECASE)
_PLATE = re.compile(r"(?<![\w-])[A-HJ-PR-UW-Z]{3}[ -]?\d{2}[0-9A-HJ-NPR-UW-Z](?![\w-])")
_VEHICLE = re.compile(
    r"\b(?:bil(?:en|ar|arna|ist\w*)?|reg(?:\.|nr|istrering\w*)|nummerskylt\w*|skylt\w*|mc|moped\w*|epa\w*|lastbil\w*"
    r"|buss(?:en)?|fordon\w*|släp\w*|parkera\w*|parkering\w*|körde?r?|kör|volvo|saab|volkswagen|toyota)(?!\w)",
    re.IGNORECASE,
)
NEAR = 60  # signs on each side where a word counts as standing beside


def emails(text: str, own: Sequence[str] = ()) -> Iterator[Finding]:
    """E-mail addresses but those of `own` domains and what lies under them."""
    for found in _EMAIL.finditer(text):
        if not _is_own(found["domain"].lower(), own):
            reason = "E-postadress, och inte en av kommunens."
            yield Finding(Kind.EMAIL, found.start(), found.end(), "epost-1", Confidence.HIGH, reason)


def _is_own(domain: str, own: Sequence[str]) -> bool:
    return any(domain == one or domain.endswith(f".{one}") for one in own if one)


def streets(text: str) -> Iterator[Finding]:
    """Street and house number. High only beside a word that says someone lives there."""
    for found in _STREET.finditer(text):
        lives = _near(_LIVES, text, found)
        reason = "Gata med husnummer, intill ord om att någon bor där." if lives else "Gata med husnummer."
        sure = Confidence.HIGH if lives else Confidence.MEDIUM
        yield Finding(
            Kind.STREET, found.start(), found.end(), "adress-2" if lives else "adress-1", sure, reason
        )


def properties(text: str) -> Iterator[Finding]:
    """A property's designation. Times of day and results of games have the same form and are left out."""
    for found in _PROPERTY.finditer(text):
        names = re.split("[ -]", found["name"])
        if names[-1].lower() in _NOT_PROPERTY or names[-1][0].islower():
            continue
        land = _near(_LAND, text, found)
        sure = Confidence.MEDIUM if land or len(names) > 1 else Confidence.LOW
        reason = "Namn med nummer på båda sidor om kolon, som en fastighet skrivs."
        yield Finding(Kind.PROPERTY, found.start(), found.end(), "fastighet-1", sure, reason)


def plates(text: str) -> Iterator[Finding]:
    """A registration plate. Without a word about vehicles beside it is most often something else: low."""
    for found in _PLATE.finditer(text):
        vehicle = _near(_VEHICLE, text, found)
        sure = Confidence.HIGH if vehicle else Confidence.LOW
        reason = (
            "Form som på en nummerskylt, intill ord om fordon." if vehicle else "Form som på en nummerskylt."
        )
        yield Finding(Kind.PLATE, found.start(), found.end(), "regnr-1", sure, reason)


def _near(words: re.Pattern[str], text: str, found: re.Match[str]) -> bool:
    before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
    return bool(words.search(before) or words.search(after))
