"""Pictures on the platform: sent by a citizen or through the interface, and named with their size."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest

from liggaren.playground import drawings
from liggaren.playground.admin import Admin
from liggaren.playground.serve import Playground, running


@pytest.fixture
def torget() -> Iterator[Playground]:
    with running() as found:
        found.admin.seed()
        yield found


@pytest.fixture
def admin(torget: Playground) -> Admin:
    return torget.admin


@pytest.fixture
def client(torget: Playground) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=torget.origin, follow_redirects=True, trust_env=False) as found:
        yield found


def test_a_citizen_sends_a_picture_with_words_for_it(admin: Admin, client: httpx.Client) -> None:
    post = admin.post("badhuset-vagen", "Skicka gärna bilder.")
    client.post("/namn", data={"namn": "Kim", "tillbaka": "/"})
    sent = {"bild": ("../../kakel.jpg", drawings.broken_tile(), "text/html")}
    shown = client.post(f"/inlagg/{post}/kommentar", data={"text": "Se här", "alt": "En spricka"}, files=sent)
    assert shown.status_code == 200
    row = admin.item(admin.replies(post)[0])
    assert row["picture"].endswith(".jpg") and "kakel" not in row["picture"]
    assert f'src="/bild/{row["picture"]}" alt="En spricka"' in shown.text
    picture = client.get(f"/bild/{row['picture']}")
    assert picture.headers["content-type"] == "image/jpeg" and picture.content == drawings.broken_tile()


@pytest.mark.parametrize("data", [b"<svg xmlns='x'/>", b"\xff\xd8\xff not a picture", b"\x89PNG" + bytes(9)])
def test_what_is_no_picture_is_refused_in_words(admin: Admin, client: httpx.Client, data: bytes) -> None:
    post = admin.post("badhuset-vagen", "Skicka gärna bilder.")
    client.post("/namn", data={"namn": "Kim", "tillbaka": "/"})
    answer = client.post(f"/inlagg/{post}/kommentar", data={"text": "x"}, files={"bild": ("a.png", data)})
    assert answer.status_code == 415 and "JPEG eller PNG" in answer.text
    assert not admin.replies(post)


def test_the_interface_takes_a_picture_and_tells_its_size(admin: Admin, client: httpx.Client) -> None:
    body = {"text": "Snö", "alt": "Gatan", "picture": base64.b64encode(drawings.snow()).decode()}
    right = {"Authorization": f"Bearer {admin.token('badhuset-vagen')}"}
    answer = client.post("/v1/pages/badhuset-vagen/posts", json=body, headers=right)
    media = answer.json()["media"]
    assert [(one["alt"], one["width"], one["height"]) for one in media] == [("Gatan", 960, 600)]
    assert client.get(media[0]["url"]).content == drawings.snow()
    wrong = client.post("/v1/pages/badhuset-vagen/posts", json=body | {"picture": "?"}, headers=right)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "bad_picture")
