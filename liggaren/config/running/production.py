"""The two ways of running: the demonstration on loopback, and production with its demands."""

from __future__ import annotations

import os
from dataclasses import dataclass

from liggaren.config.running.refusal import CannotRun

# Ports that browsers refuse whatever answers there (the Fetch standard's list of bad ports).
BLOCKED = frozenset(
    (
        1,
        7,
        9,
        11,
        13,
        15,
        17,
        19,
        20,
        21,
        22,
        23,
        25,
        37,
        42,
        43,
        53,
        69,
        77,
        79,
        87,
        95,
        101,
        102,
        103,
        104,
        109,
    )
    + (
        110,
        111,
        113,
        115,
        117,
        119,
        123,
        135,
        137,
        139,
        143,
        161,
        179,
        389,
        427,
        465,
        512,
        513,
        514,
        515,
        526,
    )
    + (
        530,
        531,
        532,
        540,
        548,
        554,
        556,
        563,
        587,
        601,
        636,
        989,
        990,
        993,
        995,
        1719,
        1720,
        1723,
        2049,
        3659,
    )
    + (4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080)
)


@dataclass(frozen=True)
class Way:
    """Where the web server listens, the address that people use, and which way this is."""

    host: str
    port: int
    address: str
    production: bool


def _port(port: int | None) -> int:
    word = os.environ.get("PORT", "").strip() or "8400"
    if port is None and not word.isdecimal():
        raise CannotRun(f"PORT ska vara ett tal, inte ”{word}”.")
    chosen = int(word) if port is None else port
    if not 0 < chosen < 65_536:
        raise CannotRun(f"PORT ska vara mellan 1 och 65535, inte {chosen}.")
    if chosen in BLOCKED:
        raise CannotRun(f"Webbläsare vägrar öppna port {chosen}. Välj en annan, till exempel 8400.")
    return chosen


def demonstration_way(port: int | None) -> Way:
    """Loopback only, at `localhost`, where browsers allow passkeys without a certificate."""
    chosen = _port(port)
    return Way("127.0.0.1", chosen, f"http://localhost:{chosen}", production=False)


def way(port: int | None) -> Way:
    """Production. Raises CannotRun with every demand that is not met, all at once."""
    if problems := list(_problems()):
        raise CannotRun("Skarp drift startar inte:\n" + "\n".join(f"  – {line}" for line in problems))
    host = os.environ.get("LIGGAREN_BIND", "127.0.0.1")
    return Way(host, _port(port), os.environ["LIGGAREN_BASE_URL"].rstrip("/"), production=True)


def _problems() -> list[str]:
    found = []
    if not os.environ.get("LIGGAREN_HOSTS"):
        found.append("LIGGAREN_HOSTS saknas: de värdnamn som webbservern svarar på, med komma emellan.")
    if not os.environ.get("LIGGAREN_BASE_URL", "").startswith("https://"):
        found.append("LIGGAREN_BASE_URL saknas eller börjar inte med https://")
    if os.environ.get("LIGGAREN_LOOPBACK_ORIGINS"):
        found.append("LIGGAREN_LOOPBACK_ORIGINS är satt: den finns bara för demonstration och prov.")
    if os.environ.get("LIGGAREN_DEMO", "0") not in {"0", "false", "no"}:
        found.append("LIGGAREN_DEMO är satt: demoläget släpper in utan lösenord.")
    if not os.environ.get("LIGGAREN_EMAIL_BACKEND"):
        found.append("LIGGAREN_EMAIL_BACKEND saknas: annars skrivs all post till en fil.")
    if os.geteuid() == 0:
        found.append("du är root: skapa en egen systemanvändare (docs/operations.md visar hur).")
    return found
