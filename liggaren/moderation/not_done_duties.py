"""A decision whose act was not carried out is somebody's to go on with: a duty until there is a new decision,
the item is handled, or it is away (design 1.5, 3.10).
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from liggaren.duties import services as duties
from liggaren.lib import clock
from liggaren.moderation.models import Removal
from liggaren.people.models import RoleKind, User

GO_ON_WITHIN = timedelta(hours=3)


def ask(removal: Removal) -> None:
    """Open the decider's duty to order it again or choose another way."""
    duties.open_duty(
        kind="removal.not_done", key=f"{_about(removal.item_id)}{removal.pk}",
        title="Gå vidare med ett beslut som inte blev utfört", link=f"/beslut/{removal.pk}/",
        owner=removal.decided_by, owner_role="" if removal.decided_by else RoleKind.INFORMATION,
        unit=removal.account.unit, due_at=clock.now() + GO_ON_WITHIN,
    )  # fmt: skip


def answered(item_id: uuid.UUID, outcome: str, *, by: User | None) -> int:
    """Close what was asked about the item. How many duties."""
    return duties.close_about(_about(item_id), outcome, by=by)


def _about(item_id: uuid.UUID) -> str:
    return f"removal.not_done:{item_id}:"
