"""What can be done on Torget, by the page's profile: full, hide or reply."""

from __future__ import annotations

from datetime import date

from liggaren.connectors.base import Act, Capability

SOURCE = "liggaren/playground/pages.py, PROFILES"
CHECKED = date(2026, 11, 24)
POWERS = {
    "full": frozenset(Act),
    "hide": frozenset({Act.PUBLISH, Act.REPLY, Act.HIDE, Act.UNHIDE}),
    "reply": frozenset({Act.PUBLISH, Act.REPLY}),
}
# act -> (reversible, note when possible, note when not)
NOTES: dict[Act, tuple[bool, str, str]] = {
    Act.PUBLISH: (
        True,
        "Inlägget syns genast för alla och kan tas bort av oss.",
        "Det går inte att publicera.",
    ),
    Act.REPLY: (True, "Svaret syns genast i tråden och kan tas bort av oss.", "Det går inte att svara."),
    Act.HIDE: (
        True,
        "Bara den som skrev ser kommentaren. Kan visas igen.",
        "Finns inte för kommentarer på den här sidan.",
    ),
    Act.UNHIDE: (True, "Kommentaren syns för alla igen.", "Finns inte för kommentarer på den här sidan."),
    Act.DELETE: (
        False,
        "Försvinner för alla. Går inte att ångra. Svar under den står kvar.",
        "Andras kommentarer kan inte tas bort på den här sidan.",
    ),
    Act.REJECT: (
        False,
        "En kommentar som väntar på godkännande släpps aldrig fram. Går inte att ångra.",
        "Kommentarer väntar inte på godkännande på den här sidan.",
    ),
}


def capabilities(profile: str) -> tuple[Capability, ...]:
    """One row per act. An unknown or empty profile is read as full."""
    powers = POWERS.get(profile, POWERS["full"])
    return tuple(_row(act, act in powers) for act in Act)


def _row(act: Act, possible: bool) -> Capability:
    reversible, can, cannot = NOTES[act]
    return Capability(
        act=act,
        possible=possible,
        reversible=possible and reversible,
        note=can if possible else cannot,
        source=SOURCE,
        checked=CHECKED,
    )
