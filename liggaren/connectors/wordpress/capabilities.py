"""What can be done in a WordPress blog, with an editor's application password."""

from __future__ import annotations

from datetime import date

from liggaren.connectors.base import Act, Capability

SOURCE = "developer.wordpress.org/rest-api/reference/comments, prövat mot WordPress 6.1.9"
CHECKED = date(2026, 11, 24)
# act -> (reversible, note)
NOTES: dict[Act, tuple[bool, str]] = {
    Act.PUBLISH: (True, "Inlägget syns genast på bloggen. Första raden blir rubrik."),
    Act.REPLY: (True, "Svaret syns genast under kommentaren, med kontots namn."),
    Act.HIDE: (
        True,
        "Kommentaren läggs bland dem som väntar på godkännande och syns inte för någon besökare.",
    ),
    Act.UNHIDE: (True, "Kommentaren godkänns och syns för alla igen."),
    Act.DELETE: (
        True,
        "Läggs i bloggens papperskorg, som töms efter 30 dagar. Svar under den byter plats då.",
    ),
    Act.REJECT: (True, "En kommentar som väntar på godkännande läggs i papperskorgen utan att ha synts."),
}


def capabilities() -> tuple[Capability, ...]:
    """One row per act; all are possible."""
    return tuple(
        Capability(act=act, possible=True, reversible=back, note=note, source=SOURCE, checked=CHECKED)
        for act, (back, note) in NOTES.items()
    )
