"""What is sent to WordPress for each act, and how our own words are known again."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from liggaren.connectors.base import Act, Connection, ConnectorError, Mending, Refused
from liggaren.connectors.moments import moment
from liggaren.connectors.raw_json import read_json
from liggaren.connectors.wordpress.door import Door

LONGEST_TITLE = 100
AGENT = "Liggaren"


@dataclass(frozen=True)
class Order:
    """One request: method, path below the API's root, and its JSON."""

    method: str
    path: str
    what: str  # post or comment: what the answer is
    json: dict[str, Any] | None = field(default=None)


def order(door: Door, connection: Connection, act: Act, native_id: str, text: str, key: str) -> Order:
    """The request for an act; may ask the blog first, by GET. Raises Refused for what does not exist."""
    if act is Act.PUBLISH:
        return Order("POST", "/wp/v2/posts", "post", {"status": "publish", **titled(text)})
    what, number = split(native_id)
    path = f"/wp/v2/{what}s/{number}"
    if act is Act.REPLY:
        return Order("POST", "/wp/v2/comments", "comment", _reply(door, connection, what, number, text, key))
    if act in (Act.DELETE, Act.REJECT):
        return Order("DELETE", path, what)
    if what == "post":
        raise Refused("I WordPress kan bara kommentarer döljas, inte inlägg.", mending=Mending.NEVER)
    status = "hold" if act is Act.HIDE else "approved"
    return Order("POST", path, what, {"status": status, **_network_data(door, connection, path)})


def split(native_id: str) -> tuple[str, int]:
    """`comment-34` as (`comment`, 34). Raises ConnectorError(NEVER) for anything else."""
    what, _, number = native_id.partition("-")
    if what not in ("post", "comment") or not (number.isascii() and number.isdigit()):
        words = "Inläggets id hör inte till WordPress."
        raise ConnectorError(words, mending=Mending.NEVER, sent=False)
    return what, int(number)


def titled(text: str) -> dict[str, str]:
    """Title and content of a post: the first line where it is short and more follows, else first words."""
    first, _, rest = text.strip().partition("\n")
    if rest.strip() and len(first) <= LONGEST_TITLE:
        return {"title": plain(first), "content": plain(rest.strip())}
    is_long = len(first) > LONGEST_TITLE
    words = first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…" if is_long else first
    return {"title": plain(words), "content": plain(text.strip())}


def plain(text: str) -> str:
    """Our text as WordPress should show it, never read as HTML."""
    return html.escape(text, quote=False)


def agent(key: str) -> str:
    """Where our key travels: WordPress keeps a comment's user agent."""
    return f"{AGENT} {key}"


def _reply(door: Door, connection: Connection, what: str, number: int, text: str, key: str) -> dict[str, Any]:
    body: dict[str, Any] = {"post": number, "content": plain(text), "author_user_agent": agent(key)}
    if what == "comment":
        above = _ask(door, connection, f"/wp/v2/comments/{number}", "post")
        body |= {"post": int(above["post"]), "parent": number}
    return body


def _network_data(door: Door, connection: Connection, path: str) -> dict[str, str]:
    """Setting a status, WordPress overwrites a commenter's address and browser with ours: send them back."""
    fields = ("author_ip", "author_user_agent")
    found = _ask(door, connection, path, ",".join(fields))
    return {name: str(found[name]) for name in fields if found.get(name)}


def _ask(door: Door, connection: Connection, path: str, fields: str) -> dict[str, Any]:
    answer = door.get(connection, path, {"_fields": fields})
    value = read_json(answer.body)
    if answer.status != 200 or not isinstance(value, dict):
        raise Refused(door.asking.refusal(answer.status), mending=Mending.NEVER, status=answer.status)
    return value


def is_ours(row: dict[str, Any], act: Act, native_id: str, text: str, key: str, after: datetime) -> bool:
    """Whether a row of our own user is the post or answer that was sent."""
    made = moment(row.get("date_gmt"))
    if made is None or made < after.replace(microsecond=0):
        return False
    raw = str((row.get("content") or {}).get("raw") or "").strip()
    if act is Act.PUBLISH:
        return raw == titled(text)["content"].strip()
    if key:
        return bool(row.get("author_user_agent") == agent(key))
    what, number = split(native_id)
    above = (row.get("parent"), 0) if what == "comment" else (0, row.get("post"))
    return raw == plain(text).strip() and number in above
