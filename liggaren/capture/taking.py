"""Take an answer in: its bytes into the vault and their leaf into the ledger first, only then read it
(design 3.1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

import psycopg
from django.db import DataError, connection, transaction

from liggaren.capture import absorbing, never_again
from liggaren.capture.contents import fingerprint
from liggaren.capture.models import Response, Trust, Version, Walk
from liggaren.connectors import registry
from liggaren.connectors.base import ConnectorError, Reply
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.lib.hashing import sha256_hex
from liggaren.register.models import Account
from liggaren.vault import services as vault

# What is wrong with the content itself; COPY's errors come to us unwrapped.
UNSTORABLE = (DataError, psycopg.DataError, ValueError, TypeError)


@dataclass(frozen=True)
class Taken:
    """What one answer gave: its kept response, the versions that were new, and whether it could be read."""

    response: Response
    versions: tuple[Version, ...]
    readable: bool


def take(account: Account, reply: Reply, *, trust: Trust = Trust.API) -> list[Version]:
    """Seal the bytes, then parse, then seal each new version; one transaction. The same reply again gives
    nothing.

    A reply that cannot be parsed is kept with its error and gives no versions; `reparse` reads it again.
    """
    return list(take_in(account, reply, trust=trust).versions)


@transaction.atomic
def take_in(account: Account, reply: Reply, *, walk: Walk | None = None, trust: Trust = Trust.API) -> Taken:
    """`take`, with the walk whose listing held the reply."""
    lock_instance(account)
    response = keep(account, reply)
    return _read(account, response, reply, walk, trust)


@transaction.atomic
def reparse(response: Response) -> list[Version]:
    """Read a kept response again, e.g. after a connector was mended. Raises vault's Gone when its bytes are
    weeded."""
    lock_instance(response.account)
    return list(_read(response.account, response, reply_of(response), None).versions)


def lock_instance(account: Account) -> None:
    """One writer of a platform's items at a time, until the transaction ends; then numbers and first
    parents hold."""
    with connection.cursor() as cursor:
        key = f"capture {account.platform} {absorbing.instance_of(account)}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def keep(account: Account, reply: Reply) -> Response:
    """The reply's response row: the latest from the same address if the bytes are the same, else a new
    sealed one."""
    url = clean(reply.url).text
    before = Response.objects.filter(account=account, url=url).order_by("-id").first()
    if before and before.status == reply.status and before.fingerprint == _mark(reply, bytes(before.salt)):
        before.seen_again_at = reply.fetched_at
        before.save(update_fields=["seen_again_at"])
        return before
    return _seal(account, reply, url)


def _mark(reply: Reply, salt: bytes) -> str:
    return fingerprint([reply.kind.encode(), reply.body], salt)


def _seal(account: Account, reply: Reply, url: str) -> Response:
    media_type = clean(reply.media_type).text[:255]
    blob = vault.put(reply.body, media_type=media_type, holder=f"response:{account.pk}")
    entry = ledger.append(
        kind="response.received",
        actor="system",
        obj=account.obj,
        facts={
            "connector": account.platform, "kind": reply.kind, "url": url, "status": reply.status,
            "blanking": reply.blanking, "fetched_at": reply.fetched_at.isoformat(),
        },
        digests={"body": sha256_hex(reply.body)},
    )  # fmt: skip
    salt = secrets.token_bytes(16)
    return Response.objects.create(
        account=account, connector=account.platform, kind=reply.kind, url=url,
        status=reply.status, media_type=media_type, blanking=reply.blanking, fetched_at=reply.fetched_at,
        blob=blob, entry_id=entry, salt=salt, fingerprint=_mark(reply, salt), reading=Response.Reading.KEPT,
    )  # fmt: skip


def _read(
    account: Account, response: Response, reply: Reply, walk: Walk | None, trust: Trust = Trust.API
) -> Taken:
    """Parse, then absorb behind a savepoint: what cannot be read or stored never costs us the sealed
    response.

    Faults of our own house (full disk, lost database) are raised: then nothing of the reply is committed.
    """
    try:
        parsed = registry.get(account.platform).parse(reply)
    except Exception as error:  # a parser's fault must never cost us the bytes
        return _taken(response, (), _bland(error))
    batch = absorbing.Batch(account, response, parsed, walk, trust, clock.now())
    try:
        taken = _taken(response, _absorb(batch), "")
    except UNSTORABLE as error:
        versions = [version for one in parsed for version in _absorb_alone(replace(batch, parsed=(one,)))]
        taken = _taken(response, tuple(versions), _bland(error))
    never_again.drop_if_purged(account, response, parsed)
    return taken


@transaction.atomic
def _absorb(batch: absorbing.Batch) -> tuple[Version, ...]:
    return absorbing.absorb(batch)


def _absorb_alone(batch: absorbing.Batch) -> tuple[Version, ...]:
    """One item by itself, so that a faulty neighbour costs only itself."""
    try:
        return _absorb(batch)
    except UNSTORABLE:
        return ()


def _taken(response: Response, versions: tuple[Version, ...], error: str) -> Taken:
    _note(response, Response.Reading.FAILED if error else Response.Reading.PARSED, error)
    return Taken(response, versions, readable=not error)


def _bland(error: Exception) -> str:
    """The error without content: a parser's message may quote a person (design 3.14)."""
    return error.reason[:300] if isinstance(error, ConnectorError) else type(error).__name__


def _note(response: Response, reading: Response.Reading, error: str) -> None:
    if (response.reading, response.parse_error) != (reading, error):
        response.reading, response.parse_error = reading, error
        response.save(update_fields=["reading", "parse_error"])


def reply_of(response: Response) -> Reply:
    """The kept answer as it came. Raises vault's Gone or Damaged when its bytes cannot be read."""
    if response.blob is None:
        raise vault.Gone("Svarets innehåll är gallrat.")
    return Reply(
        body=vault.get(response.blob), media_type=response.media_type, url=response.url,
        status=response.status, fetched_at=response.fetched_at,
        kind=response.kind, blanking=response.blanking,
    )  # fmt: skip
