"""`liggaren capture ADDRESS`: the connectors' reading and the archive's sealing, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from liggaren.archive import pdf
from liggaren.archive.public_capture import Outcome, Page, PublicItem, Site, capture_public
from liggaren.config.cli import exits, saying
from liggaren.connectors import registry
from liggaren.connectors.base import Connection, Connector, ConnectorError, Parsed, Reply
from liggaren.connectors.recognise import NotRecognised, recognise
from liggaren.lib import clock

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
KEY_PROVES_LITTLE = (
    "Nyckeln gjordes här och nu. Den visar att inget i filerna ändrats sedan dess, men inte vem som fångade,"
    " inte när, och inte att sidan verkligen såg ut så. LÄS MIG.txt i mappen säger vad du kan göra åt det."
)


@dataclass
class Bar:
    """A progress bar for people who watch; silent where nobody does, or where JSON is asked for."""

    on: bool
    pages: int = 0
    items: int = 0

    def hear(self, stage: str, count: int) -> None:
        """What `capture_public` tells: a stage's name and how far it has come."""
        if stage == "sidor":
            self.pages = count
        elif stage == "poster":
            self.items = count
        else:
            self._line(f"  {'skriver PDF' if stage == 'pdf' else 'granskar PDF'} ({count})".ljust(60), "\n")
            return
        self._line(f"  {'█' * (self.pages % 20 + 1):<20} {self.pages} svar, {self.items} poster", "")

    def _line(self, text: str, end: str) -> None:
        if self.on:
            print(f"\r{text}", end=end, file=sys.stderr, flush=True)


def main(address: str, out: Path, *, allow_loopback: bool, as_json: bool) -> int:
    """Capture `address` into the folder `out`; returns the command's exit code."""
    registry.configure(loopback_origins=_loopback_origin(address) if allow_loopback else ())
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        saying.refuse(f"{out} finns redan och är inte en tom mapp.", as_json=as_json)
        return exits.USAGE
    try:
        key, connection = recognise(address, registry.client())
        outcome = _capture(
            registry.get(key), connection, address, out, Bar(sys.stderr.isatty() and not as_json)
        )
    except NotRecognised as problem:
        return _refused(problem.message, as_json)
    except ConnectorError as problem:
        return _refused(f"Hämtningen avbröts: {problem.reason}", as_json)
    except pdf.NotSet as problem:
        return _refused(f"PDF-filen kunde inte skrivas: {problem}", as_json)
    except OSError as problem:
        return _refused(f"Det gick inte att skriva i {out}: {problem.strerror}", as_json)
    return _said(outcome, out, as_json)


def _refused(message: str, as_json: bool) -> int:
    saying.refuse(message, as_json=as_json)
    return exits.USAGE


def _loopback_origin(address: str) -> tuple[str, ...]:
    parts = urlsplit(address if "://" in address else f"http://{address}")
    return (f"{parts.scheme}://{parts.netloc}",) if parts.hostname in LOOPBACK else ()


def _capture(connector: Connector, connection: Connection, address: str, out: Path, bar: Bar) -> Outcome:
    site = Site(name=urlsplit(connection.origin).netloc, address=address, platform=connector.name)
    return capture_public(
        site=site, pages=_pages(connector, connection), out=out, now=clock.now, progress=bar.hear
    )


def _pages(connector: Connector, connection: Connection) -> Iterator[Page]:
    for reply in connector.fetch(connection, cursor=None, since=None):
        yield _page(connector, reply)


def _page(connector: Connector, reply: Reply) -> Page:
    return Page(
        body=reply.body, url=reply.url, kind=reply.kind, status=reply.status, blanking=reply.blanking,
        fetched_at=reply.fetched_at, read=lambda: [_item(parsed) for parsed in connector.parse(reply)],
    )  # fmt: skip


def _item(parsed: Parsed) -> PublicItem:
    sender = parsed.sender
    return PublicItem(
        native_id=parsed.native_id, kind=parsed.kind, text=parsed.text, author=sender.name,
        slice=parsed.slice, position=parsed.position, parent_native_id=parsed.parent_native_id,
        author_handle=sender.handle, author_address=sender.address, is_site=sender.is_account,
        address=parsed.address,
        claimed_at=parsed.claimed_at, edited_at=parsed.edited_at,
        media=tuple(medium.url for medium in parsed.media),
    )  # fmt: skip


def _said(outcome: Outcome, out: Path, as_json: bool) -> int:
    validation = outcome.validation
    answer = {
        "ok": validation.result == "valid", "posts": outcome.posts, "comments": outcome.comments,
        "pages": outcome.pages, "unreadable": outcome.unreadable, "files": list(outcome.files),
        "validation": validation.result, "checkpoint_size": outcome.checkpoint_size, "key": KEY_PROVES_LITTLE,
    }  # fmt: skip
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(outcome, out)))
    codes = {"valid": exits.HOLDS, "not_validated": exits.NOT_VALIDATED}
    return codes.get(validation.result, exits.FAILED)


def _lines(outcome: Outcome, out: Path) -> list[str]:
    words = {"valid": "giltig", "not_validated": "inte prövad (make extras)", "invalid": "ogiltig"}
    return [
        f"Fångade {outcome.posts} inlägg och {outcome.comments} kommentarer ur {outcome.pages} svar.",
        *([f"{outcome.unreadable} svar gick inte att läsa men är förseglade."] if outcome.unreadable else []),
        f"PDF/A: {words[outcome.validation.result]}.",
        f"I {out}: {', '.join(outcome.files)}",
        KEY_PROVES_LITTLE,
    ]
