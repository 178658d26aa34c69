"""The API is as strict as a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from liggaren.playground import paging
from liggaren.playground.serve import Playground, running


@pytest.fixture
def torget() -> Iterator[Playground]:
    with running() as made:
        made.admin.add_page("sidan", "Sidan")
        made.admin.add_page("doljer", "Döljer", profile="hide")
        made.admin.add_page("svarar", "Svarar", profile="reply")
        yield made


class Api:
    """Calls as one page."""

    def __init__(self, torget: Playground, page: str = "sidan", *scopes: str) -> None:
        self.page = page
        token = torget.admin.token(page, *scopes)
        self.client = httpx.Client(
            base_url=f"{torget.origin}/v1", headers={"Authorization": f"Bearer {token}"}, timeout=10
        )

    def __call__(self, method: str, path: str, status: int, code: str = "", **more: Any) -> Any:
        answer = self.client.request(method, path.replace("PAGE", self.page), **more)
        assert answer.status_code == status, answer.text
        value = answer.json() if answer.content else None
        assert not code or value["error"]["code"] == code
        return value


@pytest.fixture
def api(torget: Playground) -> Iterator[Api]:
    made = Api(torget)
    yield made
    made.client.close()


def test_tokens_are_wanted_known_live_and_enough(torget: Playground, api: Api) -> None:
    url = f"{torget.origin}/v1/pages/sidan"
    for header, code in (
        ("", "token_missing"),
        ("Basic eDp5", "token_missing"),
        ("Bearer fel", "token_invalid"),
    ):
        answer = httpx.get(url, headers={"Authorization": header} if header else {})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
        assert answer.headers["www-authenticate"].startswith("Bearer")
    reader = Api(torget, "sidan", "read")
    reader("GET", "/pages/PAGE", 200)
    reader("POST", "/pages/PAGE/posts", 403, "scope_missing", json={"text": "x"})
    torget.admin.revoke(torget.admin.token("sidan"))
    api("GET", "/pages/PAGE", 401, "token_expired")
    reader.client.close()


def test_another_page_s_things_are_closed(torget: Playground, api: Api) -> None:
    other = torget.admin.post("doljer", "Hemma")
    api("GET", "/pages/doljer/posts", 403, "not_your_page")
    api("GET", f"/items/{other}", 403, "no_permission")
    api("DELETE", f"/items/{other}", 403, "no_permission")


def test_unknown_versions_and_paths_are_told_apart(torget: Playground) -> None:
    for path, code in (
        ("/v2/pages/sidan", "unknown_version"),
        ("/v0/x", "unknown_version"),
        ("/v1/x", "unknown_path"),
    ):
        answer = httpx.get(torget.origin + path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


def test_pages_of_a_hundred_by_signed_cursors_that_grow_old(
    torget: Playground, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = torget.admin.post("sidan", "Inlägg")
    torget.admin.many(post, 250)
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        value = api("GET", "/pages/PAGE/comments", 200, params={"limit": 100, "cursor": cursor})
        seen += [row["id"] for row in value["data"]]
        cursor, pages = value["paging"]["next_cursor"], pages + 1
    assert (len(set(seen)), len(seen), pages) == (250, 250, 3)
    for limit in ("0", "101", "x", "-1", "1.5", "９"):
        api("GET", "/pages/PAGE/comments", 400, "bad_limit", params={"limit": limit})
    old = paging.make_cursor("sidan/comment/", 5, now=time.time() - paging.LIFETIME - 1)
    other = paging.make_cursor("sidan/post/", 5)
    for cursor, code in (
        (old, "cursor_expired"),
        (other, "bad_cursor"),
        ("abc", "bad_cursor"),
        ("å", "bad_cursor"),
    ):
        api("GET", "/pages/PAGE/comments", 400, code, params={"cursor": cursor})


def test_since_includes_what_was_edited(torget: Playground, api: Api) -> None:
    post = torget.admin.post("sidan", "Inlägg")
    old = torget.admin.comment(post, "gammal")
    torget.admin.comment(post, "orörd")
    moment = api("GET", f"/items/{torget.admin.comment(post, 'ny')}", 200)["created_at"]
    torget.admin.edit(old, "ändrad")
    rows = api("GET", "/pages/PAGE/comments", 200, params={"since": moment})["data"]
    assert [row["text"] for row in rows] == ["ändrad", "ny"] and rows[0]["edited_at"]
    api("GET", "/pages/PAGE/comments", 400, "bad_since", params={"since": "i går"})


def test_calls_are_counted_and_too_many_are_sent_away(torget: Playground, api: Api) -> None:
    torget.admin.limits.per_minute = 2
    for left in ("1", "0"):
        answer = api.client.get("/pages/sidan")
        assert (answer.headers["x-ratelimit-limit"], answer.headers["x-ratelimit-remaining"]) == ("2", left)
    answer = api.client.get("/pages/sidan")
    assert answer.status_code == 429 and 1 <= int(answer.headers["retry-after"]) <= 60


def test_the_same_key_gives_the_same_post_and_never_another(torget: Playground, api: Api) -> None:
    key = {"Idempotency-Key": "n1"}
    first = api("POST", "/pages/PAGE/posts", 201, json={"text": "Hej"}, headers=key)
    again = api("POST", "/pages/PAGE/posts", 201, json={"text": "Hej"}, headers=key)
    assert first["id"] == again["id"] and first["client_key"] == "n1"
    api("POST", "/pages/PAGE/posts", 422, "idempotency_conflict", json={"text": "Hå"}, headers=key)
    lines = torget.admin.journal(act="publish")
    assert [(line.performed, line.status) for line in lines] == [(True, 201), (False, 201), (False, 422)]


def test_gone_never_was_and_hidden_are_told_apart(torget: Playground, api: Api) -> None:
    comment = torget.admin.comment(torget.admin.post("sidan", "Inlägg"), "Hej")
    assert api("POST", f"/items/{comment}/hide", 200)["hidden"] is True
    assert api("POST", f"/items/{comment}/unhide", 200)["hidden"] is False
    api("DELETE", f"/items/{comment}", 204)
    api("DELETE", f"/items/{comment}", 410, "deleted")
    api("GET", f"/items/{comment}", 410, "deleted")
    for unknown in ("999999", "0", "x", "-1", "1" * 30, "²"):
        api("GET", f"/items/{unknown}", 404, "not_found")


def test_a_deleted_post_takes_its_comments_and_a_deleted_comment_leaves_its_answers(
    torget: Playground, api: Api
) -> None:
    post = torget.admin.post("sidan", "Inlägg")
    above = torget.admin.comment(post, "Hej")
    below = torget.admin.comment(above, "Svar")
    api("DELETE", f"/items/{above}", 204)
    assert api("GET", f"/items/{below}", 200)["parent_id"] == above
    api("DELETE", f"/items/{post}", 204)
    api("GET", f"/items/{below}", 410, "deleted")


@pytest.mark.parametrize(
    ("page", "allowed"), [("sidan", {"hide", "delete"}), ("doljer", {"hide"}), ("svarar", set())]
)
def test_the_profile_says_what_can_be_done(torget: Playground, page: str, allowed: set[str]) -> None:
    api = Api(torget, page)
    comment = torget.admin.comment(torget.admin.post(page, "Inlägg"), "Hej")
    for act, method, path, done in (("hide", "POST", "/hide", 200), ("delete", "DELETE", "", 204)):
        can = act in allowed
        api(method, f"/items/{comment}{path}", done if can else 403, "" if can else "not_supported")
    if "delete" not in allowed:
        reply = api("POST", f"/items/{comment}/replies", 201, json={"text": "Svar"})
        api("DELETE", f"/items/{reply['id']}", 204)
    assert set(api("GET", "/pages/PAGE", 200)["acts"]) >= allowed | {"publish", "reply"}
    api.client.close()


def test_held_comments_wait_until_let_through_or_refused(torget: Playground, api: Api) -> None:
    torget.admin.add_page("sidan", "Sidan", holds_comments=True)
    post = torget.admin.post("sidan", "Inlägg")
    one, two = (torget.admin.comment(post, text) for text in ("a", "b"))
    assert api("GET", f"/items/{one}", 200)["held"] is True
    assert api("POST", f"/items/{one}/approve", 200)["held"] is False
    api("POST", f"/items/{one}/approve", 409, "not_held")
    api("POST", f"/items/{one}/reject", 409, "not_held")
    api("POST", f"/items/{two}/reject", 204)
    api("GET", f"/items/{two}", 410, "deleted")


STRANGE = ["", "å" * 100_000, "\u202eأهلا", "a\u200bb", "\0", "\ud800", "<script>", "😀" * 500]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_any_text_is_carried_back_exactly(torget: Playground, api: Api, text: str) -> None:
    post = torget.admin.post("sidan", "Inlägg")
    comment = torget.admin.comment(post, text)
    assert api("GET", f"/items/{comment}", 200)["text"] == text
    assert httpx.get(f"{torget.origin}/sidor/sidan/inlagg/{post}").status_code == 200


def test_bodies_that_are_wrong_are_said_to_be(torget: Playground, api: Api) -> None:
    for body, status, code in (
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b"[" * 100_000, 400, "bad_json"),
        (b"\xff", 400, "bad_json"),
        (b"{}", 422, "text_missing"),
        (b'{"text": 1}', 422, "text_missing"),
        (b'{"text": "' + b"x" * 200_001 + b'"}', 422, "text_too_long"),
        (b" " * 2_000_001, 413, "too_large"),
    ):
        api("POST", "/pages/PAGE/posts", status, code, content=body)
    api("PUT", "/items/100001", 405, "wrong_method", json={})
    assert not [line for line in torget.admin.journal() if line.performed]


def test_only_the_author_edits_through_the_api(torget: Playground, api: Api) -> None:
    post = torget.admin.post("sidan", "Inlägg")
    comment = torget.admin.comment(post, "Hej")
    api("PATCH", f"/items/{comment}", 403, "not_author", json={"text": "x"})
    edited = api("PATCH", f"/items/{post}", 200, json={"text": "Nya ord"})
    assert edited["text"] == "Nya ord" and edited["edited_at"]


def test_other_machines_names_and_other_sites_forms_are_refused(torget: Playground) -> None:
    assert httpx.get(torget.origin, headers={"Host": "ond.example"}).status_code == 400
    evil = {"Origin": "https://ond.example"}
    assert httpx.post(f"{torget.origin}/namn", data={"namn": "x"}, headers=evil).status_code == 403
    assert httpx.post(f"{torget.origin}/admin/seed", headers=evil).status_code == 403


def test_the_admin_s_hand_works_over_http_too(torget: Playground) -> None:
    with httpx.Client(base_url=f"{torget.origin}/admin") as admin:
        post = admin.post("/pages/sidan/posts", json={"text": "Hej"}).json()["id"]
        comment = admin.post(f"/items/{post}/comments", json={"text": "Hå", "name": "Bo Exempel"}).json()[
            "id"
        ]
        assert len(admin.post(f"/items/{post}/many", json={"count": 3}).json()["ids"]) == 3
        assert admin.put("/pages/sidan/switches", json={"down": ""}).status_code == 200
        token = admin.post("/pages/sidan/token", json={}).json()["token"]
        url = f"{torget.origin}/v1/items/{comment}"
        assert httpx.get(url, headers={"Authorization": f"Bearer {token}"}).status_code == 503
        assert admin.put("/pages/sidan/switches", json={"down": None}).status_code == 200
        assert httpx.get(url, headers={"Authorization": f"Bearer {token}"}).json()["text"] == "Hå"
        assert admin.patch(f"/items/{comment}", json={"text": "Nytt"}).status_code == 200
        assert admin.delete(f"/items/{comment}").status_code == 200
        assert admin.get("/pages/sidan/journal").json() == []
        assert admin.put("/pages/sidan/switches", json={"x": ""}).status_code == 422
        assert admin.post("/pages/sidan/posts", json={}).status_code == 400
        assert {page["id"] for page in admin.get("/pages").json()} == {"sidan", "doljer", "svarar"}
