"""The citizens' pages: read, pick a name, comment, answer, edit, delete; and the switch panel."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from liggaren.playground.seed import INSULT
from liggaren.playground.serve import Playground, running


@pytest.fixture(scope="module")
def torget() -> Iterator[Playground]:
    with running() as made:
        made.admin.seed()
        yield made


@pytest.fixture
def citizen(torget: Playground) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=torget.origin, follow_redirects=True) as client:
        yield client


def post_path(torget: Playground, text: str = "Inlägg") -> tuple[str, str]:
    post = torget.admin.post("badhuset-vagen", text)
    return post, f"/sidor/badhuset-vagen/inlagg/{post}"


def test_the_invented_municipality_is_there_with_its_difficult_comment(
    torget: Playground, citizen: httpx.Client
) -> None:
    front = citizen.get("/").text
    for name in ("Badhuset Vågen", "Exempelköpings kommun", "Biblioteken"):
        assert name in front
    flow = citizen.get("/sidor/badhuset-vagen").text
    assert INSULT in flow and "070-174 06 05" in flow and "ändrad" in flow
    before = len(torget.admin.store.rows("SELECT 1 FROM item"))
    torget.admin.seed()
    assert len(torget.admin.store.rows("SELECT 1 FROM item")) == before > 45


def test_every_page_says_that_nothing_is_real_and_loads_nothing_from_elsewhere(citizen: httpx.Client) -> None:
    for path in ("/", "/namn", "/sidor/biblioteken", "/sidor/biblioteken/reglage", "/finns-inte"):
        answer = citizen.get(path)
        assert "ingenting här är på riktigt" in answer.text and 'lang="sv"' in answer.text
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert citizen.get("/finns-inte").status_code == 404


def test_a_citizen_picks_a_name_and_comments_answers_edits_and_deletes(
    torget: Playground, citizen: httpx.Client
) -> None:
    post, path = post_path(torget)
    asked = citizen.post(f"/inlagg/{post}/kommentar", data={"text": "Hej"})
    assert "Vad heter du här?" in asked.text and not torget.admin.replies(post)
    assert citizen.post("/namn", data={"namn": "  ", "tillbaka": path}).status_code == 422
    assert "Lo Exempel" in citizen.post("/namn", data={"namn": "Lo Exempel", "tillbaka": path}).text
    citizen.post(f"/inlagg/{post}/kommentar", data={"text": "Rad ett\r\nrad två å"})
    (comment,) = torget.admin.replies(post)
    assert torget.admin.text(comment) == "Rad ett\nrad två å"
    citizen.post(f"/inlagg/{comment}/kommentar", data={"text": "Svar"})
    (answer,) = torget.admin.replies(comment)
    page = citizen.post(f"/inlagg/{comment}/andra", data={"text": "Ändrat"}).text
    assert "Ändrat" in page and "Lo Exempel" in page and f'id="k{answer}"' in page
    assert f"/inlagg/{comment}/ta-bort" in page
    page = citizen.post(f"/inlagg/{comment}/ta-bort").text
    assert "Ändrat" not in page and f'id="k{answer}"' in page


def test_nobody_touches_another_s_words(torget: Playground, citizen: httpx.Client) -> None:
    post, path = post_path(torget)
    comment = torget.admin.comment(post, "Annans ord")
    citizen.post("/namn", data={"namn": "Ove", "tillbaka": "/"})
    for act in ("andra", "ta-bort"):
        for target in (comment, post):
            assert citizen.post(f"/inlagg/{target}/{act}", data={"text": "x"}).status_code == 404
    assert torget.admin.text(comment) == "Annans ord"
    assert f"/inlagg/{comment}/ta-bort" not in citizen.get(path).text


def test_hidden_and_held_comments_are_seen_by_their_author_only(
    torget: Playground, citizen: httpx.Client
) -> None:
    post, path = post_path(torget)
    citizen.post("/namn", data={"namn": "Eva", "tillbaka": "/"})
    citizen.post(f"/inlagg/{post}/kommentar", data={"text": "Dold text"})
    (comment,) = torget.admin.replies(post)
    headers = {"Authorization": f"Bearer {torget.admin.token('badhuset-vagen')}"}
    assert httpx.post(f"{torget.origin}/v1/items/{comment}/hide", headers=headers).status_code == 200
    assert "Dold text" in citizen.get(path).text and "Dold för andra" in citizen.get(path).text
    assert "Dold text" not in httpx.get(torget.origin + path).text


def test_what_is_written_is_shown_as_words(torget: Playground, citizen: httpx.Client) -> None:
    post, path = post_path(torget)
    torget.admin.comment(post, "<script>alert(1)</script>\0\ud800", name='"><img src=x onerror=alert(1)>')
    page = citizen.get(path).text
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_the_way_back_is_never_another_site(citizen: httpx.Client) -> None:
    for back in ("https://ond.example/", "//ond.example", "/\\ond.example", "javascript:x"):
        answer = citizen.post("/namn", data={"namn": "Kim", "tillbaka": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_the_panel_switches_profile_and_tells_what_came(torget: Playground, citizen: httpx.Client) -> None:
    path = "/sidor/biblioteken/reglage"
    assert "uppför sig som den ska" in citizen.get(path).text
    page = citizen.post(path, data={"reglage": "down", "lage": "pa"}).text
    assert "Just nu: nere" in page and torget.admin.token("biblioteken") in page
    headers = {"Authorization": f"Bearer {torget.admin.token('biblioteken')}"}
    url = f"{torget.origin}/v1/pages/biblioteken/posts"
    assert httpx.post(url, json={"text": "x"}, headers=headers).status_code == 503
    page = citizen.post(path, data={"reglage": "down", "lage": "av"}).text
    assert "uppför sig som den ska" in page and "<td>Publicera</td>" in page and "<td>503</td>" in page
    citizen.post("/sidor/biblioteken/profil", data={"profil": "full", "haller": "1"})
    (row,) = [row for row in torget.admin.pages() if row["id"] == "biblioteken"]
    assert (row["profile"], row["holds_comments"], row["followers"]) == ("full", 1, 1460)
    assert citizen.post("/sidor/biblioteken/profil", data={"profil": "x"}).status_code == 422
    assert citizen.post(path, data={"reglage": "x", "lage": "pa"}).status_code == 422


def test_a_long_flow_is_shown_by_page_and_a_long_thread_by_its_end(
    torget: Playground, citizen: httpx.Client
) -> None:
    torget.admin.add_page("lang", "Lång")
    posts = [torget.admin.post("lang", f"Inlägg nummer {number}.") for number in range(12)]
    torget.admin.many(posts[-1], 30)
    page = citizen.get("/sidor/lang").text
    assert "Inlägg nummer 11." in page and "Inlägg nummer 1." not in page
    assert "Visa 10 tidigare kommentarer" in page and "30 kommentarer" in page
    older = re.search(r'href="(\?fore=[^"]+)"', page)
    assert older and "Inlägg nummer 1." in citizen.get(f"/sidor/lang{older[1]}").text
