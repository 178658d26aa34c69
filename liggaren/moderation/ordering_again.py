"""A decision whose act was not carried out, made anew on the same grounds: after a look-up, never blindly
(design 3.10, C6.1).
"""

from __future__ import annotations

from liggaren.capture.models import ItemState
from liggaren.moderation.errors import NotSeen
from liggaren.moderation.judging import Decision
from liggaren.moderation.models import Removal
from liggaren.moderation.permissions import account_to_decide
from liggaren.moderation.removing import decide_now, first_was, look_again, open_removal
from liggaren.moderation.states import RemovalState
from liggaren.people.models import User

Way = Removal.Way
BY_PLATFORM = (Way.DELETE, Way.HIDE, Way.REJECT)


def may_be_ordered_again(removal: Removal) -> bool:
    """Whether the decision's act was not carried out, and is one that we ask the platform for."""
    return removal.state == RemovalState.NOT_DONE and removal.way in BY_PLATFORM


def order_again(*, removal: Removal, by: User) -> Removal:
    """Decide the same about the same version and order a new act. The item is looked up first.

    Raises NotSeen when the platform does not show it, RemovedByUs or Gone when it is away, Changed when it is
    no longer what was decided on, NotRead, NotYours, SomeoneWasFirst, Incomplete when the law or the platform
    has changed.
    """
    item = removal.item
    account_to_decide(by, item)
    if not may_be_ordered_again(removal):
        raise first_was(removal, by)
    if not look_again(item) or item.state == ItemState.UNAVAILABLE:
        raise NotSeen
    opened = open_removal(item=item, by=by)
    return decide_now(removal=opened, decision=_same(removal), version_id=removal.version_id, by=by)


def _same(removal: Removal) -> Decision:
    return Decision(
        category=removal.category, category_words=removal.category_words, basis=removal.legal_basis,
        provision=removal.provision, obvious=removal.obvious, reason=removal.reason, way=removal.way,
        police=removal.police,
    )  # fmt: skip
