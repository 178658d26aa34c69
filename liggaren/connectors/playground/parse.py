"""Torget's answers read into items. Pure: no network, no clock."""

from __future__ import annotations

from typing import Any

from liggaren.connectors.base import ConnectorError, Media, Mending, Parsed, Reply, Sender
from liggaren.connectors.moments import moment
from liggaren.connectors.raw_json import item_slice, read_json

UNREADABLE = "Svaret från Torget går inte att läsa."


def parse(reply: Reply) -> tuple[Parsed, ...]:
    """Items in a reply of kind posts, comments or item; none where the answer says that one is gone."""
    if reply.status >= 400:
        return ()
    try:
        value = read_json(reply.body)
        rows = [value] if reply.kind == "item" else value["data"]
        return tuple(_item(row, position) for position, row in enumerate(rows))
    except (KeyError, TypeError, AttributeError) as error:
        raise ConnectorError(UNREADABLE, mending=Mending.NEVER) from error


def _item(row: dict[str, Any], position: int) -> Parsed:
    if row["kind"] not in ("post", "comment"):
        raise TypeError(row["kind"])
    return Parsed(
        native_id=_text(row["id"]),
        kind=row["kind"],
        text=_text(row["text"]),
        sender=_sender(row["author"]),
        slice=item_slice(row),
        position=position,
        parent_native_id=_text(row["parent_id"] or ""),
        root_native_id=_text(row["root_id"] or ""),
        address=_text(row["url"]),
        claimed_at=moment(row["created_at"]),
        edited_at=moment(row["edited_at"]),
        is_hidden=row["hidden"] is True,
        is_held=row["held"] is True,
        language=_text(row.get("language") or ""),
        media=tuple(_medium(medium) for medium in row["media"]),
    )


def _medium(medium: dict[str, Any]) -> Media:
    size = (medium.get("width"), medium.get("height"))
    width, height = (int(side) if isinstance(side, int) and side > 0 else None for side in size)
    return Media(_text(medium["url"]), _text(medium["type"]), _text(medium["alt"]), width, height)


def _sender(author: dict[str, Any]) -> Sender:
    return Sender(
        native_id=_text(author["id"]),
        name=_text(author["name"]),
        handle=_text(author["handle"]),
        address=_text(author["url"]),
        picture=_text(author["picture"]),
        is_account=author["is_page"] is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
