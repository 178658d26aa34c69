"""Taking the evidence file of an item: it shows all, so it counts as opening (design 3.12, 3.14; G5.6)."""

from __future__ import annotations

from django.db import transaction

from liggaren.capture import queries as capture
from liggaren.capture.models import Item
from liggaren.ledger import services as ledger
from liggaren.moderation.errors import NotYours
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import Removal
from liggaren.moderation.opening import open_masked
from liggaren.people.models import User


def is_covered(item: Item, user: User) -> bool:
    """Whether something of the item is closed or masked for the person as they read it now."""
    sight = sight_of(user, [item])
    return sight.is_closed(item) or any(sight.hidden(version) for version in item.versions.all())


@transaction.atomic
def take(*, item: Item, subject: Item | Removal, by: User) -> int:
    """Enter that the person takes the file, and opens what was covered; the caller sends the bytes only once
    this is committed. The entry's id.

    Raises NotYours for whoever may not read the item.
    """
    if not capture.may_read(by, item):
        raise NotYours
    covered = is_covered(item, by)
    if covered:
        open_masked(item=item, by=by)
    kind = "removal" if isinstance(subject, Removal) else "item"
    return ledger.append(
        kind="evidence.taken", actor=by.actor, obj=f"item:{item.pk}",
        facts={"of": f"{kind}:{subject.pk}", "visibility": item.visibility, "covered": covered},
    )  # fmt: skip
