"""Blobs: kept whole, shredded when no one needs them, never believed when half written (design 3.7, 3.8)."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from liggaren.vault import boxes, check, files, queries, services
from liggaren.vault.models import Blob, BlobState, Use
from liggaren.vault.services import Packet

pytestmark = pytest.mark.django_db

SMALL, LARGE = b"Hej fr\xc3\xa5n badhuset", os.urandom(100_000)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    store = storages["vault"]
    for name, value in (("_location", str(tmp_path / "vault")),):
        monkeypatch.setattr(store, name, value)
    for cached in ("base_location", "location"):
        store.__dict__.pop(cached, None)
    yield tmp_path / "vault"
    for cached in ("base_location", "location"):
        store.__dict__.pop(cached, None)


def put(data: bytes = SMALL, holder: str = "version:1") -> Blob:
    return services.put(data, media_type="application/json", holder=holder)


@pytest.mark.parametrize("data", [b"", SMALL, LARGE, bytes(services.IN_ROW), bytes(services.IN_ROW - 28)])
def test_what_is_put_is_got_and_named_by_its_ciphertext(data: bytes) -> None:
    blob = put(data)
    assert services.get(blob) == services.get(blob.pk) == data
    stored = files.read(blob.pk) if blob.in_file else bytes(Blob.objects.get(pk=blob.pk).ciphertext or b"")
    assert hashlib.sha256(stored).hexdigest() == blob.pk
    assert blob.in_file == (len(data) + 28 > services.IN_ROW)
    assert (blob.size, queries.is_live(blob)) == (len(data), True)


def test_equal_contents_get_unequal_names_and_the_plain_digest_stands_nowhere(folder: Path) -> None:
    first, second = put(LARGE), put(LARGE)
    assert first.pk != second.pk
    plain = hashlib.sha256(LARGE).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault_blob b WHERE b::text LIKE %s", [f"%{plain}%"])
        assert cursor.fetchone() == (0,)
    assert not any(plain in str(path) for path in folder.rglob("*"))


def test_many_are_put_in_order_small_and_large_together() -> None:
    packets = [
        Packet(os.urandom(40_000) if n % 50 == 0 else b"%d" % n, "text/plain", f"v:{n}") for n in range(300)
    ]
    blobs = services.put_many(packets)
    assert [services.get(blob) for blob in blobs[::37]] == [packet.data for packet in packets[::37]]
    assert Use.objects.count() == 300
    assert services.put_many([]) == []


def test_a_file_is_synced_and_its_folders_too_before_the_row_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    synced: list[str] = []
    real = os.fsync

    def watched(handle: int) -> None:
        assert not Blob.objects.exists()
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    boxes.file_key(settings.VAULT_KEY_FILE)
    monkeypatch.setattr(os, "fsync", watched)
    blob = put(LARGE)
    path = Path(storages["vault"].path(files.place(blob.pk)))
    assert any(blob.pk in name for name in synced)
    assert {str(path.parent), str(path.parent.parent), str(path.parent.parent.parent)} <= set(synced)
    assert path.stat().st_mode & 0o777 == 0o600


def test_outside_a_transaction_nothing_is_put(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "connection", SimpleNamespace(in_atomic_block=False))
    for call in (put, lambda: services.use("0" * 64, "x")):
        with pytest.raises(RuntimeError):
            call()


def test_the_key_is_destroyed_when_the_last_use_ends_and_not_before(
    django_capture_on_commit_callbacks: object,
) -> None:
    for data in (SMALL, LARGE):
        blob = put(data, "version:1")
        services.use(blob, "removal:7")
        services.use(blob, "removal:7")
        assert queries.holders(blob) == ["removal:7", "version:1"]
        assert not services.release(blob, "version:1")
        assert services.get(blob) == data
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert services.release(blob, "removal:7")
        row = Blob.objects.get(pk=blob.pk)
        assert (row.state, row.wrapped_key, row.ciphertext) == (BlobState.DESTROYED, None, None)
        assert not queries.is_live(blob)
        assert not files.exists(blob.pk)
        for call in (services.get, lambda b: services.use(b, "x")):
            with pytest.raises(services.Gone) as gone:
                call(blob)
            assert gone.value.code == "blob_gone"
        assert not services.release(blob, "removal:7")


def test_a_purge_takes_two_people_and_ends_every_use_at_once(
    django_capture_on_commit_callbacks: object,
) -> None:
    blob = put(LARGE, "version:1")
    services.use(blob, "removal:7")
    for names, reason in (
        ([], "r"),
        (["user:1"], "r"),
        (["user:1", "user:1"], "r"),
        (["user:1", "user:2"], " "),
    ):
        with pytest.raises(ValueError, match="two"):
            services.purge(blob, by=names, reason=reason)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.purge(blob, by=("user:1", "user:2"), reason="Polisanmält, K 1234-26")
    row = Blob.objects.get(pk=blob.pk)
    assert (row.state, row.purged_by, row.wrapped_key) == (BlobState.PURGED, ["user:1", "user:2"], None)
    assert queries.holders(blob) == []
    assert not files.exists(blob.pk)
    with pytest.raises(services.Purged):
        services.get(blob)
    report = check.check()
    assert (report.purged, report.ok) == (1, True)


def test_a_row_cannot_end_and_keep_its_key() -> None:
    blob = put()
    with pytest.raises(IntegrityError), transaction.atomic():
        Blob.objects.filter(pk=blob.pk).update(state=BlobState.DESTROYED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Blob.objects.filter(pk=blob.pk).update(wrapped_key=None)


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_bit_of_a_box_can_change_and_still_open(data: st.DataObject) -> None:
    box = boxes.seal(SMALL)
    part = data.draw(st.sampled_from(["ciphertext", "key", "name"]))
    raw = bytearray({"ciphertext": box.ciphertext, "key": box.wrapped_key, "name": box.name.encode()}[part])
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 6))
    changed = bytes(raw)
    with pytest.raises(boxes.CannotOpen):
        boxes.open_box(
            changed.decode() if part == "name" else box.name,
            changed if part == "ciphertext" else box.ciphertext,
            changed if part == "key" else box.wrapped_key,
        )


def test_a_key_moved_to_another_row_does_not_open() -> None:
    first, second = boxes.seal(b"ett"), boxes.seal(b"tva")
    with pytest.raises(boxes.CannotOpen):
        boxes.open_box(first.name, first.ciphertext, second.wrapped_key)


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("when", ["write", "fsync", "replace"])
def test_a_full_disk_is_a_clear_refusal_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: int, when: str
) -> None:
    boxes.file_key(settings.VAULT_KEY_FILE)
    calls = {"n": 0}

    def full(*_args: object, **_kwargs: object) -> None:
        calls["n"] += 1
        if calls["n"] > 1 or when != "fsync":
            raise OSError(fault, "No space left on device")

    target = {"write": (files, "_write"), "fsync": (os, "fsync"), "replace": (Path, "replace")}[when]
    monkeypatch.setattr(*target, full)
    with pytest.raises(files.DiskFull) as refused, transaction.atomic():
        services.put_many(
            [Packet(LARGE, "x/y", "v:1"), Packet(SMALL, "x/y", "v:2"), Packet(LARGE, "x/y", "v:3")]
        )
    monkeypatch.undo()
    assert refused.value.code == "disk_full"
    assert "Disken är full" in refused.value.message
    assert not Blob.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_another_fault_of_the_disk_is_not_called_a_full_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_write", lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "I/O error")))
    with pytest.raises(OSError, match="I/O"):
        put(LARGE)


def test_the_check_names_what_is_changed_missing_and_untracked(folder: Path) -> None:
    kept, changed, missing, in_row = put(LARGE), put(LARGE), put(LARGE), put(SMALL)
    path = Path(storages["vault"].path(files.place(changed.pk)))
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    Path(storages["vault"].path(files.place(missing.pk))).unlink()
    Blob.objects.filter(pk=in_row.pk).update(ciphertext=b"annat")
    stranger = folder / "ab" / "cd" / ("ab" * 32)
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"?")
    report = check.check()
    assert sorted(report.changed) == sorted([changed.pk, in_row.pk])
    assert (report.missing, report.untracked, report.live) == ([missing.pk], ["ab" * 32], 4)
    assert not report.ok
    assert services.get(kept) == LARGE
    for broken in (changed, missing, in_row):
        with pytest.raises(services.Damaged):
            services.get(broken)
    assert check.sweep() == 0
    assert check.sweep(older_than=-1) == 1
    assert not stranger.exists()


def test_a_file_that_outlived_its_blob_is_named_and_swept() -> None:
    blob = put(LARGE)
    services.release(blob, "version:1")
    assert check.check().not_gone == [blob.pk]
    assert check.sweep() == 1
    assert check.check().ok


def test_the_key_file_is_made_for_its_owner_only_and_refused_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    key = boxes.file_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    boxes.file_key.cache_clear()
    assert boxes.file_key(path) == key
    boxes.file_key.cache_clear()
    path.chmod(0o640)
    with pytest.raises(boxes.UnsafeKey):
        boxes.file_key(path)
    path.chmod(0o600)
    path.write_text("QUJD\n")
    with pytest.raises(boxes.UnsafeKey):
        boxes.file_key(path)
