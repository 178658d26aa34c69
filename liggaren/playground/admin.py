"""What a test, the tour or the switch panel does from the inside: pages, citizens, switches, journal."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from liggaren.lib import clock
from liggaren.playground import items, journal, pages, seed, switches, uploads
from liggaren.playground.citizens import citizen
from liggaren.playground.limits import Limits
from liggaren.playground.store import Store, unpack


@dataclass(frozen=True)
class Admin:
    """A hand on the playground from the inside; item ids in and out are the public ones."""

    store: Store
    limits: Limits

    def seed(self) -> None:
        """The invented municipality's pages, unless there are pages already."""
        seed.plant(self.store)

    def add_page(self, page_id: str, name: str, **more: Any) -> str:
        """A page; `more`: profile, description, followers, holds_comments. Returns its id."""
        return pages.add_page(self.store, page_id, name, **more)

    def pages(self) -> list[dict[str, Any]]:
        """Every page with its profile and the switches that are on."""
        rows = self.store.rows("SELECT * FROM page ORDER BY id")
        return [{**dict(row), "switches": switches.switches(self.store, row["id"])} for row in rows]

    def token(self, page_id: str, *scopes: str) -> str:
        """The page's token with every scope; with scopes named, a new token that has only those."""
        pages.page_of(self.store, page_id)
        return (
            pages.make_token(self.store, page_id, scopes) if scopes else pages.token_of(self.store, page_id)
        )

    def revoke(self, token: str) -> None:
        """The token stops working."""
        pages.revoke_token(self.store, token)

    def switch(self, page_id: str, name: str, value: str | None = "") -> None:
        """Switch on ("" is the usual value) or off (None). Names in `switches.SWITCHES`."""
        pages.page_of(self.store, page_id)
        switches.set_switch(self.store, page_id, name, value)

    def switch_all_off(self, page_id: str) -> None:
        """The page behaves again."""
        switches.clear_switches(self.store, page_id)

    def journal(self, *, page_id: str = "", act: str = "", item_id: str = "") -> list[journal.Line]:
        """Every act request received, in order."""
        return journal.lines(self.store, page_id=page_id, act=act, item_id=item_id)

    def post(
        self, page_id: str, text: str, *, at: datetime | None = None, picture: bytes = b"", alt: str = ""
    ) -> str:
        """A post by the page. Returns its id."""
        page = pages.page_of(self.store, page_id)
        kept = uploads.keep(self.store, picture) if picture else ""
        return items.public_id(items.add_post(self.store, page, text, at=at, picture=kept, alt=alt)["seq"])

    def comment(
        self,
        parent_id: str,
        text: str,
        *,
        name: str = "Kim Exempel",
        at: datetime | None = None,
        picture: bytes = b"",
        alt: str = "",
    ) -> str:
        """A citizen's comment under a post or comment. Returns its id."""
        parent = items.live(self.store, parent_id)
        page = pages.page_of(self.store, parent["page_id"])
        kept = uploads.keep(self.store, picture) if picture else ""
        row = items.add_comment(
            self.store, page, parent, text, citizen=citizen(self.store, name), at=at, picture=kept, alt=alt
        )
        return items.public_id(row["seq"])

    def edit(self, item_id: str, text: str, *, at: datetime | None = None) -> None:
        """The author changes the words."""
        items.edit(self.store, items.live(self.store, item_id), text, at=at)

    def delete(self, item_id: str) -> None:
        """The author deletes it."""
        items.delete(self.store, items.live(self.store, item_id))

    def item(self, item_id: str) -> sqlite3.Row:
        """The stored row, deleted or not: hidden, held, deleted_at, text (bytes)."""
        return items.find(self.store, item_id)

    def text(self, item_id: str) -> str:
        """The item's words now."""
        return unpack(self.item(item_id)["text"])

    def replies(self, item_id: str) -> list[str]:
        """Ids of live comments right under the item."""
        seq = items.find(self.store, item_id)["seq"]
        rows = self.store.rows(
            "SELECT seq FROM item WHERE parent = ? AND deleted_at IS NULL ORDER BY seq", seq
        )
        return [items.public_id(row["seq"]) for row in rows]

    def many(self, parent_id: str, count: int, *, begin: datetime | None = None) -> list[str]:
        """`count` short comments a second apart, in one transaction. Returns their ids."""
        start = begin or clock.now() - timedelta(seconds=count)
        parent = items.live(self.store, parent_id)
        page = pages.page_of(self.store, parent["page_id"])
        made: list[str] = []
        with self.store.writing():
            who = [citizen(self.store, f"Besökare {number}") for number in range(min(count, 50))]
            for number in range(count):
                row = items.add_comment(
                    self.store,
                    page,
                    parent,
                    f"Kommentar nummer {number + 1} om badhusets öppettider.",
                    citizen=who[number % len(who)],
                    at=start + timedelta(seconds=number),
                )
                made.append(items.public_id(row["seq"]))
        return made
