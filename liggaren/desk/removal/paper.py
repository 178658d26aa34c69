"""What the decision page shows beside the form: the evidence as it is now, the thing itself, what has
changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.capture import queries as capture
from liggaren.capture import services as capturing
from liggaren.capture.models import Item, Version
from liggaren.desk.find.diffing import Piece, compare
from liggaren.desk.find.story import web_link
from liggaren.ledger import queries as ledger
from liggaren.lib.errors import Refusal
from liggaren.moderation.judging import Choice
from liggaren.moderation.masking import Sight
from liggaren.moderation.models import Removal
from liggaren.moderation.removing import ways
from liggaren.moderation.sentences import the_kind
from liggaren.register import media
from liggaren.register.models import Account


@dataclass(frozen=True)
class Evidence:
    """Whether the item is sealed and readable at this moment, proved by reading it back."""

    ok: bool
    why_not: str
    index: int | None
    sealed_at: datetime | None
    checked_at: datetime | None
    digest: str
    versions: int
    around: int


@dataclass(frozen=True)
class Paper:
    """Everything of the decision page but the form."""

    item: Item
    version: Version
    account: Account
    removal: Removal
    place: str
    the_thing: str
    evidence: Evidence
    ways: tuple[Choice, ...]
    changed: tuple[Piece, ...]
    link: str

    @property
    def checked(self) -> object:
        """The oldest date among the known ways: so old the least certain of them is."""
        return min((way.checked for way in self.ways if way.checked), default=None)


def lay_out(
    item: Item, account: Account, removal: Removal, sight: Sight, read: Version | None = None
) -> Paper:
    """Read and verify. `read` is the version the person last saw; what differs from it is shown.

    What the person has not opened is covered, but only after the bytes have been read back.
    """
    version, before = item.latest, read or removal.version
    assert version is not None
    proof = evidence(item, version)
    sight.cover(item)
    sight.cover_version(before, closed=item.is_closed)
    return Paper(
        item=item, version=version, account=account, removal=removal,
        place=media.get(account.platform).name, the_thing=the_kind(item.kind),
        evidence=proof,
        ways=ways(account, version), link=web_link(version.address),
        changed=compare(before.text, version.text) if before.pk != version.pk else (),
    )  # fmt: skip


def evidence(item: Item, version: Version) -> Evidence:
    """Verify the version now: read its bytes back, hold them against the log, have a checkpoint cover it."""
    why_not, checked_at = "", None
    try:
        checked_at = capturing.verify(item, version).made_at
    except Refusal as refusal:
        why_not = refusal.message
    seal = ledger.seal(version.entry_id)
    return Evidence(
        ok=not why_not, why_not=why_not, index=seal.index if seal else None,
        sealed_at=seal.sealed_at if seal else None, checked_at=checked_at,
        digest=ledger.record(version.entry_id).digests.get("slice", ""),
        versions=item.versions.count(), around=len(capture.context(item)),
    )  # fmt: skip
