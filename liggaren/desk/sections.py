"""The top bar: which sections a role has, in order; one appears when its first screen exists (ui.md §2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, resolve

START = ("Start", "/start/")
INBOX = ("Inkorg", "/inkorg/")
ACCOUNTS = ("Konton", "/konton/")
PLANS = ("Planer", "/planer/")
APPROVE = ("Godkänna", "/godkann/")
CASES = ("Ärenden", "/arenden/")
ARCHIVE = ("Arkiv", "/arkiv/")
SEARCH = ("Sök", "/sok/")
LEDGER = ("Liggaren", "/liggare/")
GUIDELINE = ("Riktlinje", "/riktlinje/")

SECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "communicator": (START, INBOX, ("Publicera", "/publicera/"), ACCOUNTS, PLANS, CASES, ARCHIVE),
    "unit_manager": (START, APPROVE, ACCOUNTS, ("Uppföljning", "/uppfoljning/"), CASES),
    "director": (START, APPROVE, ACCOUNTS, ("Uppföljning", "/uppfoljning/"), CASES),
    "information": (START, INBOX, ACCOUNTS, PLANS, ("Förvar", "/forvar/"), ARCHIVE, GUIDELINE),
    "registrar": (
        START, ("Att diarieföra", "/att-diariefora/"), ("Begäran om handling", "/begaran/"), SEARCH,
    ),
    "archivist": (
        START, ("Leveranser", "/arkiv/"), ("Gallring", "/gallring/"), ("Register", "/register/"), SEARCH,
    ),
    "auditor": (("Granskning", "/granskning/"), LEDGER, ACCOUNTS, SEARCH),
    "protection_officer": (("Granskning", "/granskning/"), LEDGER, ACCOUNTS, SEARCH),
    "secretary": (START, GUIDELINE, ("Rapporter", "/rapporter/")),
    "system": (START, ACCOUNTS, LEDGER),
}  # fmt: skip
READ_ONLY = frozenset({"auditor", "protection_officer"})
MOST = 7


@dataclass(frozen=True)
class Section:
    """One place in the top bar; `count` is what waits there for this person, 0 shows nothing."""

    title: str
    href: str
    here: bool
    count: int


@cache
def exists(address: str) -> bool:
    """Whether the address has a screen in this installation."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def places(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Titles and addresses for someone with these kinds of role: the first kind's order, then the rest."""
    held = set(kinds)
    found: dict[str, str] = {}
    for kind in SECTIONS:
        if kind in held:
            for title, address in SECTIONS[kind]:
                if exists(address) and address not in found:
                    found[address] = title
    return [(title, address) for address, title in found.items()][:MOST]
