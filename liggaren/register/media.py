"""The media that an account can be on, with or without an API (G1.1): name, two-letter mark, known hosts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from liggaren.connectors import registry


@dataclass(frozen=True)
class Medium:
    """One medium. `has_connector` tells whether Liggaren can fetch from it by itself."""

    key: str
    name: str
    mark: str
    hosts: tuple[str, ...] = ()
    has_connector: bool = False


BY_HAND = (
    Medium("facebook", "Facebook", "Fb", ("facebook.com",)),
    Medium("instagram", "Instagram", "Ig", ("instagram.com",)),
    Medium("youtube", "YouTube", "YT", ("youtube.com",)),
    Medium("linkedin", "LinkedIn", "Li", ("linkedin.com",)),
    Medium("x", "X", "X", ("x.com",)),
    Medium("bluesky", "Bluesky", "Bs", ("bsky.app",)),
    Medium("mastodon", "Mastodon", "Ma"),
    Medium("tiktok", "TikTok", "Tt", ("tiktok.com",)),
    Medium("flickr", "Flickr", "Fl", ("flickr.com",)),
    Medium("podcast", "Podd", "Po"),
    Medium("forum", "Diskussionsforum", "Fo"),
    Medium("wiki", "Wiki", "Wi"),
    Medium("comments", "Artikelkommentarer", "Ak"),
)
# Where one medium gives different accounts different powers, the person who connects says which (C6.13).
PROFILES: dict[str, tuple[tuple[str, str], ...]] = {
    "playground": (
        ("full", "Svara, dölja och ta bort"), ("hide", "Svara och dölja"), ("reply", "Bara svara"),
    ),
}  # fmt: skip
OTHER = Medium("other", "Något annat", "An")


@cache
def every() -> dict[str, Medium]:
    """All media by key: those with a connector first, "something else" last."""
    connected = [
        Medium(key, found.name, found.mark, has_connector=True)
        for key in registry.keys()  # noqa: SIM118 - a function, not a dict's
        if (found := registry.get(key))
    ]
    by_hand = [medium for medium in BY_HAND if medium.key not in {found.key for found in connected}]
    return {medium.key: medium for medium in (*connected, *by_hand, OTHER)}


def get(key: str) -> Medium:
    """The medium with `key`; an unknown key (a connector since removed) reads as "something else" by its own
    name.
    """
    return every().get(key, Medium(key, key.capitalize(), key[:2].capitalize()))
