"""WordPress's answers read into items. Pure: no network, no clock.

A reply's kind is `what/me`: posts, comments, post or comment, and our own user's number where it is known.
Posts and comments are numbered apart, so native ids are `post-12` and `comment-34`.
"""

from __future__ import annotations

from typing import Any

from liggaren.connectors.base import ConnectorError, Media, Mending, Parsed, Reply, Sender
from liggaren.connectors.moments import moment
from liggaren.connectors.plain_text import pictures, plain_text
from liggaren.connectors.raw_json import item_slice, read_json

UNREADABLE = "Svaret från WordPress går inte att läsa."
HIDDEN = ("hold", "spam", "draft", "pending", "private", "future")


def parse(reply: Reply) -> tuple[Parsed, ...]:
    """Items in a reply; none in an answer that says that something is gone."""
    if reply.status >= 400:
        return ()
    what, _, me = reply.kind.partition("/")
    try:
        value = read_json(reply.body)
        rows = value if what in ("posts", "comments") else [value]
        if not isinstance(rows, list):
            raise TypeError("no list")
        read = _post if what.startswith("post") else _comment
        return tuple(read(row, position, me) for position, row in enumerate(rows))
    except (KeyError, TypeError, AttributeError) as error:
        raise ConnectorError(UNREADABLE, mending=Mending.NEVER) from error


def _post(row: dict[str, Any], position: int, me: str) -> Parsed:
    markup = str(row["content"]["rendered"])
    title = plain_text(str(row["title"]["rendered"]))
    made, changed = moment(row.get("date_gmt")), moment(row.get("modified_gmt"))
    return Parsed(
        native_id=f"post-{int(row['id'])}",
        kind="post",
        text=f"{title}\n\n{plain_text(markup)}".strip(),
        sender=_author(row),
        slice=item_slice(row),
        position=position,
        address=str(row["link"]),
        claimed_at=made,
        edited_at=changed if made and changed and changed > made else None,
        is_hidden=row.get("status") in HIDDEN,
        media=tuple(Media(src, "image", alt) for src, alt in pictures(markup)),
    )


def _comment(row: dict[str, Any], position: int, me: str) -> Parsed:
    """WordPress gives no time of an edit: the text itself is compared (research, platforms §0.3)."""
    root, parent = f"post-{int(row['post'])}", int(row["parent"])
    status = row.get("status")
    return Parsed(
        native_id=f"comment-{int(row['id'])}",
        kind="comment",
        text=_words(row["content"]),
        sender=_commenter(row, me),
        slice=item_slice(row),
        position=position,
        parent_native_id=f"comment-{parent}" if parent else root,
        root_native_id=root,
        address=str(row["link"]),
        claimed_at=moment(row.get("date_gmt")),
        is_hidden=status in HIDDEN,
        is_held=status == "hold",
    )


def _words(content: dict[str, Any]) -> str:
    """As written where we may see that, else as shown."""
    if isinstance(raw := content.get("raw"), str):
        return plain_text(raw, keep_lines=True)
    return plain_text(str(content["rendered"]))


def _author(row: dict[str, Any]) -> Sender:
    """Who signed the post: always one of the blog's own."""
    found = (row.get("_embedded") or {}).get("author") or [{}]
    author = found[0]
    return Sender(
        native_id=f"user-{int(row.get('author') or 0)}",
        name=str(author.get("name") or ""),
        handle=str(author.get("slug") or ""),
        address=str(author.get("link") or ""),
        picture=_picture(author.get("avatar_urls")),
        is_account=True,
    )


def _commenter(row: dict[str, Any], me: str) -> Sender:
    """A guest has no id, only the name given."""
    user = int(row.get("author") or 0)
    return Sender(
        native_id=f"user-{user}" if user else "",
        name=plain_text(str(row["author_name"])),
        address=str(row.get("author_url") or ""),
        picture=_picture(row.get("author_avatar_urls")),
        is_account=bool(user) and str(user) == me,
    )


def _picture(sizes: object) -> str:
    return str(sizes.get("96") or "") if isinstance(sizes, dict) else ""
