"""Ways a page can misbehave on purpose, so that every outcome can be reached."""

from __future__ import annotations

from liggaren.playground.errors import ApiError
from liggaren.playground.store import Store

# name -> (Swedish label, what it does, value when switched on without one)
SWITCHES: dict[str, tuple[str, str, str]] = {
    "slow": ("Långsam", "Varje svar från API:et dröjer tre sekunder.", "3"),
    "down": ("Nere", "API:et svarar 503 på allt.", "on"),
    "silent": ("Tyst efter lyckat", "Det som begärs görs, men svaret kommer aldrig.", "drop"),
    "error_after": ("Fel efter lyckat", "Det som begärs görs, men svaret är 500.", "on"),
    "reset": ("Bryter förbindelsen", "Förbindelsen bryts innan något görs.", "on"),
    "half": ("Halvt svar", "Hälften av svaret skickas, sedan bryts förbindelsen.", "on"),
    "limited": ("För många anrop", "API:et svarar 429 och ber om sju sekunders väntan.", "7"),
    "refuse": ("Nekar", "Allt som ändrar något nekas med ett tydligt svar.", "on"),
    "pretends": ("Låtsas", "API:et svarar att allt gick bra, men inget görs.", "on"),
    "forbidden": ("Ingen behörighet", "Uppslag av enskilda inlägg svarar 403.", "on"),
}


def switches(store: Store, page_id: str) -> dict[str, str]:
    """The switches that are on for the page, with their values."""
    rows = store.rows("SELECT name, value FROM switch WHERE page_id = ?", page_id)
    return {row["name"]: row["value"] for row in rows}


def set_switch(store: Store, page_id: str, name: str, value: str | None = "") -> None:
    """Switch on ("" is the usual value) or, with None, off. Raises 422 for an unknown name.

    `slow` and `limited` take seconds; `silent` takes `drop` (connection broken) or `hang` (no answer ever).
    """
    if name not in SWITCHES:
        raise ApiError(422, "unknown_switch", f"Known switches: {', '.join(SWITCHES)}.")
    value = value if value is None else _checked(name, value or SWITCHES[name][2])
    with store.writing() as write:
        if value is None:
            write.execute("DELETE FROM switch WHERE page_id = ? AND name = ?", (page_id, name))
        else:
            write.execute("INSERT OR REPLACE INTO switch VALUES (?, ?, ?)", (page_id, name, value))


def clear_switches(store: Store, page_id: str) -> None:
    """All switches off."""
    with store.writing() as write:
        write.execute("DELETE FROM switch WHERE page_id = ?", (page_id,))


def _checked(name: str, value: str) -> str:
    if name in ("slow", "limited"):
        try:
            if not 0 <= float(value) <= 600:
                raise ValueError(value)
        except ValueError:
            raise ApiError(422, "bad_switch_value", "Seconds, 0 to 600.") from None
    if name == "silent" and value not in ("drop", "hang"):
        raise ApiError(422, "bad_switch_value", "drop or hang.")
    return value
