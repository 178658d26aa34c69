"""How an account looked: the archive's acceptance, an uploaded picture, and what a purge takes away."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from liggaren.archive import appearance_printed, appearance_taking, delivering, services
from liggaren.archive.appearance_login import Shown, why_not_the_page
from liggaren.archive.appearance_models import Appearance
from liggaren.archive.permissions import NotYours
from liggaren.capture.models import Item
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.vault import services as vault
from liggaren.vault.models import BlobState

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G6.1")]
PAGE = "https://www.platform.example/badhuset"


def picture(size: tuple[int, int] = (640, 900), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def made(account: Any) -> Any:
    return services.make_snapshot(account=account, period=dates.half_year(clock.now()), by=None)


def accept(cast: Any, account: Any, **changes: Any) -> Any:
    today = dates.swedish_day(clock.now())
    facts = {"platform": account.platform, "decision_number": "KS 2026/14", "decided_on": today,
             "ends_on": today + timedelta(days=30), "by": cast.frida}  # fmt: skip
    return services.accept(**{**facts, **changes})


@pytest.mark.parametrize(
    "shown",
    [
        {"status": 401}, {"status": 403}, {"status": 404}, {"status": 0}, {"passwords": 1},
        {"address": "https://www.platform.example/accounts/login/?next=/badhuset"},
        {"address": "https://login.platform.example/badhuset"},
        {"address": "https://www.platform.example/authwall?x=1"},
        {"title": "Log in to Platform"}, {"title": "Logga in – Plattformen"}, {"title": "Inloggning"},
    ],
)  # fmt: skip
def test_a_login_page_is_recognised(shown: dict[str, Any]) -> None:
    facts = {"asked": PAGE, "address": PAGE, "status": 200, "title": "Badhuset Vågen", "passwords": 0}
    assert why_not_the_page(Shown(**facts)) == ""
    assert why_not_the_page(Shown(**{**facts, **shown}))


def test_a_page_that_moved_to_another_address_is_still_the_page() -> None:
    assert why_not_the_page(Shown(PAGE, "https://platform.example/badhuset/", 200, "Badhuset", 0)) == ""
    blog = "https://blogg.example/loginovations/"
    assert why_not_the_page(Shown(blog, blog, 200, "Badhuset", 0)) == ""


def test_without_any_the_duty_is_open_and_page_one_says_why(
    account: Any, verdict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = made(account)
    monkeypatch.setattr(appearance_taking, "available", lambda: "Webbläsaren saknas.")
    services.ensure_appearance(snapshot=snapshot)
    assert "Webbläsaren saknas." in appearance_printed.printed(appearance_printed.looks_of(snapshot)).text
    duty = Duty.objects.get(kind="appearance.missing")
    assert duty.closed_at is None and duty.link == f"/arkiv/{snapshot.pk}/utseende/"
    assert snapshot.counts["appearance"] == "" and Appearance.objects.get().refused


def test_an_uploaded_picture_closes_the_duty_and_lies_beside_the_book(
    cast: Any, account: Any, verdict: Any, folder: Any
) -> None:
    snapshot = made(account)
    found = services.upload(snapshot=snapshot, data=picture(), by=cast.disa)
    snapshot = made(account)
    assert snapshot.counts["appearance"] == "uploaded"
    assert Duty.objects.get(kind="appearance.missing").closed_at is not None
    said = appearance_printed.printed(appearance_printed.looks_of(snapshot))
    assert "Lägre tilltro" in said.text and cast.disa.name in said.text and said.holds
    delivery = services.deliver(snapshot=snapshot, by=cast.disa)
    there = folder / delivery.folder
    assert (there / "utseende.png").read_bytes() == picture()
    manifest = json.loads((there / "manifest.json").read_text())
    assert manifest["appearance"] == "uploaded"
    assert {one["name"]: one["sha256"] for one in manifest["files"]}["utseende.png"] == found.sha256
    assert "lägre tilltro" in (there / delivering.README).read_text()


def test_a_newer_picture_takes_the_place_of_the_older(cast: Any, account: Any, verdict: Any) -> None:
    snapshot = made(account)
    first = services.upload(snapshot=snapshot, data=picture(), by=cast.disa)
    second = services.upload(snapshot=snapshot, data=picture((700, 700), "JPEG"), by=cast.frida)
    first.refresh_from_db()
    assert first.ended == "replaced" and first.blob.state == BlobState.DESTROYED
    assert appearance_printed.looks_of(snapshot).picture == second


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", picture()[:400], b"<svg xmlns='http://www.w3.org/2000/svg'/>",
             b"%PDF-1.7", b"\x89PNG" + b"0" * 10_000_001],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(
    cast: Any, account: Any, verdict: Any, data: bytes
) -> None:
    snapshot = made(account)
    with pytest.raises(services.NoPicture) as no:
        services.upload(snapshot=snapshot, data=data, by=cast.disa)
    assert no.value.message and not Appearance.objects.exists()


def test_only_those_who_make_snapshots_may_upload(cast: Any, account: Any, verdict: Any) -> None:
    snapshot = made(account)
    for stranger in (cast.sara, cast.anna, cast.gustav):
        with pytest.raises(NotYours):
            services.upload(snapshot=snapshot, data=picture(), by=stranger)


def test_the_archives_acceptance_stands_on_page_one_until_its_last_day(
    cast: Any, account: Any, verdict: Any
) -> None:
    found = accept(cast, account)
    snapshot = made(account)
    said = appearance_printed.printed(appearance_printed.looks_of(snapshot))
    assert snapshot.counts["appearance"] == "accepted" and said.holds and not said.pictures
    assert "KS 2026/14" in said.text and cast.frida.name in said.text
    assert not Duty.objects.filter(kind="appearance.missing").exists()
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert appearance_printed.looks_of(snapshot).kind == ""
        assert accept(cast, account).pk != found.pk


def test_an_acceptance_taken_back_opens_the_duty_at_the_next_making(
    cast: Any, account: Any, verdict: Any
) -> None:
    found = accept(cast, account)
    made(account)
    services.take_back(acceptance=found, by=cast.frida)
    assert made(account).counts["appearance"] == ""
    assert Duty.objects.get(kind="appearance.missing").closed_at is None
    with pytest.raises(services.NotAccepted):
        services.take_back(acceptance=found, by=cast.frida)


@pytest.mark.parametrize(
    "changes", [{"decision_number": " "}, {"ends_on": -1}, {"decided_on": 1}, {"platform": ""}]
)
def test_an_acceptance_that_lacks_something_is_refused(
    cast: Any, account: Any, changes: dict[str, Any]
) -> None:
    today = dates.swedish_day(clock.now())
    facts = {name: today + timedelta(days=one) if isinstance(one, int) else one
             for name, one in changes.items()}  # fmt: skip
    with pytest.raises(services.NotAccepted):
        accept(cast, account, **facts)


def test_only_the_archivist_accepts_and_only_one_holds(cast: Any, account: Any) -> None:
    with pytest.raises(NotYours):
        accept(cast, account, by=cast.disa)
    accept(cast, account)
    with pytest.raises(services.NotAccepted):
        accept(cast, account)


def test_a_picture_that_may_show_what_is_now_secret_is_not_printed(
    cast: Any, account: Any, platform: Any, verdict: Any
) -> None:
    from liggaren.capture.factories import Said, captured

    captured(account, Said("p1", "Hemligt"))
    snapshot = made(account)
    services.upload(snapshot=snapshot, data=picture(), by=cast.disa)
    assert made(account).counts["appearance"] == "uploaded"
    Item.objects.update(visibility="restricted")
    again = made(account)
    assert again.counts["appearance"] == "" and "begränsats" in again.counts["appearance_why"]
    assert [one.name for one in again.volumes.all() if one.name.startswith("utseende")] == []


def test_a_picture_on_which_an_item_is_purged_goes_with_it(
    cast: Any, account: Any, platform: Any, verdict: Any
) -> None:
    from liggaren.archive import appearance_withdrawing
    from liggaren.capture.factories import Said, captured

    captured(account, Said("p1", "Förbjudet"))
    snapshot = made(account)
    found = services.upload(snapshot=snapshot, data=picture(), by=cast.disa)
    order = SimpleNamespace(pk=7, obj="purge:7", one=cast.anna, two=cast.second)
    assert appearance_withdrawing.destroy(Item.objects.get(), order) == 1  # type: ignore[arg-type]
    found.refresh_from_db()
    assert found.ended == "purged"
    with pytest.raises(vault.Purged):
        vault.get(str(found.blob_id))
    assert appearance_printed.looks_of(snapshot).kind == ""


def test_a_picture_taken_before_the_item_was_there_is_left(
    cast: Any, account: Any, platform: Any, verdict: Any
) -> None:
    from liggaren.archive import appearance_withdrawing
    from liggaren.capture.factories import Said, captured

    found = services.upload(snapshot=made(account), data=picture(), by=cast.disa)
    captured(account, Said("p1", "Senare"))
    Appearance.objects.update(taken_at=Item.objects.get().counted_at - timedelta(days=3))
    assert list(appearance_withdrawing.showing(Item.objects.get())) == []
    assert vault.get(str(found.blob_id)) == picture()
