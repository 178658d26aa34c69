"""The appearance's pages: what holds, an upload kept or refused in words, the archivist's acceptance."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from liggaren.archive.appearance_models import Appearance, RenderingAcceptance
from liggaren.archive.models import Snapshot
from liggaren.lib import clock, dates

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G6.1")]
PROMISES = {"open_page": "on", "nothing_closed": "on"}


def png() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def town(db: None) -> Any:
    from liggaren.people import factories

    return factories.cast()


@pytest.fixture
def snapshot(town: Any) -> Snapshot:
    from liggaren.archive import services
    from liggaren.capture import factories

    period = dates.half_year(clock.now())
    return services.open_account(account=factories.account(town), period=period, by=None)[0]


def test_an_upload_is_kept_and_shown_with_its_lower_trust(client: Any, town: Any, snapshot: Snapshot) -> None:
    client.force_login(town.disa)
    address = f"/arkiv/{snapshot.pk}/utseende/"
    assert "Ingen bild finns än" in client.get(address).content.decode()
    sent = {"picture": SimpleUploadedFile("a.png", png()), **PROMISES}
    assert client.post(address, sent).status_code == 302
    assert "Lägre tilltro" in client.get(address).content.decode()
    picture = client.get(f"{address}bild/")
    assert (picture.content, picture["Content-Type"]) == (png(), "image/png")


@pytest.mark.parametrize("lacks", ["open_page", "nothing_closed", "picture"])
def test_an_upload_that_lacks_something_is_refused_and_nothing_kept(
    client: Any, town: Any, snapshot: Snapshot, lacks: str
) -> None:
    client.force_login(town.disa)
    sent = {"picture": SimpleUploadedFile("a.png", png()), **PROMISES}
    sent.pop(lacks)
    answer = client.post(f"/arkiv/{snapshot.pk}/utseende/", sent)
    assert answer.status_code == 422 and not Appearance.objects.exists()


def test_a_file_that_is_no_picture_is_refused_in_words(client: Any, town: Any, snapshot: Snapshot) -> None:
    client.force_login(town.disa)
    sent = {"picture": SimpleUploadedFile("a.png", b"<html>"), **PROMISES}
    answer = client.post(f"/arkiv/{snapshot.pk}/utseende/", sent)
    assert answer.status_code == 422 and "går inte att läsa som bild" in answer.content.decode()


def test_whoever_does_not_make_snapshots_changes_nothing(client: Any, town: Any, snapshot: Snapshot) -> None:
    client.force_login(town.anna)
    sent = {"picture": SimpleUploadedFile("a.png", png()), **PROMISES}
    assert client.post(f"/arkiv/{snapshot.pk}/utseende/", sent).status_code == 404
    assert client.post(f"/arkiv/{snapshot.pk}/utseende/ta/").status_code == 404
    client.force_login(town.sara)
    assert client.get(f"/arkiv/{snapshot.pk}/utseende/").status_code == 404


def test_the_archivist_accepts_and_takes_back_and_nobody_else(
    client: Any, town: Any, snapshot: Snapshot
) -> None:
    today = dates.swedish_day(clock.now())
    sent = {"platform": snapshot.account.platform, "decision_number": "KS 7", "decided_on": str(today),
            "ends_on": str(today + timedelta(days=90))}  # fmt: skip
    client.force_login(town.disa)
    assert client.post("/arkiv/utseende/", sent).status_code == 404
    client.force_login(town.frida)
    assert client.post("/arkiv/utseende/", {**sent, "ends_on": "2020-01-01"}).status_code == 422
    assert client.post("/arkiv/utseende/", sent).status_code == 302
    assert "utan bild" in client.get(f"/arkiv/{snapshot.pk}/utseende/").content.decode()
    found = RenderingAcceptance.objects.get()
    client.post(f"/arkiv/utseende/{found.pk}/ta-tillbaka/")
    assert "Tillbakataget" in client.get("/arkiv/utseende/").content.decode()


def test_the_page_asks_at_most_fifteen_questions(
    client: Any, town: Any, snapshot: Snapshot, django_assert_max_num_queries: Any
) -> None:
    client.force_login(town.disa)
    client.get(f"/arkiv/{snapshot.pk}/utseende/")
    with django_assert_max_num_queries(15):
        client.get(f"/arkiv/{snapshot.pk}/utseende/")
