"""An earlier emergency's free words do not outlive what was destroyed; its names and time do (design 3.8)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections, transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.ledger.models import Record
from liggaren.moderation import purging
from liggaren.moderation.factories import incoming, plant

pytestmark = pytest.mark.clause("C6.5")
ORDER = {
    "description": "En bild av ett övergrepp.", "reason": "Får inte innehas.",
    "police_number": "", "removes": True,
}  # fmt: skip


def test_the_reason_of_an_earlier_emergency_is_emptied_and_nothing_else_of_its_row(world: World) -> None:
    plant()
    cast = world.cast
    item = incoming(world, "Jag vet var du bor.")
    row = actions.declare_emergency(
        item=item, one=cast.anna, two=cast.second, reason="KANARIE: bilden visar ett barn."
    )
    row.refresh_from_db()  # the database says when
    made_at = row.made_at
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.empty_emergencies(item=item)  # nothing is purged yet
    order = purging.order_purge(item=item, by=cast.anna, **ORDER)
    purging.confirm_purge(order=order, by=cast.second)
    row.refresh_from_db()
    assert "KANARIE" not in row.reason and row.reason.strip()
    assert (row.one, row.two, row.made_at) == (cast.anna, cast.second, made_at)
    kept = Record.objects.filter(kind="emergency.declared", salt__isnull=False)
    assert "KANARIE" not in str([one.facts for one in kept])
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(reason="Något annat.")
    with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError):  # not even the owner
        cursor.execute("UPDATE actions_emergency SET reason = 'Något annat.'")
    connections["owner"].close()
