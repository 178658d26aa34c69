"""A board's whole delivery: one list of contents, a folder or a link, one receipt, and what replaces it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from liggaren.archive import parcel_file, parcels, periods, recalling, services, withdrawing
from liggaren.archive.models import Delivery, Parcel, ParcelLink, Recall, Snapshot
from liggaren.capture.factories import Said, captured
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.lib.hashing import sha256_hex

PERIOD = dates.half_year(date(2026, 11, 24))
FOLDER, LINK = Parcel.Way.FOLDER, Parcel.Way.LINK
pytestmark = [pytest.mark.django_db, pytest.mark.clause("G6.3")]


@pytest.fixture
def snapshot(account: Any, cast: Any, verdict: Any, folder: Path) -> Snapshot:
    captured(account, Said("p1", "Vi badar", kind="post"), Said("c1", "En uppgift"))
    return services.make_snapshot(account=account, period=PERIOD, by=cast.disa)


def send(cast: Any, way: Parcel.Way, **more: Any) -> Parcel:
    return services.deliver_board(board=cast.board, period=PERIOD, way=way, by=cast.disa, **more)


def test_a_board_has_one_delivery_with_every_checksum_and_one_receipt(
    snapshot: Snapshot, cast: Any, folder: Path
) -> None:
    parcel = send(cast, FOLDER)
    where = folder / parcel.folder
    contents = json.loads((where / "innehall.json").read_text())
    (listed,) = contents["snapshots"]
    for one in listed["files"]:
        assert sha256_hex((where / listed["folder"] / one["name"]).read_bytes()) == one["sha256"]
    assert Duty.objects.get(key=f"parcel:{parcel.pk}").owner_role == "archivist"
    (delivery,) = parcels.waiting(parcel)
    with pytest.raises(services.NotDelivered, match="hela nämnden"):
        services.receive(delivery=delivery, by=cast.frida)
    services.receive_parcel(parcel=parcel, by=cast.frida)
    snapshot.refresh_from_db()
    assert snapshot.state == "received"
    assert not Duty.objects.filter(closed_at=None, key=f"parcel:{parcel.pk}").exists()
    assert Duty.objects.get(key=periods.duty_key(snapshot)).outcome == "received"
    with pytest.raises(services.NotDelivered, match="redan"):
        services.receive_parcel(parcel=parcel, by=cast.frida)


def test_a_changed_file_or_list_is_told_at_the_receipt_and_the_refusal_reopens(
    snapshot: Snapshot, cast: Any, folder: Path
) -> None:
    parcel = send(cast, FOLDER)
    (folder / parcel.folder / "innehall.json").write_text("{}")
    with pytest.raises(services.Changed):
        services.receive_parcel(parcel=parcel, by=cast.frida)
    services.reject_parcel(parcel=parcel, by=cast.frida, reason="Listan är en annan")
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.note) == ("rejected", "Listan är en annan")
    assert Duty.objects.get(key=periods.duty_key(snapshot)).closed_at is None


def test_a_link_is_the_archivists_works_once_and_keeps_no_token(
    snapshot: Snapshot, cast: Any, folder: Path
) -> None:
    parcel = send(cast, LINK)
    assert not folder.exists()
    token = services.make_link(parcel=parcel, by=cast.disa)
    assert ParcelLink.objects.get().token_sha256 == sha256_hex(token.encode())
    for other in (cast.disa, cast.anna, cast.sara):
        with pytest.raises(Exception, match="Bara arkivarien"):
            services.fetch(token=token, by=other)
    _, file = services.fetch(token=token, by=cast.frida)
    with file:
        data = file.read()
    assert sha256_hex(data) == parcel.file_sha256
    assert "innehall.json" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    with pytest.raises(services.LinkGone):
        services.fetch(token=token, by=cast.frida)
    with pytest.raises(services.Changed):
        services.receive_parcel(parcel=parcel, by=cast.frida, file_sha256="0" * 64)
    services.receive_parcel(parcel=parcel, by=cast.frida, file_sha256=sha256_hex(data).upper())
    snapshot.refresh_from_db()
    assert snapshot.state == "received"


def test_a_link_ends_after_fourteen_days_and_when_a_newer_one_is_made(snapshot: Snapshot, cast: Any) -> None:
    parcel = send(cast, LINK)
    first = services.make_link(parcel=parcel, by=cast.disa)
    second = services.make_link(parcel=parcel, by=cast.frida)
    with pytest.raises(services.LinkGone):
        services.fetch(token=first, by=cast.frida)
    with (
        clock.frozen(clock.now() + parcel_file.LIVES + timedelta(minutes=1)),
        pytest.raises(services.LinkGone),
    ):
        services.fetch(token=second, by=cast.frida)


def test_a_board_with_nothing_valid_has_nothing_to_deliver(cast: Any, verdict: Any, account: Any) -> None:
    with pytest.raises(services.NotDelivered, match="ingen giltig"):
        send(cast, FOLDER)


def received(snapshot: Snapshot, cast: Any) -> Delivery:
    delivery = services.deliver(snapshot=snapshot, by=cast.disa)
    services.receive(delivery=delivery, by=cast.frida)
    return delivery


@pytest.mark.clause("G5.4")
def test_what_became_secret_is_replaced_by_a_delivery_that_says_what_it_replaces_and_not_what_it_was(
    snapshot: Snapshot, cast: Any, account: Any, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    from liggaren.capture.models import Item

    old = received(snapshot, cast)
    item = Item.objects.get(native_id="c1")
    Item.objects.filter(pk=item.pk).update(visibility="restricted")
    withdrawing.item_restricted(item_id=str(item.pk))
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.round) == ("due", 2) and not snapshot.volumes.exists()
    called = Recall.objects.get()
    assert called.cause == Recall.Cause.SECRET
    assert Duty.objects.get(kind="archive.destroy_delivered").owner_role == "archivist"
    assert Duty.objects.get(key=periods.duty_key(snapshot)).closed_at is None

    services.make(snapshot=snapshot, by=cast.disa)
    snapshot.refresh_from_db()
    new = services.deliver(snapshot=snapshot, by=cast.disa)
    assert new.replaces == called and new.folder != old.folder and (folder / old.folder).is_dir()
    manifest = json.loads((folder / new.folder / "manifest.json").read_text())
    assert manifest["replaces"]["manifest_sha256"] == old.manifest_sha256
    everything = b"".join(path.read_bytes() for path in (folder / new.folder).iterdir())
    assert b"En uppgift" not in everything and b"OSL" not in everything
    for other in (cast.disa, cast.anna):
        with pytest.raises(Exception, match="Bara arkivarien"):
            services.confirm_destroyed(recall=called, by=other)
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_destroyed(recall=called, by=cast.frida)
    assert not (folder / old.folder).exists() and (folder / new.folder).is_dir()
    assert not Duty.objects.filter(kind="archive.destroy_delivered", closed_at=None).exists()
    with pytest.raises(services.NotRecalled):
        services.confirm_destroyed(recall=called, by=cast.frida)
    assert services.receive(delivery=new, by=cast.frida).state == "received"


def test_what_was_left_out_when_it_was_made_calls_nothing_back(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    from liggaren.capture.models import Item

    _, hidden = captured(account, Said("p1", "Vi badar", kind="post"), Said("c1", "En uppgift"))
    Item.objects.filter(pk=hidden.pk).update(visibility="suspected")
    snapshot = services.make_snapshot(account=account, period=PERIOD, by=cast.disa)
    received(snapshot, cast)
    withdrawing.item_restricted(item_id=str(hidden.pk))
    snapshot.refresh_from_db()
    assert snapshot.state == "received" and not Recall.objects.exists()


def test_a_made_one_that_is_not_delivered_is_only_due_again(snapshot: Snapshot, cast: Any) -> None:
    from liggaren.capture.models import Item

    withdrawing.item_restricted(item_id=str(Item.objects.get(native_id="c1").pk))
    snapshot.refresh_from_db()
    assert snapshot.state == "due" and not snapshot.volumes.exists() and not Recall.objects.exists()


def test_a_wrong_delivery_is_called_back_by_those_who_make_them_and_no_one_else(
    snapshot: Snapshot, cast: Any
) -> None:
    with pytest.raises(services.NotRecalled):
        services.recall(snapshot=snapshot, cause=Recall.Cause.WRONG, by=cast.disa)
    received(snapshot, cast)
    with pytest.raises(Exception, match="Bara informationsfunktionen"):
        services.recall(snapshot=snapshot, cause=Recall.Cause.WRONG, by=cast.anna)
    called = services.recall(snapshot=snapshot, cause=Recall.Cause.WRONG, by=cast.disa)
    assert called.delivery.answer != Delivery.Answer.RECEIVED
    assert recalling.duty_key(called) == Duty.objects.get(kind="archive.destroy_delivered").key


def test_a_link_to_what_is_called_back_gives_nothing(snapshot: Snapshot, cast: Any) -> None:
    parcel = send(cast, LINK)
    token = services.make_link(parcel=parcel, by=cast.disa)
    snapshot.refresh_from_db()
    services.recall(snapshot=snapshot, cause=Recall.Cause.WRONG, by=cast.disa)
    with pytest.raises(services.LinkGone, match="återkallad"):
        services.fetch(token=token, by=cast.frida)
