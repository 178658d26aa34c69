"""What a snapshot says, as plain frozen data: the room's services fill it from the database, and
`public_capture` from a public address. `layout` and `pdf` know nothing else (design 2, archive)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Author:
    """Who an item is from, as shown when it was seen."""

    name: str
    handle: str = ""
    address: str = ""
    is_account: bool = False  # the official account itself


@dataclass(frozen=True)
class Wording:
    """One version of an item: its text with the three times (design 4). `index` is the entry in the
    ledger.
    """

    number: int
    text: str
    seen_at: datetime
    sealed_at: datetime | None = None
    index: int | None = None
    claimed_at: datetime | None = None
    edited_at: datetime | None = None
    digest: str = ""  # SHA-256 of the item's own canonical slice, hex
    was_cleaned: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture of an item. `read` gives its bytes when its volume is set: not all of a year's pictures are
    held at once.
    """

    read: Callable[[], bytes]
    alt: str = ""  # as the platform gave it
    address: str = ""


@dataclass(frozen=True)
class Appearance:
    """How the account looked (G6.1): what page one says of it, and the picture of the whole page if there
    is one.
    """

    title: str = "Utseendebild saknas i den här ögonblicksbilden."
    text: str = "Allt innehåll finns som text. Hur sidan såg ut på plattformen visas inte."
    holds: bool = False  # a picture, or the archive's acceptance of the rendering
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Removed:
    """A removal as it may be shown: on which ground, never the content (G5.5, design 3.13)."""

    category: str
    basis: str
    decided_at: datetime
    way: str
    provision: str = ""
    index: int | None = None


@dataclass(frozen=True)
class Entry:
    """One post or comment. The last wording is the one shown large; none when it was removed."""

    native_id: str
    kind: str  # "post" | "comment"
    author: Author
    wordings: tuple[Wording, ...]
    shown_at: datetime  # claimed by the platform, else seen
    address: str = ""
    depth: int = 0
    answers: str = ""  # name of the one it answers, where the depth no longer shows it
    state: str = ""  # Swedish, only when it is not simply there
    trust: str = ""  # Swedish, only when not fetched through the platform's interface
    removed: Removed | None = None
    media: tuple[str, ...] = ()  # addresses of what is not printed: films, sound, pictures not kept
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Thread:
    """A post with its comments in order. `outside` tells, in Swedish, of a beginning outside the period."""

    entries: tuple[Entry, ...]
    outside: str = ""

    @property
    def begins(self) -> datetime:
        return self.entries[0].shown_at


@dataclass(frozen=True)
class LeftOut:
    """What never enters a snapshot: counted, with the reason (issue: messages, restricted, purged)."""

    what: str
    count: int
    why: str


@dataclass(frozen=True)
class Sealing:
    """The signed checkpoint that covers all that is printed. Its time is the document's date."""

    origin: str
    size: int
    root: str  # base64
    signed_at: datetime
    key: str  # name and id of the signing key
    made_on_the_spot: bool = False


@dataclass(frozen=True)
class SnapshotDocument:
    """A whole snapshot of one account and period. Nothing in it is markup; all of it is printed as it
    stands.
    """

    account: str
    platform: str
    address: str
    holder: str  # the municipality, or whoever captured
    board: str
    unit: str
    starts: date
    ends: date  # last day
    label: str  # e.g. "Första halvåret 2026"
    sealing: Sealing
    threads: tuple[Thread, ...]
    left_out: tuple[LeftOut, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    appearance: Appearance = Appearance()
    level: str = ""  # in words, when it is not everything
    words: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for thread in self.threads for entry in thread.entries)

    @property
    def pictures(self) -> Iterator[Picture]:
        """Every picture that will be printed with an item."""
        return (picture for entry in self.entries for picture in entry.pictures)
