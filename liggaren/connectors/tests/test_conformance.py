"""One suite over every line of the registry: what any connector must do, whatever the platform."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liggaren.connectors import registry
from liggaren.connectors.base import Act, Connector, ConnectorError, Found, Mending, Parsed, Refused, Reply
from liggaren.connectors.tests.worlds import WORLDS, World
from liggaren.lib import clock

PARAMS = [
    pytest.param(
        key, marks=[pytest.mark.servers, pytest.mark.xdist_group("wordpress")] if key == "wordpress" else []
    )
    for key in registry.PLACES
]


@pytest.fixture(params=PARAMS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as made:
        yield made


@pytest.fixture
def connector(world: World) -> Connector:
    return registry.get(world.key)


def walk(connector: Connector, world: World) -> list[Parsed]:
    replies = list(connector.fetch(world.connection, cursor=None, since=None))
    return [item for reply in replies for item in connector.parse(reply)]


def by_id(items: list[Parsed]) -> dict[str, Parsed]:
    return {item.native_id: item for item in items}


def test_every_platform_in_the_registry_has_a_world_here() -> None:
    assert set(WORLDS) == set(registry.keys())


def test_it_says_who_it_is(connector: Connector, world: World) -> None:
    assert connector.key == world.key
    assert len(connector.mark) == 2 and connector.name and connector.blanking
    assert connector.reads_only or connector.text_limit > 1000


def test_each_act_stands_once_in_the_matrix_with_source_date_and_a_swedish_note(connector: Connector) -> None:
    rows = connector.capabilities("")
    assert sorted(row.act for row in rows) == sorted(Act)
    assert all(row.source and row.checked.year >= 2026 and row.note.endswith(".") for row in rows)
    assert not any(row.possible for row in rows) or not connector.reads_only


def test_the_profile_is_the_account_as_shown(connector: Connector, world: World) -> None:
    profile = connector.fetch_profile(world.connection)
    assert profile.native_id == world.connection.native_id and profile.name
    assert profile.address.startswith(world.connection.origin)


@pytest.mark.clause("G5.1")
def test_posts_and_comments_come_with_sender_time_parent_and_root(connector: Connector, world: World) -> None:
    above = world.comment(world.post, "Hur länge är det öppet? åäö 😀")
    items = by_id(walk(connector, world))
    post, comment = items[world.post], items[above]
    assert (post.kind, comment.kind) == ("post", "comment")
    assert comment.text == "Hur länge är det öppet? åäö 😀"
    assert comment.parent_native_id == comment.root_native_id == world.post
    assert comment.sender.name and not comment.sender.is_account and post.sender.is_account
    assert comment.claimed_at and abs(comment.claimed_at - clock.now()) < timedelta(minutes=10)
    assert comment.address.startswith(world.connection.origin)


def test_the_walk_ends_at_a_page_without_cursor_and_each_item_comes_once(
    connector: Connector, world: World
) -> None:
    world.many(250)
    replies = list(connector.fetch(world.connection, cursor=None, since=None))
    assert [reply.next_cursor is None for reply in replies] == [False] * (len(replies) - 1) + [True]
    ids = [item.native_id for reply in replies for item in connector.parse(reply)]
    assert len(ids) == len(set(ids)) == 251


def test_a_walk_goes_on_from_a_cursor(connector: Connector, world: World) -> None:
    world.many(120)
    whole = list(connector.fetch(world.connection, cursor=None, since=None))
    rest = list(connector.fetch(world.connection, cursor=whole[0].next_cursor, since=None))
    seen = {item.native_id for reply in [whole[0], *rest] for item in connector.parse(reply)}
    assert seen == {item.native_id for reply in whole for item in connector.parse(reply)}


def test_parsing_again_gives_the_same_bytes(connector: Connector, world: World) -> None:
    world.comment(world.post, "En sak till")
    for reply in connector.fetch(world.connection, cursor=None, since=None):
        once, again = connector.parse(reply), connector.parse(reply)
        assert once == again
        assert [item.position for item in once] == list(range(len(once)))
        assert all(isinstance(json.loads(item.slice), dict) for item in once)


@pytest.mark.clause("G5.1")
def test_an_edit_is_seen_as_other_bytes_and_other_words(connector: Connector, world: World) -> None:
    comment = world.comment(world.post, "Före")
    before = by_id(walk(connector, world))[comment]
    world.edit(comment, "Efter")
    after = by_id(walk(connector, world))[comment]
    assert (before.text, after.text) == ("Före", "Efter") and before.slice != after.slice


def test_an_item_that_nobody_touched_keeps_its_bytes_when_others_change(
    connector: Connector, world: World
) -> None:
    still = world.comment(world.post, "Orörd")
    other = world.comment(world.post, "Före")
    before = by_id(walk(connector, world))[still].slice
    world.edit(other, "Efter")
    world.comment(world.post, "Ny")
    assert by_id(walk(connector, world))[still].slice == before


def test_what_is_deleted_leaves_the_list_and_a_look_up_never_says_present(
    connector: Connector, world: World
) -> None:
    comment = world.comment(world.post, "Tas bort")
    assert comment in by_id(walk(connector, world))
    world.remove(comment)
    assert comment not in by_id(walk(connector, world))
    if world.key != "feed":  # a comment in a feed has no address of its own
        found, _ = connector.look_up(world.connection, comment, kind="comment")
        assert found is Found.DELETED


def test_a_look_up_finds_what_is_there(connector: Connector, world: World) -> None:
    found, reply = connector.look_up(world.connection, world.post, kind="post")
    assert found is Found.PRESENT and reply is not None
    assert world.post in by_id(list(connector.parse(reply)))


@pytest.mark.clause("G5.6")
def test_neither_token_nor_network_data_stands_in_what_is_kept(connector: Connector, world: World) -> None:
    world.comment(world.post, "Kanariefågel")
    replies = list(connector.fetch(world.connection, cursor=None, since=None))
    kept = b"".join(reply.body + reply.url.encode() for reply in replies)
    secrets = [world.connection.token, world.connection.token.partition(":")[2]]
    for canary in [
        *filter(None, secrets),
        "192.0.2.",
        "@medborgare.example",
        "@invanare.example",
        "Kanarieblasare",
    ]:
        assert canary.encode() not in kept
    assert {reply.blanking for reply in replies} == {connector.blanking}


def test_a_server_that_is_not_there_is_told_as_surely_not_sent(connector: Connector, world: World) -> None:
    gone = replace(world.connection, origin="http://127.0.0.1:9", native_id="http://127.0.0.1:9/feed/")
    registry.configure(loopback_origins=["http://127.0.0.1:9"])
    with pytest.raises(ConnectorError) as caught:
        list(registry.get(world.key).fetch(gone, cursor=None, since=None))
    assert caught.value.mending is Mending.WAIT and not caught.value.sent


def test_an_address_inside_the_house_is_never_called(world: World) -> None:
    registry.configure()
    with pytest.raises(ConnectorError) as caught:
        list(registry.get(world.key).fetch(world.connection, cursor=None, since=None))
    assert caught.value.mending is Mending.NEVER and not caught.value.sent


def test_a_wrong_key_asks_a_person_to_connect_again(connector: Connector, world: World) -> None:
    if world.wrong is None:
        pytest.skip("no key")
    for ask in (
        lambda: list(connector.fetch(world.wrong, cursor=None, since=None)),
        lambda: connector.look_up(world.wrong, world.post, kind="post"),
        lambda: connector.fetch_profile(world.wrong),
    ):
        with pytest.raises(ConnectorError) as caught:
            ask()
        assert caught.value.mending is Mending.RECONNECT
        assert world.wrong.token not in str(caught.value)


@pytest.mark.clause("C5.2")
def test_an_answer_stands_in_the_thread_and_is_known_again_by_its_key(
    connector: Connector, world: World
) -> None:
    comment = world.comment(world.post, "När öppnar ni?")
    began = clock.now() - timedelta(seconds=2)
    if connector.reads_only:
        with pytest.raises(Refused):
            connector.perform(world.connection, Act.REPLY, native_id=comment, kind="comment", text="Kl. 9")
        return
    said = {"native_id": comment, "text": "Kl. 9 & <i>10</i>", "key": "nyckel-1"}
    receipt = connector.perform(world.connection, Act.REPLY, kind="comment", **said)
    ours = by_id(walk(connector, world))[receipt.native_id]
    assert (ours.parent_native_id, ours.text) == (comment, "Kl. 9 & <i>10</i>") and ours.sender.is_account
    again = connector.find_performed(world.connection, Act.REPLY, after=began, **said)
    assert again is not None and again.native_id == receipt.native_id
    other = {**said, "key": "nyckel-2"}
    assert connector.find_performed(world.connection, Act.REPLY, after=began, **other) is None


def test_a_post_of_ours_is_published_and_known_again(connector: Connector, world: World) -> None:
    if connector.reads_only:
        pytest.skip("reads only")
    began = clock.now() - timedelta(seconds=2)
    text = "Nya tider\n\nVi öppnar kl. 9."
    said = {"native_id": "", "text": text, "key": "nyckel-3"}
    receipt = connector.perform(world.connection, Act.PUBLISH, kind="post", **said)
    assert by_id(walk(connector, world))[receipt.native_id].text == text
    again = connector.find_performed(world.connection, Act.PUBLISH, after=began, **said)
    assert again is not None and again.native_id == receipt.native_id


@pytest.mark.clause("G5.5")
def test_hide_show_and_delete_are_confirmed_by_look_up(connector: Connector, world: World) -> None:
    comment = world.comment(world.post, "Elakt")
    if connector.reads_only:
        for act in Act:
            with pytest.raises(Refused):
                connector.perform(world.connection, act, native_id=comment, kind="comment", text="x")
        return
    for act, expected in (
        (Act.HIDE, Found.HIDDEN),
        (Act.UNHIDE, Found.PRESENT),
        (Act.DELETE, Found.DELETED),
    ):
        connector.perform(world.connection, act, native_id=comment, kind="comment", key=f"n-{act}")
        assert connector.look_up(world.connection, comment, kind="comment")[0] is expected
    with pytest.raises(Refused) as caught:
        connector.perform(world.connection, Act.DELETE, native_id=comment, kind="comment")
    assert caught.value.status in (404, 410)


STRANGE = {
    "empty": "",
    "long": "å" * 100_000,
    "right to left": "\u202eأهلا\u202c vänd",
    "zero width": "a\u200bb\u200dc",
    "script": "<script>alert(1)</script>",
    "emoji": "😀" * 500,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_comment_is_carried(connector: Connector, world: World, text: str) -> None:
    if world.key == "wordpress" and (len(text) > 10_000 or "<script" in text):
        text = "å" * 30_000  # its column holds 65,535 bytes, and it takes scripts away itself
    comment = world.comment(world.post, text)
    found = by_id(walk(connector, world))[comment]
    assert found.text == text or (world.key == "feed" and found.text == "Rubrik" and not text)


@pytest.mark.parametrize("key", registry.keys())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), kind=st.sampled_from(["posts", "comments", "item", "comments/1", "x"]))
def test_any_bytes_at_all_give_items_or_a_clear_error(key: str, body: bytes, kind: str) -> None:
    reply = Reply(body, "application/json", "https://x.example/", 200, clock.now(), kind, "none-1")
    try:
        assert isinstance(registry.get(key).parse(reply), tuple)
    except ConnectorError as error:
        assert error.mending is Mending.NEVER and error.reason


@pytest.mark.parametrize("key", registry.keys())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["data", "id", "kind", "author", "content", "title"]), inner)
        ),
        max_leaves=12,
    )
)
def test_any_json_at_all_gives_items_or_a_clear_error(key: str, value: object) -> None:
    body = json.dumps(value).encode()
    for kind in ("posts", "comments", "item", "comment/1"):
        reply = Reply(body, "application/json", "https://x.example/", 200, clock.now(), kind, "none-1")
        try:
            assert isinstance(registry.get(key).parse(reply), tuple)
        except ConnectorError as error:
            assert error.mending is Mending.NEVER and error.reason
