"""Pure deciders about accounts: which e-mail address will do, and what an adopted account still lacks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

LEAST_ADMINISTRATORS = 2
# Words that make a dotted address one of a function: media, and what a desk is usually called.
FUNCTION_WORDS = """
facebook fb instagram insta youtube yt bluesky bsky mastodon linkedin twitter x flickr tiktok blogg blog
podd konto socialamedier sociala medier some info information kontakt kommunikation press reception
receptionen kundtjanst kontaktcenter medborgarkontor kansli kansliet registrator diarium webb webmaster
redaktion redaktionen funktion bibliotek biblioteket badhus badhuset museum museet skola skolan
kulturskola kulturskolan fritid fritidsgard fritidsgarden arkiv arkivet jobb jobba trafik gata park vatten
avfall miljo bygg kommun kommunen namnd forvaltning forvaltningen enhet enheten avdelning avdelningen
grupp team noreply
"""
FUNCTIONS = frozenset(FUNCTION_WORDS.split())


@dataclass(frozen=True)
class Lack:
    """One thing an adopted account lacks before it is in order."""

    code: str
    title: str
    days: int  # time to mend it


def looks_personal(
    email: str, *, domains: Collection[str], known: Collection[str] = (), own_words: Iterable[str] = ()
) -> bool:
    """Whether an address is a person's own at the municipality (C2.3).

    It is when it belongs to a known person, or reads first.last at one of the municipality's `domains` with
    no part
    that names a function or one of `own_words` (names of units, of the account).
    """
    address = email.strip().casefold()
    local, _, domain = address.rpartition("@")
    if address in {other.strip().casefold() for other in known}:
        return True
    if not any(domain == own or domain.endswith(f".{own}") for own in map(str.casefold, domains)):
        return False
    parts = plain(local.split("+")[0]).split(".")
    names = len(parts) in {2, 3} and all(re.fullmatch(r"[a-z]+(-[a-z]+)*", part) for part in parts)
    functional = FUNCTIONS | {word for text in own_words for word in re.findall(r"[a-z]+", plain(text))}
    return names and functional.isdisjoint(piece for part in parts for piece in (part, *part.split("-")))


def plain(text: str) -> str:
    """Lower case without accents: å and ä read a, ö reads o, as in addresses."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def lacks(
    *,
    approved: bool,
    administrators: int,
    profiles: int,
    email: str,
    deposited: bool,
    page: str,
    connected: bool,
) -> list[Lack]:
    """What an account lacks, most urgent first.

    Times are ours: a connection within a week, a plan within 90 days.
    """
    found = [
        (not connected, Lack("connection", "Anslut kontot så att allt sparas", 7)),
        (administrators < LEAST_ADMINISTRATORS, Lack("administrators", "Utse minst två administratörer", 14)),
        (not deposited, Lack("custody", "Lämna inloggningsuppgifterna i förvar", 14)),
        (not email, Lack("email", "Skaffa en egen e-postadress för kontot", 30)),
        (profiles < administrators, Lack("profiles", "Ange administratörernas arbetsprofiler", 30)),
        (not page, Lack("page", "Ange den offentliga sidan om verksamheten", 30)),
        (not approved, Lack("plan", "Skriv en aktivitetsplan och få den godkänd", 90)),
    ]
    return [lack for missing, lack in found if missing]


CODES = tuple(
    lack.code
    for lack in lacks(
        approved=False, administrators=1, profiles=0, email="", deposited=False, page="", connected=False
    )
)
