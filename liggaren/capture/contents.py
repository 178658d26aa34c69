"""What in a parsed item is content: what a version keeps, and whether it differs from the one before.
Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from liggaren.capture import unsearchable
from liggaren.capture.models import Change, Relation, Version
from liggaren.connectors.base import Media, Parsed
from liggaren.lib.cleaning import clean
from liggaren.lib.swedish import search_terms
from liggaren.lib.swedish.terms import words

LONGEST_NATIVE_ID = 500
MOST_TERMS = 20_000  # a tsvector holds 1 MB


def fingerprint(parts: Iterable[bytes], salt: bytes) -> str:
    """A keyed digest of the parts in order, as 64 hex digits; each part is preceded by its length."""
    digest = hashlib.blake2b(key=salt, digest_size=32)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def content_digest(parsed: Parsed, salt: bytes) -> str:
    """Tells one observed state from another: text, media, sender as shown, hidden or held.

    Not the parent (WordPress moves replies when a comment is deleted), nor pictures' signed addresses.
    """
    sender = parsed.sender
    words = [parsed.text, sender.native_id, sender.name, sender.handle, *media_addresses(parsed)]
    flags = f"{parsed.is_hidden:d}{parsed.is_held:d}"
    return fingerprint((word.encode("utf-8", "surrogatepass") for word in [flags, *words]), salt)


def media_addresses(parsed: Parsed) -> list[str]:
    """Addresses without their query: platforms sign them anew at each visit."""
    return [_without_query(medium.url) for medium in parsed.media]


def _without_query(address: str) -> str:
    try:
        return urlsplit(address)._replace(query="", fragment="").geturl()
    except ValueError:
        return address


def native_key(native_id: str) -> str:
    """The id as stored: cleaned, and cut with a digest where a feed uses whole addresses as ids."""
    plain = clean(native_id).text
    if len(plain) <= LONGEST_NATIVE_ID:
        return plain
    digest = hashlib.sha256(plain.encode()).hexdigest()
    return f"{plain[: LONGEST_NATIVE_ID - 65]}#{digest}"


def counted_at(claimed: datetime | None, seen: datetime) -> datetime:
    """The time that decides the half-year: claimed, or seen when the claim is absent or in the future
    (design 4)."""
    return claimed if claimed is not None and claimed <= seen else seen


def relation(parsed: Parsed, kind_of_reply: str) -> Relation:
    """Why the item stands on the account."""
    if parsed.kind == "message":
        return Relation.MESSAGE
    if parsed.sender.is_account:
        return Relation.OWN
    if parsed.kind == "comment":
        return Relation.COMMENT
    return Relation.MENTION if kind_of_reply == "mentions" else Relation.OUTSIDE


def columns(parsed: Parsed) -> dict[str, Any]:
    """The columns of a version that are read out of the parsed item, cleaned for the database."""
    text, sender = clean(parsed.text), parsed.sender
    name, handle = clean(sender.name).text, clean(sender.handle).text
    return {
        "text": text.text,
        "was_cleaned": text.was_cleaned,
        "language": clean(parsed.language).text[:40],
        "media": [_medium(medium) for medium in parsed.media],
        "address": clean(parsed.address).text,
        "sender_name": name,
        "sender_handle": handle,
        "sender_native_id": clean(sender.native_id).text,
        "sender_address": clean(sender.address).text,
        "sender_picture": clean(sender.picture).text,
        "claimed_at": parsed.claimed_at,
        "edited_at": parsed.edited_at,
        "is_hidden": parsed.is_hidden,
        "is_held": parsed.is_held,
        "position": parsed.position,
        "terms": terms_text(unsearchable.blanked(text.text), unsearchable.blanked(f"{name} {handle}")),
    }


def _medium(medium: Media) -> dict[str, Any]:
    """One picture or film as the version names it; sides in pixels only where the platform said them."""
    named = {"url": medium.url, "kind": medium.kind, "alt": medium.alt}
    sides = {"width": medium.width, "height": medium.height}
    return {key: clean(word).text for key, word in named.items()} | {
        key: side for key, side in sides.items() if side
    }


def terms_text(text: str, sender: str = "") -> str:
    """A `tsvector` in PostgreSQL's own spelling, without positions: plain words beside their Swedish terms.

    Of the sender only the words as written: a name is not inflected, and its parts mean nothing.
    """
    named = [word for word in words(sender) if not word.isdigit()]  # a profile may be made of a phone number
    found = dict.fromkeys([*named, *search_terms(text)])
    kept = list(found)[:MOST_TERMS]
    return " ".join("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in kept)


def change_between(before: Version, now: dict[str, Any]) -> Change:
    """What differs, the weightiest first. Bytes that differ only under the cleaning count as an edit."""
    if before.text != now["text"] or _addresses(before.media) != _addresses(now["media"]):
        return Change.EDIT
    if any(
        getattr(before, name) != now[name] for name in ("sender_name", "sender_handle", "sender_native_id")
    ):
        return Change.SENDER
    if (before.is_hidden, before.is_held) != (now["is_hidden"], now["is_held"]):
        return Change.STANDING
    return Change.EDIT


def _addresses(media: list[dict[str, str]]) -> list[str]:
    return [_without_query(medium["url"]) for medium in media]
