"""Pictures of items: fetched, told by their bytes, sealed, counted, named when missing, destroyed at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from liggaren.capture import media, media_evidence, purging, services
from liggaren.capture.models import Item, MediaFile, MediaState, Version
from liggaren.connectors.base import Connection
from liggaren.ledger import queries as ledger
from liggaren.lib.hashing import sha256_hex
from liggaren.lib.picture_kinds import kind_of
from liggaren.playground import drawings, uploads
from liggaren.playground.serve import Playground, running
from liggaren.register.models import Account, ConnectionState
from liggaren.vault import services as vault
from liggaren.vault.models import BlobState, Use


@pytest.fixture
def torget() -> Iterator[Playground]:
    from liggaren.connectors import registry

    with running() as found:
        found.admin.seed()
        registry.configure(loopback_origins=[found.origin])
        yield found
        registry.client().close()
        registry.configure()


@pytest.fixture
def page(torget: Playground, cast: Any) -> Account:
    """A page on Torget with one post with a picture, connected and entered."""
    from liggaren.capture import factories

    torget.admin.add_page("bilder", "Bilder", profile="full")
    made = factories.account(cast)
    made.instance, made.native_id, made.address = torget.origin, "bilder", f"{torget.origin}/sidor/bilder"
    made.save()
    ConnectionState.objects.filter(account=made).update(origin=torget.origin, native_id="bilder")
    return made


def take(torget: Playground, page: Account) -> list[Version]:
    from liggaren.connectors import registry

    link = Connection(torget.origin, "bilder", torget.admin.token("bilder"))
    replies = registry.get("playground").fetch(link, cursor=None, since=None)
    return [version for reply in replies for version in services.take(page, reply)]


def pictured(torget: Playground, page: Account, data: bytes | None = None) -> Version:
    torget.admin.post("bilder", "Se här", picture=data or drawings.snow(), alt="En gata i snö")
    (version,) = take(torget, page)
    return version


@pytest.mark.django_db
def test_a_picture_is_kept_sealed_and_known_by_its_bytes(torget: Playground, page: Account) -> None:
    version = pictured(torget, page)
    assert version.media[0]["alt"] == "En gata i snö" and version.media[0]["width"] == 960
    assert media.keep([version.pk]) == 1
    file = MediaFile.objects.get(version=version)
    assert (file.state, file.media_type, file.width, file.height) == ("kept", "image/png", 960, 600)
    assert file.blob_id and vault.get(file.blob_id) == drawings.snow()
    record = ledger.record(file.entry_id)
    assert (
        record.digests == {"media": sha256_hex(drawings.snow())} and record.obj == f"item:{version.item_id}"
    )
    assert media.keep([version.pk]) == 0  # once


@pytest.mark.django_db
def test_the_same_bytes_from_the_same_address_are_stored_once(torget: Playground, page: Account) -> None:
    version = pictured(torget, page)
    media.keep([version.pk])
    post = Item.objects.get(pk=version.item_id)
    torget.admin.edit(post.native_id, "Nya ord, samma bild")
    (edited,) = take(torget, page)
    media.keep([edited.pk])
    files = MediaFile.objects.filter(item=post)
    assert len(files) == 2 and len({file.blob_id for file in files}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"<!doctype html><title>Bild</title>", MediaState.REFUSED_KIND),
        (b"\x89PNG\r\n\x1a\n" + bytes(media.LARGEST), MediaState.TOO_LARGE),
        (b"\xff\xd8\xff broken", MediaState.KEPT),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", MediaState.KEPT),
    ],
    ids=["a web page", "too large", "broken", "a drawing"],
)
def test_what_cannot_be_kept_says_why(
    torget: Playground, page: Account, data: bytes, state: MediaState
) -> None:
    version = pictured(torget, page)
    with torget.admin.store.writing() as write:
        write.execute("UPDATE picture SET data = ?", (data,))
    media.keep([version.pk])
    file = MediaFile.objects.get(version=version)
    assert file.state == state and (file.blob_id is None) == (state != MediaState.KEPT)
    if state != MediaState.KEPT:
        facts = ledger.record(file.entry_id).facts
        assert isinstance(facts, dict) and facts["state"] == state


@pytest.mark.django_db
def test_a_removed_picture_is_gone_and_an_outage_is_tried_again(torget: Playground, page: Account) -> None:
    version = pictured(torget, page)
    with torget.admin.store.writing() as write:
        write.execute("DELETE FROM picture WHERE name = ?", (version.media[0]["url"].rsplit("/", 1)[1],))
    media.keep([version.pk])
    assert MediaFile.objects.get(version=version).state == MediaState.GONE
    assert media.fetch("http://192.168.1.1/bild.png").state == MediaState.UNREACHABLE
    assert media.fetch("http://127.0.0.1:1/bild.png").state == MediaState.UNREACHABLE
    row = MediaFile.objects.get(version=version)
    torget.admin.store.rows("SELECT 1")
    uploads.keep(torget.admin.store, drawings.snow(), name=row.url.rsplit("/", 1)[1].removesuffix(".png"))
    MediaFile.objects.update(state=MediaState.UNREACHABLE, tried_at=row.tried_at - media.AGAIN * 2)
    assert media.sweep() == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == (MediaState.KEPT, 2)


@pytest.mark.django_db
@pytest.mark.clause("G5.5")
def test_a_removals_seal_takes_the_pictures_first(torget: Playground, page: Account) -> None:
    version = pictured(torget, page)
    proof = services.verify(version.item, version)
    file = MediaFile.objects.get(version=version)
    assert proof.facts["pictures"] == [{"position": 0, "entry": file.entry_id}]
    assert proof.facts["pictures_missing"] == [] and ledger.seal(file.entry_id) is not None


@pytest.mark.django_db
@pytest.mark.clause("G5.5")
@pytest.mark.parametrize("fault", ["gone", "changed", "destroyed"])
def test_a_picture_that_is_not_there_is_named_in_the_proof(
    torget: Playground, page: Account, fault: str
) -> None:
    version = pictured(torget, page)
    media.keep([version.pk])
    file = MediaFile.objects.get(version=version)
    if fault == "gone":
        MediaFile.objects.update(state=MediaState.GONE, blob=None)
    elif fault == "changed":
        other = vault.put(drawings.pool(), media_type="image/jpeg", holder="test")
        MediaFile.objects.update(blob=other)
    else:
        vault.release(file.blob_id or "", file.holder)
    proof = services.verify(version.item, version)
    why = {"gone": "gone", "changed": "changed", "destroyed": "unreadable"}[fault]
    assert proof.facts["pictures_missing"] == [{"position": 0, "why": why}]
    (leaf,) = [one for one in ledger.about(f"item:{version.item_id}") if _kind(one) == "item.verified"]
    facts = ledger.record(leaf).facts
    assert isinstance(facts, dict) and facts["pictures_missing"] == [{"position": 0, "why": why}]


def _kind(entry: int) -> str:
    return ledger.record(entry).kind or ""


@pytest.mark.django_db
def test_a_purge_destroys_the_picture_wherever_it_is_used(torget: Playground, page: Account) -> None:
    version = pictured(torget, page)
    media.keep([version.pk])
    file = MediaFile.objects.get(version=version)
    destroyed = purging.destroy(version.item, by=["user:1", "user:2"], reason="purge:1")
    file.refresh_from_db()
    assert file.blob is not None and file.blob.state == BlobState.PURGED
    assert (file.state, file.url, file.alt, file.width) == (MediaState.PURGED, "", "", None)
    assert file.entry_id in destroyed.entries and not Use.objects.filter(blob=file.blob).exists()
    with pytest.raises(vault.Purged):
        vault.get(file.blob)


@pytest.mark.django_db
def test_nothing_is_fetched_of_what_is_to_be_destroyed(torget: Playground, page: Account) -> None:
    version = pictured(torget, page)
    purging.withhold(version.item)
    assert media.keep([version.pk]) == 0 and media.sweep() == 0
    assert not MediaFile.objects.exists()
    assert media_evidence.gather(version).missing == ((0, "waiting"),)


def test_kinds_are_told_by_the_first_bytes() -> None:
    for name, kind in (("GIF", "image/gif"), ("WEBP", "image/webp"), ("PNG", "image/png")):
        out = io.BytesIO()
        Image.new("RGB", (4, 4)).save(out, name)
        assert kind_of(out.getvalue()) == kind
    assert kind_of(b"<html><svg></svg></html>") == kind_of(b"") == kind_of(b"BM" + bytes(60)) == ""
