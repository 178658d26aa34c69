"""The one interface of every platform: plain frozen data in and out, no models, no database.

Fetching and parsing are two calls: `fetch` gives bytes as received after the connector's named blanking
rule, `parse` reads them again whenever needed (design 3.1, 3.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Act(StrEnum):
    """What can be asked of a platform."""

    PUBLISH = "publish"
    REPLY = "reply"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    REJECT = "reject"


class Found(StrEnum):
    """What a look-up by id says. Only these; an error raises instead (design 3.9)."""

    PRESENT = "present"
    HIDDEN = "hidden"
    DELETED = "deleted"
    UNAVAILABLE = "unavailable"


class Mending(StrEnum):
    """Who can mend a failure."""

    WAIT = "wait"  # try again later
    RECONNECT = "reconnect"  # a person must connect the account again
    NEVER = "never"  # the same call will always fail


class ConnectorError(Exception):
    """A call that gave no answer of use. `sent` is False only when the request surely never left us."""

    def __init__(
        self,
        reason: str,
        *,
        mending: Mending,
        sent: bool = True,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.mending, self.sent = reason, mending, sent
        self.retry_after, self.status = retry_after, status


class Refused(ConnectorError):
    """The platform answered clearly that it will not do it: nothing was changed there."""


class OutcomeUnknown(ConnectorError):
    """The request may have been carried out; only a look-up tells (design 3.10)."""


@dataclass(frozen=True)
class Connection:
    """What a connector needs to speak for one account. `token` is never logged nor shown."""

    origin: str  # scheme://host[:port][/base path], no trailing slash
    native_id: str  # the account's id on the platform; for feeds the feed's address
    token: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Capability:
    """One row of the dated matrix: whether an act exists, its side effect, its source and when checked."""

    act: Act
    possible: bool
    reversible: bool
    note: str  # Swedish, one sentence, shown beside the choice
    source: str
    checked: date


@dataclass(frozen=True)
class Reply:
    """One answer from a platform, blanked by the connector's rule and otherwise as received."""

    body: bytes
    media_type: str
    url: str  # without credentials
    status: int
    fetched_at: datetime
    kind: str  # the connector's own word for what this answers: "posts", "comments", "item", ...
    blanking: str  # name of the rule, e.g. "wordpress-1"
    next_cursor: str | None = None  # opaque; None at the last page


@dataclass(frozen=True)
class Sender:
    """Who an item is from, as then shown."""

    native_id: str
    name: str
    handle: str = ""
    address: str = ""
    picture: str = ""
    is_account: bool = False  # the official account itself


@dataclass(frozen=True)
class Media:
    """A picture or film named by an item."""

    url: str
    kind: str = "image"
    alt: str = ""
    width: int | None = None  # pixels, where the platform says so
    height: int | None = None


@dataclass(frozen=True)
class Parsed:
    """One item read from a reply. `slice` is the item's own canonical bytes: what its leaf commits to."""

    native_id: str
    kind: str  # "post" | "comment" | "message"
    text: str
    sender: Sender
    slice: bytes
    position: int  # place in the reply
    parent_native_id: str = ""
    root_native_id: str = ""
    address: str = ""
    claimed_at: datetime | None = None
    edited_at: datetime | None = None
    is_hidden: bool = False
    is_held: bool = False
    language: str = ""
    media: tuple[Media, ...] = ()


@dataclass(frozen=True)
class Profile:
    """The account as the platform shows it."""

    native_id: str
    name: str
    handle: str
    address: str
    description: str = ""
    picture: str = ""
    followers: int | None = None


@dataclass(frozen=True)
class Receipt:
    """The platform's answer to an act."""

    native_id: str  # of the new item, or of the item acted upon
    address: str = ""
    reply: Reply | None = None


class Connector(Protocol):
    """What a platform folder offers. Every call may raise ConnectorError; none retries by itself."""

    key: str
    name: str  # shown, e.g. "WordPress"
    mark: str  # two letters, e.g. "Wp"
    reads_only: bool
    blanking: str
    text_limit: int  # characters in a post or answer of ours

    def capabilities(self, profile: str = "") -> tuple[Capability, ...]:
        """The dated matrix, for the account's profile where the platform has several."""

    def recognise(self, address: str) -> str | None:
        """The native id in a pasted address of this platform, else None. No network."""

    def fetch_profile(self, connection: Connection) -> Profile:
        """The account as the platform shows it now."""

    def fetch(self, connection: Connection, *, cursor: str | None, since: datetime | None) -> Iterator[Reply]:
        """Pages of posts and comments, oldest changes included from `since`; stops at the last page."""

    def parse(self, reply: Reply) -> tuple[Parsed, ...]:
        """Items in a reply. Pure: no network, no clock. Raises ConnectorError(NEVER) for the unreadable."""

    def look_up(self, connection: Connection, native_id: str, *, kind: str) -> tuple[Found, Reply | None]:
        """Ask for one item by id. An outage raises; it never reads as deleted."""

    def perform(
        self, connection: Connection, act: Act, *, native_id: str, kind: str, text: str = "", key: str = ""
    ) -> Receipt:
        """Do one act once. `key` makes it idempotent where the platform has such.

        Raises Refused, OutcomeUnknown, or ConnectorError(sent=False).
        """

    def find_performed(
        self, connection: Connection, act: Act, *, native_id: str, text: str, key: str, after: datetime
    ) -> Receipt | None:
        """After an unknown outcome of publish or reply: our own item if it is there, else None."""
