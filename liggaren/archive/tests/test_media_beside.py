"""Items' pictures in a snapshot: printed, their originals beside with checksums, never of what is removed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liggaren.archive import items_file, making, queries, services, withdrawing
from liggaren.archive.media_beside import is_original
from liggaren.archive.models import Snapshot
from liggaren.capture import factories, media
from liggaren.capture.factories import Said
from liggaren.capture.media_models import MediaState
from liggaren.capture.models import Item, MediaFile, Version
from liggaren.lib import dates
from liggaren.lib.hashing import sha256_hex
from liggaren.playground import drawings
from liggaren.register.models import Account
from liggaren.vault import services as vault
from liggaren.vault.models import BlobState

NOVEMBER = dates.half_year(factories.NOON)


def pictured(account: Account, monkeypatch: pytest.MonkeyPatch, data: bytes) -> Item:
    """A post that names a picture, and the picture kept."""
    (item,) = factories.captured(account, Said("1", "Snön har kommit", kind="post", ours=True))
    named = [{"url": "https://plats.example/sno.png", "kind": "image", "alt": "En gata i snö"}]
    Version.objects.filter(item=item).update(media=named)
    got = media.Fetched(MediaState.KEPT, data, "image/png", 960, 600)
    monkeypatch.setattr(media, "fetch", lambda url, **more: got)
    media.keep([item.latest_id or 0])
    return item


def rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    found = snapshot.volumes.get(name=items_file.NAME)
    return [json.loads(line) for line in queries.content(found).splitlines()[1:]]


@pytest.mark.django_db
@pytest.mark.clause("G6.2")
def test_the_original_lies_beside_and_is_named_with_its_checksum(
    platform: Any, account: Account, verdict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictured(account, monkeypatch, drawings.snow())
    snapshot = services.make_snapshot(account=account, period=NOVEMBER, by=None)
    (original,) = [one for one in snapshot.volumes.all() if is_original(one)]
    assert queries.content(original) == drawings.snow()
    assert original.sha256 == sha256_hex(drawings.snow())
    (file,) = rows(snapshot)[0]["versions"][0]["files"]
    assert (file["file"], file["sha256"], file["alt"]) == (original.name, original.sha256, "En gata i snö")
    assert file["entry"] is not None and file["state"] == "kept"


@pytest.mark.django_db
@pytest.mark.clause("G6.2")
def test_a_picture_is_printed_and_one_that_is_gone_is_named_by_its_address(
    platform: Any, account: Account, verdict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictured(account, monkeypatch, drawings.snow())
    seen: list[Any] = []
    monkeypatch.setattr(making.pdf, "make", lambda document, **more: seen.append(document) or (_ for _ in ()))
    with pytest.raises(making.NotMade):
        services.make_snapshot(account=account, period=NOVEMBER, by=None)
    (entry,) = seen[0].entries
    assert [(one.alt, one.read()) for one in entry.pictures] == [("En gata i snö", drawings.snow())]
    assert entry.media == ()
    MediaFile.objects.update(state=MediaState.GONE, blob=None)
    with pytest.raises(making.NotMade):
        services.make_snapshot(account=account, period=NOVEMBER, by=None)
    (entry,) = seen[1].entries
    assert entry.pictures == () and entry.media == ("https://plats.example/sno.png",)


@pytest.mark.django_db
def test_a_purge_of_one_item_spares_the_pictures_of_others(
    platform: Any, account: Account, cast: Any, verdict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liggaren.moderation.models import PurgeOrder

    pictured(account, monkeypatch, drawings.snow())
    snapshot = services.make_snapshot(account=account, period=NOVEMBER, by=None)
    order = PurgeOrder(one=cast.bertil, two=cast.cecilia)
    withdrawing._destroy_files(snapshot, order)
    blob = MediaFile.objects.get().blob
    assert blob is not None and blob.state == BlobState.LIVE and vault.get(blob) == drawings.snow()
    assert not snapshot.volumes.exists()
