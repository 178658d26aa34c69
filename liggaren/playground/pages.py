"""Pages and their tokens: what a page's profile lets its owner do, and which token may ask for what."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

from liggaren.playground.errors import ApiError, not_found
from liggaren.playground.store import Store

SCOPES = ("read", "publish", "moderate", "manage")
PROFILES: dict[str, tuple[str, ...]] = {
    "full": ("publish", "reply", "hide", "unhide", "delete", "reject"),
    "hide": ("publish", "reply", "hide", "unhide"),
    "reply": ("publish", "reply"),
}
PROFILE_NAMES = {"full": "Alla befogenheter", "hide": "Bara dölja", "reply": "Bara svara"}


@dataclass(frozen=True)
class Access:
    """Who is asking: one token, the page it speaks for, and its scopes."""

    token: str
    page: sqlite3.Row
    scopes: frozenset[str]

    def need(self, scope: str) -> None:
        """Raise 403 unless the token has the scope."""
        if scope not in self.scopes:
            raise ApiError(403, "scope_missing", f"The token lacks the scope '{scope}'.")


def add_page(
    store: Store,
    page_id: str,
    name: str,
    *,
    profile: str = "full",
    description: str = "",
    followers: int = 0,
    holds_comments: bool = False,
) -> str:
    """Make a page (or change an existing one) and return its id. `profile` is full, hide or reply."""
    if profile not in PROFILES:
        raise ValueError(profile)
    with store.writing() as write:
        write.execute(
            "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
            (page_id, name, f"@{page_id}", description, profile, followers, int(holds_comments)),
        )
    return page_id


def page_of(store: Store, page_id: str) -> sqlite3.Row:
    """The page's row; 404 when there is none."""
    row = store.row("SELECT * FROM page WHERE id = ?", page_id)
    if row is None:
        raise not_found()
    return row


def make_token(store: Store, page_id: str, scopes: tuple[str, ...] = SCOPES, *, token: str = "") -> str:
    """A new live token for the page with the scopes named."""
    token = token or f"torget-{page_id}-{secrets.token_hex(12)}"
    with store.writing() as write:
        write.execute(
            "INSERT OR REPLACE INTO token VALUES (?, ?, ?, 'live')", (token, page_id, " ".join(scopes))
        )
    return token


def token_of(store: Store, page_id: str) -> str:
    """The page's oldest live token with every scope, made if there is none."""
    row = store.row(
        "SELECT token FROM token WHERE page_id = ? AND scopes = ? AND state = 'live' ORDER BY rowid",
        page_id,
        " ".join(SCOPES),
    )
    return str(row["token"]) if row else make_token(store, page_id)


def revoke_token(store: Store, token: str) -> None:
    """The token answers 401 `token_expired` from now on."""
    with store.writing() as write:
        write.execute("UPDATE token SET state = 'revoked' WHERE token = ?", (token,))


def access(store: Store, header: str) -> Access:
    """Read an Authorization header. Raises 401 with the code of what is wrong."""
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise _unknown("token_missing", "Send 'Authorization: Bearer <token>'.")
    row = store.row("SELECT * FROM token WHERE token = ?", token.strip())
    if row is None:
        raise _unknown("token_invalid", "The token is not known.")
    if row["state"] != "live":
        raise _unknown("token_expired", "The token has been revoked or has expired.")
    return Access(row["token"], page_of(store, row["page_id"]), frozenset(row["scopes"].split()))


def _unknown(code: str, message: str) -> ApiError:
    return ApiError(401, code, message, {"WWW-Authenticate": f'Bearer error="{code}"'})
