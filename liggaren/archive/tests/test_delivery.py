from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from liggaren.archive import (
    delivering,
    periods,
    services,
)
from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.capture.factories import Said, captured
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import clock, dates

PERIOD = dates.half_year(date(2026, 11, 24))
S = SnapshotState
pytestmark = pytest.mark.django_db


def test_a_delivery_waits_on_the_archivists_first_page_until_it_is_answered(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    from liggaren.duties import queries as duties

    delivery = services.deliver(snapshot=made(account, cast), by=cast.disa)
    (duty,) = duties.due_for(cast.frida, clock.now()).filter(kind="snapshot.answer")
    assert duty.title == "Kvittera ögonblicksbilden av Badhuset Vågen"
    assert not duties.due_for(cast.disa, clock.now()).filter(kind="snapshot.answer").exists()
    services.receive(delivery=delivery, by=cast.frida)
    assert not duties.due_for(cast.frida, clock.now()).filter(kind="snapshot.answer").exists()


def made(account: Any, cast: Any) -> Snapshot:
    captured(account, Said("p1", "Vi badar", kind="post"))
    return services.make_snapshot(account=account, period=PERIOD, by=cast.disa)


@pytest.mark.clause("G6.3")
def test_a_delivery_is_a_whole_folder_with_checksums_and_the_receipt_closes_the_duty(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    snapshot = made(account, cast)
    delivery = services.deliver(snapshot=snapshot, by=cast.disa)
    where = folder / delivery.folder
    names = sorted(path.name for path in where.iterdir())
    stem = "badhuset-vagen-2026-07-01--2026-12-31"
    assert names == ["LÄS MIG.txt", f"{stem}.pdf", "manifest.json", "poster.jsonl"]
    manifest = json.loads((where / "manifest.json").read_text())
    assert {one["name"] for one in manifest["files"]} == {f"{stem}.pdf", "poster.jsonl"}
    assert delivering.check(delivery) is True
    row = services.receive(delivery=delivery, by=cast.frida)
    assert row.state == S.RECEIVED
    assert Duty.objects.get(key=periods.duty_key(row)).outcome == "received"
    kinds = list(Record.objects.filter(obj=row.obj).order_by("entry_id").values_list("kind", flat=True))
    assert kinds == [
        "snapshot.opened", "snapshot.made", "snapshot.validated", "snapshot.delivered", "snapshot.received",
    ]  # fmt: skip


@pytest.mark.clause("G6.3")
def test_what_fails_validation_is_never_delivered(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    verdict("invalid")
    snapshot = made(account, cast)
    assert snapshot.state == S.FAILED
    for accepted in (None, cast.frida):
        with pytest.raises(services.NotDelivered, match="underkänd"):
            services.deliver(snapshot=snapshot, by=cast.disa, accepted_by=accepted)
    assert not folder.exists()


def test_what_nobody_validated_is_delivered_only_with_the_archivists_name(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    verdict("not_validated", "Java saknas på datorn.")
    snapshot = made(account, cast)
    assert (snapshot.state, snapshot.note) == (S.NOT_VALIDATED, "Java saknas på datorn.")
    with pytest.raises(services.NotDelivered, match="inte prövad"):
        services.deliver(snapshot=snapshot, by=cast.disa)
    with pytest.raises(Exception, match="Bara arkivarien"):
        services.deliver(snapshot=snapshot, by=cast.disa, accepted_by=cast.disa)
    delivery = services.deliver(snapshot=snapshot, by=cast.disa, accepted_by=cast.frida)
    assert delivery.accepted_by == cast.frida


@pytest.mark.clause("G6.3")
def test_a_file_changed_on_its_way_is_noticed_at_the_receipt(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    delivery = services.deliver(snapshot=made(account, cast), by=cast.disa)
    (folder / delivery.folder / "poster.jsonl").write_bytes(b"{}")
    with pytest.raises(services.Changed):
        services.receive(delivery=delivery, by=cast.frida)
    delivery.refresh_from_db()
    assert delivery.answer == "waiting"


def test_a_refusal_needs_a_reason_and_a_new_one_can_be_made_and_delivered(
    account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    snapshot = made(account, cast)
    delivery = services.deliver(snapshot=snapshot, by=cast.disa)
    with pytest.raises(services.NotDelivered, match="varför"):
        services.reject(delivery=delivery, by=cast.frida, reason=" ")
    row = services.reject(delivery=delivery, by=cast.frida, reason="Fel arkivbildare")
    assert (row.state, row.note) == (S.REJECTED, "Fel arkivbildare")
    assert Duty.objects.get(key=periods.duty_key(row)).closed_at is None
    again = services.make(snapshot=row, by=cast.disa)
    second = services.deliver(snapshot=again, by=cast.disa)
    assert services.receive(delivery=second, by=cast.frida).state == S.RECEIVED
    with pytest.raises(services.NotDelivered, match="redan"):
        services.receive(delivery=second, by=cast.frida)


@pytest.mark.parametrize("name", ["anna", "sara", "gustav", "bertil"])
def test_others_than_the_information_function_and_the_archivist_deliver_nothing(
    name: str, account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    with pytest.raises(Exception, match="Bara informationsfunktionen"):
        services.deliver(snapshot=made(account, cast), by=getattr(cast, name))
    assert not folder.exists()


@pytest.mark.parametrize("name", ["disa", "anna", "sara"])
def test_only_the_archivist_gives_the_receipt(
    name: str, account: Any, cast: Any, verdict: Any, folder: Path
) -> None:
    delivery = services.deliver(snapshot=made(account, cast), by=cast.disa)
    with pytest.raises(Exception, match="Bara arkivarien"):
        services.receive(delivery=delivery, by=getattr(cast, name))


def test_a_full_disk_delivers_nothing_and_leaves_no_half_folder(
    account: Any, cast: Any, verdict: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = made(account, cast)

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(delivering, "_sync", full)
    with pytest.raises(services.NotDelivered):
        services.deliver(snapshot=snapshot, by=cast.disa)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    snapshot.refresh_from_db()
    assert snapshot.state == S.VALID
