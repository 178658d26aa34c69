"""How the tests of fault points die, wait and judge: by the playground's own journal of requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from liggaren.actions import services
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item, ItemState
from liggaren.ledger import queries as ledger
from liggaren.ledger.models import Checkpoint
from liggaren.lib import clock


class Died(BaseException):
    """The process is gone: nothing after this place runs."""


def dies_at(place: str) -> Callable[[str], None]:
    def hook(name: str) -> None:
        if name == place:
            raise Died(name)

    return hook


def later(hours: float = 1) -> None:
    """Time goes, and the sweep comes."""
    with clock.frozen(clock.now() + timedelta(hours=hours)):
        services.sweep()


def settle(row: Outbox) -> Outbox:
    """Sweep until nothing more happens."""
    for hours in (1, 3, 6, 12):
        later(hours)
    row.refresh_from_db()
    return row


def judged(world: World, item: Item) -> int:
    """How many removals of the item reached the platform: each sealed before it came, none done twice."""
    lines = world.acts(item)
    for line in lines:
        row = Outbox.objects.select_related("verification", "version").get(key=line.key)
        assert row.verification is not None and row.version is not None
        # The database's own clock stamped the verification when a stored checkpoint already covered the leaf.
        assert row.verification.made_at <= datetime.fromisoformat(line.at)
        seal = ledger.seal(row.version.entry_id)
        assert seal is not None
        assert Checkpoint.objects.get(pk=row.verification.checkpoint_id).size > seal.index
    assert len({line.key for line in lines}) == len(lines), "a request was sent twice"
    assert sum(line.performed for line in lines) <= 1, "a removal was done twice"
    return len(lines)


def done(row: Outbox) -> None:
    assert settle(row).state == OutboxState.CONFIRMED
    assert row.item is not None
    row.item.refresh_from_db()
    assert row.item.state == ItemState.DELETED or row.item.is_hidden
