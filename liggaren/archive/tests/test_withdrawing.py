"""A purge and the snapshots: what stands here is made anew, what is handed over is asked for, none slips
by."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from liggaren.archive import making, services
from liggaren.archive.models import Snapshot, Volume
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.moderation import purging
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import PurgeOrder
from liggaren.vault import services as vault
from liggaren.vault.models import Blob, BlobState

pytestmark = pytest.mark.clause("C6.5", "G6.1")


@pytest.fixture
def world(committed: None) -> Iterator[Any]:
    from liggaren.actions import factories
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as playground:
        registry.configure(loopback_origins=[playground.origin])
        yield factories.world(playground)
    registry.client().close()
    registry.configure()


@pytest.fixture
def item(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from liggaren.archive import validator

    unproved = validator.Validation("not_validated", reason="inte prövad")
    monkeypatch.setattr(validator, "validate_all", lambda paths, *_: [unproved for _ in paths])
    plant()
    return incoming(world, "Förbjudenbild", name="Spindelsippan")


def snapshot_of(world: Any) -> Snapshot:
    period = dates.half_year(clock.now())
    return services.make_snapshot(account=world.account, period=period, by=None)


def order_of(world: Any, item: Any) -> PurgeOrder:
    return purging.order_purge(
        item=item, description="Länk till bild", reason="Får inte innehas", police_number="", removes=False,
        by=world.cast.anna,
    )  # fmt: skip


def purge(world: Any, item: Any) -> None:
    purging.confirm_purge(order=order_of(world, item), by=world.cast.second)


def test_a_made_snapshot_loses_its_files_and_is_due_again(world: Any, item: Any) -> None:
    snapshot = snapshot_of(world)
    blobs = list(snapshot.volumes.values_list("blob_id", flat=True))
    assert blobs
    purge(world, item)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.made_at) == ("due", None) and "förstörts" in snapshot.note
    assert not Blob.objects.filter(pk__in=blobs).exclude(state=BlobState.PURGED).exists()
    again = snapshot_of(world)
    assert "Förbjudenbild" not in str(again.counts) and again.volumes.exists()


def test_a_delivered_one_is_a_duty_for_the_archivist_and_our_copy_goes(world: Any, item: Any) -> None:
    snapshot = snapshot_of(world)
    Snapshot.objects.filter(pk=snapshot.pk).update(state="delivered")
    purge(world, item)
    duty = Duty.objects.get(kind="archive.destroy_delivered")
    assert duty.link == f"/arkiv/{snapshot.pk}/" and duty.owner_role == "archivist"
    for volume in Volume.objects.filter(snapshot=snapshot):
        with pytest.raises(vault.Purged):
            vault.get(volume.blob_id)


def in_thread(act: Any) -> tuple[threading.Thread, list[BaseException]]:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, faults


def test_a_purge_while_the_pages_are_set_stops_the_making(
    world: Any, item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The maker has read the item and sets its pages in another thread, over another connection."""
    reached, go_on = threading.Event(), threading.Event()
    work = making._work

    def slow(*args: Any) -> Any:
        made = work(*args)
        reached.set()
        assert go_on.wait(30)
        return made

    monkeypatch.setattr(making, "_work", slow)
    thread, faults = in_thread(lambda: snapshot_of(world))
    assert reached.wait(60)
    purge(world, item)
    go_on.set()
    thread.join(60)
    assert len(faults) == 1 and isinstance(faults[0], services.NotMade)
    snapshot = Snapshot.objects.get()
    assert snapshot.state == "due" and not snapshot.volumes.exists()


def test_a_maker_that_finishes_during_the_purge_waits_and_finds_its_pages_stale(
    world: Any, item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The purge holds the snapshot's row and has not committed when the maker wants to finish."""
    set_, finish, purging_now = threading.Event(), threading.Event(), threading.Event()
    work = making._work

    def slow(*args: Any) -> Any:
        made = work(*args)
        set_.set()
        assert finish.wait(30)
        return made

    monkeypatch.setattr(making, "_work", slow)
    thread, faults = in_thread(lambda: snapshot_of(world))
    assert set_.wait(60)
    order = order_of(world, item)
    weed = purging.ledger.weed

    def slowly(*args: Any, **named: Any) -> int:
        purging_now.set()
        finish.set()
        thread.join(1.0)  # it must wait for us: the purge has not committed
        assert thread.is_alive()
        return weed(*args, **named)

    monkeypatch.setattr(purging.ledger, "weed", slowly)
    purging.confirm_purge(order=order, by=world.cast.second)
    thread.join(60)
    assert purging_now.is_set() and isinstance(faults[0], services.NotMade)
    assert not Volume.objects.exists() and order.ordered_at > clock.now() - timedelta(minutes=5)
