"""What is looked at before a feed is parsed: is it a feed, and can it be read in reasonable time?

The parser takes some 20 µs per tag and far more on broken markup, so tags and entries are counted first.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from liggaren.connectors.base import ConnectorError, Mending

MAX_BYTES = 5_000_000
MAX_ENTRIES = 2_000
MAX_TAGS = 60_000
MAX_BROKEN_BYTES, MAX_BROKEN_TAGS = 150_000, 10_000
_BEFORE_ROOT = re.compile(rb"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>", re.DOTALL)
_ROOT = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?(rss|feed|RDF)[\s>/]")
_ENTRY = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?(?:item|entry)[\s>/]")


def check(body: bytes) -> None:
    """Raise ConnectorError(NEVER), in words for a person, for what is not a feed or is too much."""
    if b"\0" in body[:200]:
        raise _never("Flödet är skrivet med en teckenkodning som vi inte läser. Det behöver vara UTF-8.")
    if b"<!ENTITY" in body:
        raise _never(
            "Flödet innehåller egna förkortningar (entiteter) och läses inte, eftersom de kan svälla."
        )
    if not is_feed(body):
        raise _never("Adressen ger inte något flöde utan till exempel en vanlig webbsida.")
    entries, tags = len(_ENTRY.findall(body)), body.count(b"<")
    if entries > MAX_ENTRIES:
        raise _never(f"Flödet har {entries} inlägg. Vi läser flöden med högst {MAX_ENTRIES}.")
    if len(body) > MAX_BYTES or tags > MAX_TAGS:
        raise _never("Flödet är för stort för att läsas.")
    if (len(body) > MAX_BROKEN_BYTES or tags > MAX_BROKEN_TAGS) and not _is_whole(body):
        raise _never("Flödet är trasigt och för stort för att lagas.")


def is_feed(body: bytes) -> bool:
    """Whether the first element is one of a feed's."""
    place = 3 if body.startswith(b"\xef\xbb\xbf") else 0
    while found := _BEFORE_ROOT.match(body, place):
        place = found.end()
    return _ROOT.match(body, place) is not None


def _is_whole(body: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(body, True)
    except expat.ExpatError:
        return False
    return True


def _never(words: str) -> ConnectorError:
    return ConnectorError(words, mending=Mending.NEVER)
