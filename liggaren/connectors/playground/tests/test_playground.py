"""The playground's connector: every outcome that a platform can give, and what we then know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from liggaren.connectors import registry
from liggaren.connectors.base import (
    Act,
    Connection,
    Connector,
    ConnectorError,
    Found,
    Mending,
    OutcomeUnknown,
    Refused,
    Reply,
)
from liggaren.lib import clock
from liggaren.playground import paging
from liggaren.playground.serve import Playground, running


@dataclass
class Place:
    torget: Playground
    connector: Connector
    connection: Connection
    post: str

    def delete(self, comment: str) -> None:
        self.connector.perform(self.connection, Act.DELETE, native_id=comment, kind="comment", key="k")

    def look(self, comment: str) -> Found:
        return self.connector.look_up(self.connection, comment, kind="comment")[0]


@pytest.fixture
def place() -> Iterator[Place]:
    with running() as torget:
        registry.configure(loopback_origins=[torget.origin])
        torget.admin.add_page("sidan", "Sidan")
        connection = Connection(torget.origin, "sidan", torget.admin.token("sidan"))
        yield Place(torget, registry.get("playground"), connection, torget.admin.post("sidan", "Inlägg"))


@pytest.mark.parametrize(
    ("switch", "value", "error", "gone"),
    [
        ("silent", "drop", OutcomeUnknown, True),
        ("error_after", "", OutcomeUnknown, True),
        ("half", "", OutcomeUnknown, True),
        ("reset", "", OutcomeUnknown, False),
        ("down", "", OutcomeUnknown, False),
        ("limited", "9", Refused, False),
        ("refuse", "", Refused, False),
    ],
)
def test_each_outcome_is_told_as_what_we_know_and_sent_once(
    place: Place, switch: str, value: str, error: type[ConnectorError], gone: bool
) -> None:
    comment = place.torget.admin.comment(place.post, "Elakt")
    place.torget.admin.switch("sidan", switch, value)
    with pytest.raises(error) as caught:
        place.delete(comment)
    assert type(caught.value) is error
    assert (caught.value.retry_after, caught.value.status) == (9.0, 429) or switch != "limited"
    place.torget.admin.switch_all_off("sidan")
    assert place.look(comment) is (Found.DELETED if gone else Found.PRESENT)
    assert len(place.torget.admin.journal(act="delete")) == 1


@pytest.mark.parametrize(
    ("switch", "mending"),
    [
        ("down", Mending.WAIT),
        ("limited", Mending.WAIT),
        ("reset", Mending.WAIT),
        ("half", Mending.WAIT),
    ],
)
def test_an_outage_never_reads_as_a_deletion(place: Place, switch: str, mending: Mending) -> None:
    comment = place.torget.admin.comment(place.post, "Kvar")
    place.torget.admin.switch("sidan", switch)
    for ask in (
        lambda: place.look(comment),
        lambda: list(place.connector.fetch(place.connection, cursor=None, since=None)),
    ):
        with pytest.raises(ConnectorError) as caught:
            ask()
        assert caught.value.mending is mending


def test_what_is_closed_to_us_is_unavailable(place: Place) -> None:
    comment = place.torget.admin.comment(place.post, "Kvar")
    place.torget.admin.switch("sidan", "forbidden")
    assert place.look(comment) is Found.UNAVAILABLE
    place.torget.admin.add_page("annan", "Annan")
    other = place.torget.admin.post("annan", "Inlägg")
    assert place.look(other) is Found.UNAVAILABLE


@pytest.mark.parametrize("switch", ["silent", "error_after"])
def test_a_lost_answer_is_found_by_its_key_and_never_written_twice(place: Place, switch: str) -> None:
    comment = place.torget.admin.comment(place.post, "Fråga")
    began = clock.now() - timedelta(hours=2)
    said = {"native_id": comment, "text": "Svar", "key": "k1"}
    assert place.connector.find_performed(place.connection, Act.REPLY, after=began, **said) is None
    place.torget.admin.switch("sidan", switch)
    with pytest.raises(OutcomeUnknown):
        place.connector.perform(place.connection, Act.REPLY, kind="comment", **said)
    place.torget.admin.switch_all_off("sidan")
    found = place.connector.find_performed(place.connection, Act.REPLY, after=began, **said)
    assert found is not None and place.torget.admin.replies(comment) == [found.native_id]
    place.connector.perform(place.connection, Act.REPLY, kind="comment", **said)
    assert place.torget.admin.replies(comment) == [found.native_id]


def test_without_a_key_our_own_words_under_the_same_parent_are_found(place: Place) -> None:
    comment, other = (place.torget.admin.comment(place.post, text) for text in ("a", "b"))
    began = clock.now() - timedelta(minutes=1)
    place.connector.perform(place.connection, Act.REPLY, native_id=comment, kind="comment", text="Svar")

    def find(parent: str, text: str) -> bool:
        found = place.connector.find_performed(
            place.connection, Act.REPLY, native_id=parent, text=text, key="", after=began
        )
        return found is not None

    assert find(comment, "Svar") and not find(other, "Svar") and not find(comment, "svar")


def test_an_old_cursor_begins_the_listing_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.torget.admin.many(place.post, 150)
    replies = list(place.connector.fetch(place.connection, cursor=None, since=None))
    monkeypatch.setattr(paging, "LIFETIME", -1.0)
    again = place.connector.fetch(place.connection, cursor=replies[1].next_cursor, since=None)
    assert place.connector.parse(next(again))[0].native_id == place.connector.parse(replies[1])[0].native_id


def test_since_brings_what_was_edited_too(place: Place) -> None:
    old = place.torget.admin.comment(place.post, "Före")
    place.torget.admin.comment(place.post, "Orörd")
    moment = clock.now()
    place.torget.admin.edit(old, "Efter")
    replies = list(place.connector.fetch(place.connection, cursor=None, since=moment))
    items = [item for reply in replies for item in place.connector.parse(reply)]
    assert [(item.native_id, item.text) for item in items] == [(old, "Efter")]
    assert items[0].edited_at and items[0].claimed_at and items[0].edited_at > items[0].claimed_at


def test_the_matrix_follows_the_profile_and_the_platform_agrees(place: Place) -> None:
    for profile in ("full", "hide", "reply"):
        place.torget.admin.add_page(profile, profile, profile=profile)
        connection = replace(place.connection, native_id=profile, token=place.torget.admin.token(profile))
        post = place.torget.admin.post(profile, "Inlägg")
        for row in place.connector.capabilities(profile):
            if row.act not in (Act.HIDE, Act.DELETE):
                continue
            comment = place.torget.admin.comment(post, "Hej")
            try:
                place.connector.perform(connection, row.act, native_id=comment, kind="comment")
                done = True
            except Refused:
                done = False
            assert done is row.possible, (profile, row.act)


def test_a_held_comment_is_told_as_held_and_can_be_refused(place: Place) -> None:
    place.torget.admin.add_page("sidan", "Sidan", holds_comments=True)
    comment = place.torget.admin.comment(place.post, "Väntar")
    _, reply = place.connector.look_up(place.connection, comment, kind="comment")
    assert reply is not None and place.connector.parse(reply)[0].is_held
    place.connector.perform(place.connection, Act.REJECT, native_id=comment, kind="comment")
    assert place.look(comment) is Found.DELETED


@pytest.mark.parametrize("text", ["\0", "\ud800", "\udfff x \ud83d", "a\0b" * 100])
def test_nul_and_lone_surrogates_come_through_to_the_slice(place: Place, text: str) -> None:
    comment = place.torget.admin.comment(place.post, text)
    _, reply = place.connector.look_up(place.connection, comment, kind="comment")
    assert reply is not None
    (item,) = place.connector.parse(reply)
    assert item.text == text and item.slice.decode("utf-8") and b"\0" not in item.slice


def test_a_known_no_is_kept_as_an_answer_without_items(place: Place) -> None:
    comment = place.torget.admin.comment(place.post, "Bort")
    place.delete(comment)
    found, reply = place.connector.look_up(place.connection, comment, kind="comment")
    assert found is Found.DELETED and reply is not None
    assert reply.status == 410 and place.connector.parse(reply) == ()


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"data": 1}', b'{"data": [{}]}', b'{"data": [null]}', b"[]", b'"x"', b"<html>"]
)
def test_an_answer_that_is_not_torget_s_is_a_clear_error(place: Place, body: bytes) -> None:
    reply = Reply(body, "application/json", "x", 200, clock.now(), "posts", "playground-1")
    with pytest.raises(ConnectorError) as caught:
        place.connector.parse(reply)
    assert caught.value.mending is Mending.NEVER
