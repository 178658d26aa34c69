"""The address of a list of decisions, read and written: which decisions it shows, and in which words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from liggaren.desk.audit.period import Period
from liggaren.moderation.decided import OUTCOMES, Choice
from liggaren.moderation.models import Removal

# A dimension of the report, or a column, and its name in the address.
NAMES = {
    "category": "kategori", "basis": "stod", "account": "konto", "decider": "beslutare",
    "platform": "plattform", "outcome": "utfall", "obvious": "uppenbart", "over": "over", "order": "ordning",
}  # fmt: skip
DIMENSIONS = {
    "kategori": ("category", "Kategori"),
    "stod": ("basis", "Stöd"),
    "konto": ("account", "Konto"),
    "beslutare": ("decider", "Beslutare"),
    "plattform": ("platform", "Plattform"),
    "tid": ("time", "Månad"),
}
YES = {"ja": True, "nej": False}


def choice(given: Mapping[str, str], period: Period, units: tuple[int, ...]) -> Choice:
    """The decisions that an address asks for; a word that means nothing is left out."""

    def word(name: str, known: Any = None) -> str:
        found = given.get(NAMES[name], "")[:60].replace("\0", "")
        return found if known is None or found in known else ""

    number = word("decider")
    return Choice(
        period.start, period.end, units, category=word("category"), basis=word("basis", Removal.Basis.values),
        account=_uuid(word("account")), platform=word("platform"), outcome=word("outcome", OUTCOMES),
        decider=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        obvious=YES.get(word("obvious")), over=word("over") == "1",
    )  # fmt: skip


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def address(path: str, period: Period, **narrowed: object) -> str:
    """An address of the list, for a period and any of NAMES."""
    words = {NAMES[name]: str(value) for name, value in narrowed.items() if value not in ("", None)}
    return f"{path}?{period.query}{'&' + urlencode(words) if words else ''}"
