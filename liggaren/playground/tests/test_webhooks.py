"""Signed notices: ids only, to this machine only, tried again, then given up."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest

from liggaren.playground import webhooks
from liggaren.playground.errors import ApiError
from liggaren.playground.serve import Playground, running

SECRET = "en hemlighet av rätt längd"


class Listener(HTTPServer):
    """Remembers what came; answers with `status`."""

    status = 204
    got: list[tuple[str, bytes]]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Listener)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.headers["X-Torget-Signature"], body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def torget() -> Iterator[Playground]:
    with running() as made:
        made.admin.add_page("sidan", "Sidan")
        yield made


@pytest.fixture
def listener() -> Iterator[Listener]:
    web = Listener(("127.0.0.1", 0), Handler)
    web.got = []
    thread = Thread(target=web.serve_forever, args=(0.02,))
    thread.start()
    yield web
    web.shutdown()
    thread.join()
    web.server_close()


def wait_for(web: Listener, count: int) -> None:
    end = time.monotonic() + 10
    while len(web.got) < count and time.monotonic() < end:
        time.sleep(0.02)


def test_each_change_is_told_signed_over_the_raw_body_without_words(
    torget: Playground, listener: Listener
) -> None:
    url = f"http://127.0.0.1:{listener.server_port}/krok"
    headers = {"Authorization": f"Bearer {torget.admin.token('sidan')}"}
    hook = f"{torget.origin}/v1/pages/sidan/webhook"
    assert httpx.put(hook, json={"url": url, "secret": SECRET}, headers=headers).status_code == 200
    post = torget.admin.post("sidan", "Hemliga ord")
    comment = torget.admin.comment(post, "Hemliga ord")
    torget.admin.edit(comment, "Andra ord")
    torget.admin.delete(comment)
    wait_for(listener, 4)
    for signature, body in listener.got:
        expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert signature == f"sha256={expected}" and b"ord" not in body
    told = [json.loads(body) for _, body in listener.got]
    assert [(one["event"], one["item_id"]) for one in told] == [
        ("item.created", post),
        ("item.created", comment),
        ("item.edited", comment),
        ("item.deleted", comment),
    ]
    assert httpx.delete(hook, headers=headers).status_code == 204
    torget.admin.post("sidan", "Tyst")
    assert torget.admin.store.row("SELECT 1 FROM delivery WHERE state = 'waiting'") is None


def test_a_notice_that_is_not_taken_is_sent_again(torget: Playground, listener: Listener) -> None:
    listener.status = 500
    webhooks.set_webhook(torget.admin.store, "sidan", f"http://127.0.0.1:{listener.server_port}/", SECRET)
    torget.admin.post("sidan", "Hej")
    wait_for(listener, 1)
    listener.status = 200
    wait_for(listener, 2)
    assert listener.got[0] == listener.got[1]


@pytest.mark.parametrize(
    "url",
    ["https://annan.example/", "http://10.0.0.1/", "http://127.0.0.1.example/", "file:///x", "http://[", ""],
)
def test_only_this_machine_is_told(torget: Playground, url: str) -> None:
    with pytest.raises(ApiError) as caught:
        webhooks.set_webhook(torget.admin.store, "sidan", url, SECRET)
    assert caught.value.code == "webhook_not_loopback"


def test_a_short_secret_is_refused(torget: Playground) -> None:
    with pytest.raises(ApiError):
        webhooks.set_webhook(torget.admin.store, "sidan", "http://127.0.0.1:1/", "kort")


def test_after_five_tries_it_is_given_up(torget: Playground) -> None:
    store = torget.admin.store
    webhooks.set_webhook(store, "sidan", "http://127.0.0.1:9/", SECRET)
    torget.admin.post("sidan", "Hej")
    sql = "SELECT d.*, w.url, w.secret FROM delivery d JOIN webhook w USING (page_id)"
    for _ in range(webhooks.TRIES):
        row = store.row(sql)
        assert row is not None
        webhooks.deliver(store, row)
    found = store.row(sql)
    assert found is not None and found["state"] == "given_up"
