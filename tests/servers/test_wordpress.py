"""The WordPress connector against Debian's WordPress: what a real blog does, and what its network may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from liggaren.connectors import registry
from liggaren.connectors.base import (
    Act,
    Connection,
    ConnectorError,
    Found,
    Mending,
    OutcomeUnknown,
    Refused,
)
from liggaren.connectors.recognise import recognise
from liggaren.lib import clock

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("wordpress")]
CANARIES = (b"192.0.2.44", b"kim@invanare.example", b"Kanarieblasare")


def walk(connector: Any, connection: Connection) -> dict[str, Any]:
    found = [
        item
        for reply in connector.fetch(connection, cursor=None, since=None)
        for item in connector.parse(reply)
    ]
    assert len(found) == len({item.native_id for item in found})
    return {item.native_id: item for item in found}


@pytest.mark.clause("G5.1")
@pytest.mark.parametrize("rest", ["query", "pretty", ""])
def test_posts_and_250_comments_are_read_by_page_in_either_spelling(site: Any, blog: Any, rest: str) -> None:
    connector, connection = blog
    connection = replace(connection, options={"rest": rest} if rest else {})
    post = site.post(
        "Sommartider", '<p>Öppet &amp; klart</p><img src="https://badet.example/b.jpg" alt="Bassäng">'
    )
    numbers = site.comments(post, [f"Kommentar {n}" for n in range(250)])
    replies = list(connector.fetch(connection, cursor=None, since=None))
    items = walk(connector, connection)
    assert [len(connector.parse(reply)) for reply in replies] == [1, 100, 100, 50]
    assert set(items) == {f"post-{post}", *(f"comment-{number}" for number in numbers)}
    found = items[f"post-{post}"]
    assert found.text == "Sommartider\n\nÖppet & klart" and found.media[0].alt == "Bassäng"
    assert found.sender.name == "redaktion" and found.sender.is_account
    assert not any(canary in reply.body for canary in CANARIES for reply in replies)


def test_held_comments_are_seen_with_a_key_and_closed_to_anyone(site: Any, blog: Any) -> None:
    connector, connection = blog
    post = site.post("Inlägg", "Text")
    shown, held = site.comment(post, "Syns"), f"comment-{site.comment(post, 'Väntar', approved=0)}"
    item = walk(connector, connection)[held]
    assert item.is_held and item.is_hidden and item.text == "Väntar"
    assert connector.look_up(connection, held, kind="comment")[0] is Found.HIDDEN
    anyone = replace(connection, token="")
    assert set(walk(connector, anyone)) == {f"post-{post}", f"comment-{shown}"}
    assert connector.look_up(anyone, held, kind="comment")[0] is Found.UNAVAILABLE
    with pytest.raises(Refused) as caught:
        connector.perform(anyone, Act.DELETE, native_id=held, kind="comment")
    assert caught.value.mending is Mending.RECONNECT


def test_a_held_comment_is_refused_or_let_through(site: Any, blog: Any) -> None:
    connector, connection = blog
    post = site.post("Inlägg", "Text")
    one, two = (f"comment-{site.comment(post, text, approved=0)}" for text in ("a", "b"))
    connector.perform(connection, Act.UNHIDE, native_id=one, kind="comment")
    connector.perform(connection, Act.REJECT, native_id=two, kind="comment")
    assert connector.look_up(connection, one, kind="comment")[0] is Found.PRESENT
    assert connector.look_up(connection, two, kind="comment")[0] is Found.DELETED


def test_an_edit_of_a_comment_is_seen_though_wordpress_gives_no_time(site: Any, blog: Any) -> None:
    connector, connection = blog
    number = site.comment(site.post("Inlägg", "Text"), "Före <b>fet</b> 5 &lt; 6\nrad två")
    before = walk(connector, connection)[f"comment-{number}"]
    site.edit(number, "Efter")
    after = walk(connector, connection)[f"comment-{number}"]
    assert before.text == "Före fet 5 < 6\nrad två" and after.text == "Efter"
    assert before.slice != after.slice and before.edited_at is after.edited_at is None


def test_an_edit_of_a_post_has_a_time_and_is_found_by_since(site: Any, blog: Any) -> None:
    connector, connection = blog
    old = {"post_title": "Gammalt", "post_status": "publish", "post_date": "2026-01-01 12:00:00"}
    words = ", ".join(f"'{key}' => '{value}'" for key, value in old.items())
    number = site.php(f"echo wp_insert_post([{words}, 'post_content' => 'Före']);")
    site.php(f"wp_update_post(['ID' => {number}, 'post_content' => 'Efter']);")
    replies = list(connector.fetch(connection, cursor=None, since=clock.now()))
    item = connector.parse(replies[0])[0]
    assert item.native_id == f"post-{number}" and item.text == "Gammalt\n\nEfter"
    assert item.edited_at and clock.now() - item.edited_at < timedelta(minutes=5)


@pytest.mark.clause("C5.2")
def test_an_answer_is_written_as_words_in_the_thread(site: Any, blog: Any) -> None:
    connector, connection = blog
    post = site.post("Inlägg", "Text")
    above = f"comment-{site.comment(post, 'När öppnar ni?')}"
    text = "Kl. 9 & <script>alert(1)</script> å"
    receipt = connector.perform(connection, Act.REPLY, native_id=above, kind="comment", text=text, key="n1")
    item = walk(connector, connection)[receipt.native_id]
    assert (item.text, item.parent_native_id, item.root_native_id) == (text, above, f"post-{post}")
    assert item.sender.is_account and receipt.address.startswith(site.origin)
    under_post = connector.perform(
        connection, Act.REPLY, native_id=f"post-{post}", kind="post", text="Till alla", key="n2"
    )
    assert walk(connector, connection)[under_post.native_id].parent_native_id == f"post-{post}"
    with pytest.raises(Refused) as caught:
        connector.perform(connection, Act.REPLY, native_id="comment-999999", kind="comment", text="x")
    assert caught.value.status == 404


@pytest.mark.clause("G5.5")
def test_trash_and_delete_are_both_gone_and_told_apart_from_an_outage(
    site: Any, blog: Any, door: Any
) -> None:
    connector, connection = blog
    post = site.post("Inlägg", "Text")
    trashed, erased = site.comment(post, "Till korgen"), site.comment(post, "Bort")
    connector.perform(connection, Act.DELETE, native_id=f"comment-{trashed}", kind="comment")
    site.delete(erased, force=True)
    for number in (trashed, erased):
        assert f"comment-{number}" not in walk(connector, connection)
        assert connector.look_up(connection, f"comment-{number}", kind="comment")[0] is Found.DELETED
    with pytest.raises(Refused) as caught:
        connector.perform(connection, Act.DELETE, native_id=f"comment-{trashed}", kind="comment")
    assert caught.value.status == 410
    door.mood = "outage"
    with pytest.raises(ConnectorError) as outage:
        connector.look_up(connection, f"comment-{erased}", kind="comment")
    assert outage.value.mending is Mending.WAIT


def test_answers_to_an_erased_comment_move_up_and_keep_their_numbers(site: Any, blog: Any) -> None:
    connector, connection = blog
    post = site.post("Inlägg", "Text")
    above = site.comment(post, "Överst")
    below = f"comment-{site.comment(post, 'Under', parent=above)}"
    assert walk(connector, connection)[below].parent_native_id == f"comment-{above}"
    site.delete(above, force=True)
    assert walk(connector, connection)[below].parent_native_id == f"post-{post}"


def test_hiding_keeps_the_commenter_s_network_data_in_the_blog_and_out_of_ours(site: Any, blog: Any) -> None:
    connector, connection = blog
    number = site.comment(site.post("Inlägg", "Text"), "Elakt")
    for act, found in ((Act.HIDE, Found.HIDDEN), (Act.UNHIDE, Found.PRESENT)):
        receipt = connector.perform(connection, act, native_id=f"comment-{number}", kind="comment")
        assert not any(canary in receipt.reply.body for canary in CANARIES)
        assert connector.look_up(connection, f"comment-{number}", kind="comment")[0] is found
    kept = site.php(f"echo json_encode(get_comment({number}));")
    assert (kept["comment_author_IP"], kept["comment_agent"]) == ("192.0.2.44", "Kanarieblasare/1.0")


def test_a_post_cannot_be_hidden_but_can_be_trashed(site: Any, blog: Any) -> None:
    connector, connection = blog
    post = f"post-{site.post('Inlägg', 'Text')}"
    with pytest.raises(Refused):
        connector.perform(connection, Act.HIDE, native_id=post, kind="post")
    connector.perform(connection, Act.DELETE, native_id=post, kind="post")
    assert connector.look_up(connection, post, kind="post")[0] is Found.DELETED
    assert connector.look_up(connection, "post-999999", kind="post")[0] is Found.DELETED


def test_wrong_and_weak_keys_need_a_person_for_reading_and_acting(site: Any, blog: Any) -> None:
    connector, connection = blog
    comment = f"comment-{site.comment(site.post('Inlägg', 'Text'), 'Kvar')}"
    for token in ("redaktion:fel fel fel", "ingen:alls", site.weak_token):
        wrong = replace(connection, token=token)
        with pytest.raises(ConnectorError) as read:
            walk(connector, wrong)
        assert read.value.mending is Mending.RECONNECT and token not in str(read.value)
        with pytest.raises(ConnectorError) as act:
            connector.perform(wrong, Act.DELETE, native_id=comment, kind="comment")
        assert not isinstance(act.value, OutcomeUnknown)
    assert connector.look_up(connection, comment, kind="comment")[0] is Found.PRESENT


def test_half_an_answer_and_a_lost_one_are_unknown_until_looked_up(site: Any, blog: Any, door: Any) -> None:
    connector, connection = blog
    post = site.post("Inlägg", "Text")
    comment = f"comment-{site.comment(post, 'Fråga')}"
    connector.fetch_profile(connection)  # what is asked once is asked
    began = clock.now() - timedelta(seconds=2)
    for mood in ("half", "lost"):
        said = {"native_id": f"post-{post}", "text": f"Svar {mood}", "key": f"nyckel-{mood}"}
        door.mood, door.passed[:] = mood, []
        with pytest.raises(OutcomeUnknown):
            connector.perform(connection, Act.REPLY, kind="post", **said)
        assert len([line for line in door.passed if line.startswith(b"POST")]) == 1
        door.mood = "open"
        found = connector.find_performed(connection, Act.REPLY, after=began, **said)
        assert found is not None and walk(connector, connection)[found.native_id].text == f"Svar {mood}"
        absent = {**said, "key": "en annan"}
        assert connector.find_performed(connection, Act.REPLY, after=began, **absent) is None
    door.mood = "lost"
    with pytest.raises(OutcomeUnknown):
        connector.perform(connection, Act.DELETE, native_id=comment, kind="comment")
    door.mood = "half"
    with pytest.raises(ConnectorError) as caught:
        walk(connector, connection)
    assert caught.value.mending is Mending.WAIT
    door.mood = "open"
    assert connector.look_up(connection, comment, kind="comment")[0] is Found.DELETED


def test_an_outage_before_the_act_is_surely_not_sent(site: Any, blog: Any, door: Any) -> None:
    connector, connection = blog
    comment = f"comment-{site.comment(site.post('Inlägg', 'Text'), 'Fråga')}"
    connector.fetch_profile(connection)
    door.mood = "outage"
    with pytest.raises(ConnectorError) as caught:  # the thread is asked for first, and that fails
        connector.perform(connection, Act.REPLY, native_id=comment, kind="comment", text="x", key="k")
    assert not caught.value.sent and not isinstance(caught.value, OutcomeUnknown)
    with pytest.raises(OutcomeUnknown):  # here the act itself met the outage
        connector.perform(connection, Act.DELETE, native_id=comment, kind="comment")
    gone = replace(connection, origin="http://127.0.0.1:9")
    registry.configure(loopback_origins=["http://127.0.0.1:9"])
    with pytest.raises(ConnectorError) as down:
        registry.get("wordpress").perform(gone, Act.DELETE, native_id=comment, kind="comment")
    assert not down.value.sent


def test_a_published_post_is_known_again_by_its_words(site: Any, blog: Any, door: Any) -> None:
    connector, connection = blog
    began = clock.now() - timedelta(seconds=2)
    said = {"native_id": "", "text": "Nya tider\n\nVi öppnar kl. 9 & stänger 20.", "key": "n"}
    connector.fetch_profile(connection)
    door.mood = "lost"
    with pytest.raises(OutcomeUnknown):
        connector.perform(connection, Act.PUBLISH, kind="post", **said)
    door.mood = "open"
    found = connector.find_performed(connection, Act.PUBLISH, after=began, **said)
    assert found is not None and walk(connector, connection)[found.native_id].text == said["text"]
    later = clock.now() + timedelta(minutes=1)
    assert connector.find_performed(connection, Act.PUBLISH, after=later, **said) is None


@pytest.mark.parametrize("path", ["/", "/ett-inlagg/", "/index.php"])
def test_a_public_blog_is_recognised_from_any_of_its_pages(site: Any, blog: Any, path: str) -> None:
    site.post("Ett inlägg", "Text")
    key, connection = recognise(site.origin + path, registry.client())
    assert (key, connection.origin, connection.token) == ("wordpress", site.origin, "")
    assert len(walk(registry.get(key), connection)) == 1


def test_a_blog_s_feeds_are_read_when_named(site: Any, blog: Any) -> None:
    post = site.post("Ett inlägg", "Text å")
    site.comments(post, ["En", "Två"])
    key, connection = recognise(f"{site.origin}/feed/", registry.client())
    items = walk(registry.get(key), connection)
    assert key == "feed" and sorted(item.kind for item in items.values()) == ["comment", "comment", "post"]
    assert not any(canary in item.slice for canary in CANARIES for item in items.values())
