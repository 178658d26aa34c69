"""A platform in memory for tests: pages, edits, disappearances, outages. It speaks the connectors'
interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from liggaren.capture import services
from liggaren.capture.models import Item
from liggaren.connectors.base import (
    Connection,
    ConnectorError,
    Found,
    Mending,
    Parsed,
    Profile,
    Reply,
    Sender,
)
from liggaren.lib import clock
from liggaren.people.factories import Cast
from liggaren.people.models import Unit
from liggaren.register.models import Account, AccountOwnership, ConnectionState, ConnectionStatus, Status

ORIGIN = "https://plats.example"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
_numbers = count(1)


@dataclass(frozen=True)
class Said:
    """One thing on the pretended platform."""

    native_id: str
    text: str
    name: str = "Backsippan"
    kind: str = "comment"
    parent: str = ""
    root: str = ""
    claimed: str | None = "2026-11-20T08:00:00+00:00"
    ours: bool = False
    hidden: bool = False


@dataclass
class Pretend:
    """The platform: what stands in its listing, what it answers by id, and what is wrong with it now."""

    said: dict[str, Said] = field(default_factory=dict)
    unlisted: dict[str, Said] = field(default_factory=dict)  # there by id, absent from the listing
    unavailable: set[str] = field(default_factory=set)
    page_size: int = 100
    down_after: int | None = None  # pages before an outage; None: all is well
    garbled: set[int] = field(default_factory=set)  # pages that cannot be read
    mending: Mending = Mending.WAIT
    looked_up: list[str] = field(default_factory=list)
    key: str = "playground"
    name: str = "Låtsas"
    mark: str = "Lå"
    reads_only: bool = True
    blanking: str = "pretend-1"

    def say(self, *all_said: Said) -> None:
        self.said.update({said.native_id: said for said in all_said})

    def fetch(self, connection: Connection, *, cursor: str | None, since: datetime | None) -> Iterator[Reply]:
        said = list(self.said.values())
        pages = [said[at : at + self.page_size] for at in range(0, len(said), self.page_size)] or [[]]
        for number in range(int(cursor or 0), len(pages)):
            self._answer(number)
            following = str(number + 1) if number + 1 < len(pages) else None
            reply = reply_of(pages[number], url=f"{ORIGIN}/comments?page={number}", next_cursor=following)
            yield replace(reply, body=b"<html>" + reply.body) if number in self.garbled else reply

    def _answer(self, number: int) -> None:
        if self.down_after is not None and number >= self.down_after:
            raise ConnectorError("Plattformen svarar inte", mending=self.mending)

    def parse(self, reply: Reply) -> tuple[Parsed, ...]:
        try:
            rows = json.loads(reply.body)
        except ValueError as error:
            raise ConnectorError("not JSON", mending=Mending.NEVER) from error
        return tuple(_parsed(row, at) for at, row in enumerate(rows))

    def look_up(self, connection: Connection, native_id: str, *, kind: str) -> tuple[Found, Reply | None]:
        self._answer(0 if self.down_after is None else self.down_after)
        self.looked_up.append(native_id)
        if native_id in self.unavailable:
            return Found.UNAVAILABLE, None
        said = self.said.get(native_id) or self.unlisted.get(native_id)
        if said is None:
            return Found.DELETED, reply_of([], url=f"{ORIGIN}/comments/{native_id}", status=404)
        found = Found.HIDDEN if said.hidden else Found.PRESENT
        return found, reply_of([said], url=f"{ORIGIN}/comments/{native_id}")

    def fetch_profile(self, connection: Connection) -> Profile:
        return Profile("1", self.name, "latsas", ORIGIN)


def reply_of(
    said: list[Said], *, url: str = f"{ORIGIN}/comments", status: int = 200, next_cursor: str | None = None
) -> Reply:
    """A reply with these things in it, fetched now."""
    rows = [
        {
            "id": one.native_id, "text": one.text, "name": one.name, "kind": one.kind, "parent": one.parent,
            "root": one.root, "claimed": one.claimed, "ours": one.ours, "hidden": one.hidden,
        }
        for one in said
    ]  # fmt: skip
    return Reply(
        body=json.dumps(rows).encode(), media_type="application/json", url=url, status=status,
        fetched_at=clock.now(), kind="comments", blanking="pretend-1", next_cursor=next_cursor,
    )  # fmt: skip


def _parsed(row: dict[str, str], at: int) -> Parsed:
    sender = Sender(native_id=f"u-{row['name']}", name=row["name"], is_account=bool(row["ours"]))
    return Parsed(
        native_id=row["id"], kind=row["kind"], text=row["text"], sender=sender, position=at,
        slice=json.dumps(row, sort_keys=True).encode(),
        parent_native_id=row["parent"], root_native_id=row["root"],
        claimed_at=datetime.fromisoformat(row["claimed"]) if row["claimed"] else None,
        is_hidden=bool(row["hidden"]),
    )  # fmt: skip


def account(cast: Cast, *, name: str = "Badhuset Vågen", unit: Unit | None = None) -> Account:
    """A started, connected account of the cast's unit on the pretended platform."""
    number = next(_numbers)
    where = unit or cast.unit
    made = Account.objects.create(
        platform="playground", instance=ORIGIN, native_id=str(number), address=f"{ORIGIN}/{number}",
        address_key=f"plats.example/{number}", name=name, unit=where, board=cast.board, status=Status.ADOPTED,
        entered_at=NOON - timedelta(days=30), changed_at=NOON,
    )  # fmt: skip
    AccountOwnership.objects.create(account=made, unit=where, board=cast.board)
    ConnectionState.objects.create(
        account=made, origin=ORIGIN, native_id=str(number), state=ConnectionStatus.ALIVE
    )
    return made


def captured(where: Account, *said: Said) -> list[Item]:
    """These things captured on the account, in order. The connector in use must be a `Pretend`."""
    services.take(where, reply_of(list(said), url=f"{ORIGIN}/comments?{next(_numbers)}"))
    found = {
        item.native_id: item for item in Item.objects.filter(instance=where.instance).select_related("latest")
    }
    return [found[one.native_id] for one in said]
