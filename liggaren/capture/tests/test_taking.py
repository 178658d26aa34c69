"""Bytes first, then parsing; versions, senders, threads; odd text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liggaren.capture import queries, services, taking
from liggaren.capture.events import Captured, Edited
from liggaren.capture.factories import NOON, Pretend, Said, captured, reply_of
from liggaren.capture.models import Change, Item, ItemState, Response, Sighting, Version
from liggaren.connectors.base import Reply
from liggaren.ledger import queries as ledger
from liggaren.ledger.models import Record
from liggaren.lib import clock, events
from liggaren.lib.hashing import sha256_hex
from liggaren.register.models import Account
from liggaren.vault import services as vault
from liggaren.vault.models import Blob

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]


@pytest.mark.clause("G5.1")
def test_the_response_is_sealed_before_its_items(account: Account) -> None:
    reply = reply_of([Said("1", "När öppnar badet?")])
    (version,) = services.take(account, reply)
    response = version.response
    assert response is not None and response.blob is not None
    assert response.entry_id < version.entry_id
    assert vault.get(response.blob) == reply.body
    assert ledger.record(response.entry_id).digests == {"body": sha256_hex(reply.body)}


def test_an_item_leaf_commits_to_the_slice_and_names_response_and_position(account: Account) -> None:
    _, version = services.take(account, reply_of([Said("1", "a"), Said("2", "b", name="Gul stövel")]))
    assert version.slice is not None and version.response is not None
    data = vault.get(version.slice)
    record = ledger.record(version.entry_id)
    assert record.kind == "item.captured" and record.obj == f"item:{version.item_id}"
    assert record.digests == {"slice": sha256_hex(data)}
    assert isinstance(record.facts, dict)
    assert (record.facts["response"], record.facts["position"]) == (version.response.entry_id, 1)


def test_the_same_reply_twice_gives_nothing_new(account: Account) -> None:
    reply = reply_of([Said("1", "a"), Said("2", "b")])
    services.take(account, reply)
    before = [model.objects.count() for model in (Response, Item, Version, Sighting, Record, Blob)]
    assert services.take(account, reply) == []
    assert [model.objects.count() for model in (Response, Item, Version, Sighting, Record, Blob)] == before


def test_an_edit_becomes_a_version_though_the_platform_names_no_time(account: Account) -> None:
    captured(account, Said("1", "Badet är fult"))
    (version,) = services.take(account, reply_of([Said("1", "Badet är fint")]))
    item = Item.objects.get()
    assert (version.number, version.change, item.latest_id) == (2, Change.EDIT, version.pk)
    assert [one.text for one in queries.versions(item)] == ["Badet är fult", "Badet är fint"]


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (Said("1", "a", name="Nytt namn"), Change.SENDER),
        (Said("1", "a", hidden=True), Change.STANDING),
        (Said("1", "b", name="Nytt namn", hidden=True), Change.EDIT),
    ],
)
def test_a_version_says_what_changed(account: Account, after: Said, change: Change) -> None:
    captured(account, Said("1", "a"))
    (version,) = services.take(account, reply_of([after]))
    assert version.change == change


def test_the_sender_stays_as_then_shown(account: Account) -> None:
    captured(account, Said("1", "a", name="Gammalt namn"))
    services.take(account, reply_of([Said("1", "a", name="Nytt namn")]))
    first, second = queries.versions(Item.objects.get())
    assert (first.sender_name, second.sender_name) == ("Gammalt namn", "Nytt namn")
    assert first.slice is not None and b"Gammalt namn" in vault.get(first.slice)


ODD = {
    "empty": "",
    "long": "Å" * 100_000,
    "long with words": " ".join(f"ord{n}" for n in range(15_000)),
    "one long word": "x" * 99_999,
    "right to left": "\u202eabc\u202c \u200fשלום\u200f",
    "zero width": "a\u200bb\u200dc\ufeff",
    "nul": "a\x00b",
    "lone surrogate": "a\ud83db",
    "script": "<script>alert(1)</script>",
    "emoji": "\U0001f600" * 500,
    "quotes": "it's \\ 'quoted' :* & | !",
    "control": "\x01\x07\x1b[31m",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_is_kept_whole_in_the_bytes_and_cleaned_in_the_column(account: Account, text: str) -> None:
    (version,) = services.take(account, reply_of([Said("1", text)]))
    version.refresh_from_db()
    assert version.was_cleaned == ("\x00" in text or "\ud83d" in text)
    assert version.text == text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    assert version.slice is not None
    import json

    assert json.loads(vault.get(version.slice))["text"] == text


def test_odd_names_and_ids_do_not_cost_us_the_reply(account: Account) -> None:
    said = [Said("i\x00d", "a", name="n\x00\ud83d"), Said("x" * 900, "b"), Said("y", "c", kind="k" * 90)]
    versions = services.take(account, reply_of(said))
    assert len(versions) == 3
    assert services.take(account, reply_of(said, url="https://plats.example/other")) == []


@pytest.mark.parametrize("body", [b"", b"<html>", b'[{"id": "\xff\xfe"}]', b"[1]", b'{"a":' * 5_000])
def test_what_cannot_be_parsed_is_kept_with_its_error(account: Account, body: bytes) -> None:
    reply = replace(reply_of([]), body=body)
    assert services.take(account, reply) == []
    response = Response.objects.get()
    assert response.reading == Response.Reading.FAILED and response.parse_error
    assert response.blob is not None and vault.get(response.blob) == body


def test_a_fault_in_the_parser_tells_no_content(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(reply: Reply) -> tuple[Any, ...]:
        raise KeyError("Backsippan sade något")

    monkeypatch.setattr(platform, "parse", fails)
    services.take(account, reply_of([Said("1", "a")]))
    assert Response.objects.get().parse_error == "KeyError"


def test_a_kept_response_is_read_again_when_the_parser_is_mended(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = platform.parse
    monkeypatch.setattr(platform, "parse", lambda reply: 1 / 0)
    services.take(account, reply_of([Said("1", "a")]))
    monkeypatch.setattr(platform, "parse", good)
    (version,) = taking.reparse(Response.objects.get())
    assert version.text == "a" and Response.objects.get().reading == Response.Reading.PARSED


def test_one_item_on_two_accounts_is_one_item_with_two_sightings(account: Account, cast: Any) -> None:
    from liggaren.capture import factories

    other = factories.account(cast, name="Biblioteket")
    captured(account, Said("1", "a"))
    assert services.take(other, reply_of([Said("1", "a")])) == []
    assert Item.objects.count() == 1 and Sighting.objects.count() == 2


def test_the_first_parent_is_kept_when_a_deletion_moves_the_replies(account: Account) -> None:
    post = Said("p", "inlägg", kind="post", ours=True)
    captured(account, post, Said("c", "hej", parent="p"), Said("r", "svar", parent="c"))
    assert services.take(account, reply_of([Said("r", "svar", parent="p")])) == []
    item = Item.objects.get(native_id="r")
    assert (item.parent_native_id, item.parent and item.parent.native_id) == ("c", "c")
    assert item.root and item.root.native_id == "p"


def test_children_that_came_first_are_joined_when_the_parent_comes(account: Account) -> None:
    captured(account, Said("r", "svar", parent="c"), Said("rr", "svar på svar", parent="r"))
    captured(account, Said("c", "hej", parent="p"))
    captured(account, Said("p", "inlägg", kind="post"))
    parents = {i.native_id: i.parent and i.parent.native_id for i in Item.objects.select_related("parent")}
    roots = {i.native_id: i.root and i.root.native_id for i in Item.objects.select_related("root")}
    assert parents == {"r": "c", "rr": "r", "c": "p", "p": None}
    assert roots == {"r": "p", "rr": "p", "c": "p", "p": None}


def test_a_circle_of_parents_does_not_stop_us(account: Account) -> None:
    services.take(
        account,
        reply_of([Said("a", "1", parent="b"), Said("b", "2", parent="a"), Said("c", "3", parent="c")]),
    )
    assert Item.objects.count() == 3


@pytest.mark.parametrize(
    ("claimed", "counted"),
    [
        ("2026-06-30T21:59:00+00:00", datetime.fromisoformat("2026-06-30T21:59:00+00:00")),
        (None, NOON),
        ("2026-11-24T12:00:00+00:00", NOON),  # the platform's clock is an hour fast
        ("9999-12-31T23:59:59+00:00", NOON),
    ],
)
def test_the_half_year_goes_by_claimed_time_unless_absent_or_in_the_future(
    account: Account, claimed: str | None, counted: datetime
) -> None:
    with clock.frozen(NOON):
        captured(account, Said("1", "a", claimed=claimed))
    assert Item.objects.get().counted_at == counted
    assert list(queries.items_in(account, counted, counted + timedelta(seconds=1))) == [Item.objects.get()]
    assert not queries.items_in(account, counted + timedelta(seconds=1), NOON + timedelta(days=9)).exists()


def test_new_and_edited_are_told_by_id(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[events.Event] = []
    monkeypatch.setattr(events, "emit", told.append)
    (new,) = services.take(account, reply_of([Said("1", "a")]))
    (edited,) = services.take(account, reply_of([Said("1", "b")]))
    assert told == [Captured(account.pk, (new.pk,)), Edited(account.pk, (edited.pk,))]


def test_an_item_twice_in_a_reply_is_entered_once(account: Account) -> None:
    assert len(services.take(account, reply_of([Said("1", "a"), Said("1", "a")]))) == 1


def test_a_deleted_item_that_is_listed_again_has_returned(account: Account) -> None:
    (item,) = captured(account, Said("1", "a"))
    Item.objects.update(state=ItemState.DELETED)
    services.take(account, reply_of([Said("1", "a")], url="https://plats.example/again"))
    item.refresh_from_db()
    assert item.state == ItemState.PRESENT
    (change,) = queries.state_changes(item)
    assert ledger.record(change.entry_id).kind == "item.returned"


def _queries_for(account: Account, prefix: str, count: int) -> int:
    said = [Said(f"{prefix}{n}", f"text {n}", parent=f"{prefix}0" if n else "") for n in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        services.take(account, reply_of(said, url=f"https://plats.example/{prefix}"))
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_number_of_items(account: Account) -> None:
    assert _queries_for(account, "a", 5) == _queries_for(account, "b", 200)


def test_no_plain_digest_of_the_content_stands_in_the_tables(account: Account) -> None:
    (version,) = services.take(account, reply_of([Said("1", "a")]))
    assert version.slice is not None and version.response is not None
    plain = sha256_hex(vault.get(version.slice))
    assert plain not in {version.digest, version.slice_id, version.response.fingerprint}


def test_an_item_that_cannot_be_stored_costs_only_itself(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = platform.parse

    def with_one_bad(reply: Reply) -> tuple[Any, ...]:
        first, second, third = good(reply)
        return first, replace(second, position=-(2**40)), third

    monkeypatch.setattr(platform, "parse", with_one_bad)
    versions = services.take(account, reply_of([Said("1", "a"), Said("2", "b"), Said("3", "c")]))
    assert [version.text for version in versions] == ["a", "c"]
    assert Response.objects.get().reading == Response.Reading.FAILED
    assert Item.objects.count() == 2


def test_a_full_disk_leaves_nothing_half_done(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(packets: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault, "put_many", full)
    with pytest.raises(OSError, match="No space"):
        services.take(account, reply_of([Said("1", "a")]))
    assert not Response.objects.exists() and not Item.objects.exists()
