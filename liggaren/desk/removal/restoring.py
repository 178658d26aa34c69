"""A decision whose item is shown again, or is about to be, in words (C6.1)."""

from __future__ import annotations

from liggaren.actions.states import OutboxState
from liggaren.desk.removal.told import Told, place_of
from liggaren.lib.state_words import word
from liggaren.moderation.models import Removal, Reversal
from liggaren.moderation.sentences import the_kind
from liggaren.moderation.states import ReversalState


def tell(removal: Removal, reversal: Reversal | None) -> Told | None:
    """The page's words while a reversal is under way or done; None where the decision itself stands."""
    if reversal is None:
        return None
    the_thing, place = the_kind(removal.item.kind), place_of(removal)
    if reversal.state == ReversalState.DONE:
        return Told(
            f"{the_thing.capitalize()} visas igen på {place}",
            f"Vi slog upp det hos {place} efteråt. Hur det ser ut nu är säkrat.",
            f"{reversal.decided_by.name} beslutade att visa igen: {reversal.reason}",
            "", "reply", word("removal", "restored"), "done",
        )  # fmt: skip
    if reversal.state == ReversalState.NOT_DONE:
        return None
    act = reversal.outbox
    if act is not None and act.state == OutboxState.UNKNOWN:
        lead = f"{place} har inte gett något säkert svar. Vi slår upp det tills vi vet."
        return Told(
            f"Vi vet inte ännu om {the_thing} visas igen", lead, "", "amber", "ask",
            word("removal", "unknown"), "unsure", True,
        )  # fmt: skip
    return Told(
        f"Vi ber {place} visa {the_thing} igen", "Sedan slår vi upp hur det ser ut.", "", "blue", "wait",
        word("removal", "sent"), "now", True,
    )  # fmt: skip


def not_done(reversal: Reversal | None) -> bool:
    """Whether the newest wish to show it again came to nothing."""
    return reversal is not None and reversal.state == ReversalState.NOT_DONE
