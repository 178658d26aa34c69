"""The numbered steps of a removal done in the platform's own app (C6.13, design 3.10)."""

from __future__ import annotations

from liggaren.moderation.sentences import a_kind, the_kind


def steps(*, kind: str, sender: str, place: str, account: str) -> tuple[str, ...]:
    """What to do, in order; the page puts the address and the confirmation beside them."""
    thing, one = the_kind(kind), a_kind(kind)
    whose = f" från {sender}" if sender else ""
    return (
        f"Logga in på {place} som {account}, med din arbetsprofil.",
        f"Öppna {thing} med länken nedan.",
        f"Se efter att det är rätt {one}{whose}, med samma text som nedan.",
        f"Ta bort eller dölj {thing} i menyn intill.",
        f"Ladda om sidan på {place} och se att {thing} är borta.",
        "Kom tillbaka hit och tala om att det är gjort. Då slår vi upp om det stämmer.",
    )
