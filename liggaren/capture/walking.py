"""Walk an account's listing page by page; what a whole listing no longer holds is missing, and is looked up.

An error ends the walk where it stands: nothing is concluded from an outage (design 3.9).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from liggaren.capture import absence, taking, visits
from liggaren.capture.models import Version, Walk
from liggaren.connectors import registry
from liggaren.connectors.base import Connection, ConnectorError, Mending, Reply
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register import services as registering
from liggaren.register.models import Account

WHOLE_EVERY = timedelta(hours=6)  # a large account's whole listing; a small one's is walked at every visit
SMALL = 50  # pages
OVERLAP = timedelta(hours=2)  # the platform's clock may be an hour off (issue 2 §5)
WAIT = timedelta(minutes=15)  # when the platform says wait and not how long
ASK_AGAIN = timedelta(hours=1)  # when a person must mend it


@dataclass(frozen=True)
class CaptureOutcome:
    """What one visit gave: counts, and why it ended early if it did. `busy`: another visit was under way."""

    new: int = 0
    edited: int = 0
    missing: int = 0
    pages: int = 0
    error: str = ""
    busy: bool = False


def capture_account(account: Account, *, by: User | None = None) -> CaptureOutcome:
    """Fetch, seal and read what an account's listing holds; then ask by id for what it no longer holds.

    Each page is one transaction with its cursor. Never raises for the platform's faults: they mark the
    connection and stand in the outcome. Raises NotConnected. One sequencing at the end covers the whole
    batch (design 3.2).
    """
    del by  # every leaf of a visit is the system's; the person stands in the job that asked for it
    with _alone(account) as alone:
        return _noted(account) if alone else CaptureOutcome(busy=True)


def _noted(account: Account) -> CaptureOutcome:
    """One visit, with its begin and its end kept for those who wait for it. A fault of ours is said too."""
    visits.begin(account)
    try:
        return _visit(account)
    except Exception:
        pause = clock.now() + ASK_AGAIN
        visits.fail(
            account, error="Hämtningen stannade av ett fel hos oss.", wait_until=pause, is_limited=False
        )
        raise


@contextmanager
def _alone(account: Account) -> Iterator[bool]:
    """Whether this is the only visit to the account now; the lock dies with the database connection."""
    key = f"capture visit {account.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _visit(account: Account) -> CaptureOutcome:
    walk = _open_walk(account)
    versions: list[Version] = []
    missing, fault = 0, None
    try:
        link = register.connection(account)
        for page in _pages(account, link, walk):
            versions += page
        missing = absence.conclude(account, link, walk)
        registering.mark_alive(account)
    except ConnectorError as problem:
        _stop(account, walk, fault := problem)
    ledger.sequence()
    new = sum(1 for version in versions if version.number == 1)
    outcome = CaptureOutcome(new, len(versions) - new, missing, walk.pages, fault.reason if fault else "")
    _tell(account, walk, outcome, fault)
    return outcome


def _tell(account: Account, walk: Walk, outcome: CaptureOutcome, fault: ConnectorError | None) -> None:
    """Note the end where those who wait for the visit read it."""
    if fault:
        asked = fault.retry_after is not None
        visits.fail(account, error=fault.reason, wait_until=walk.wait_until, is_limited=asked)
    else:
        visits.end(
            account, new=outcome.new, edited=outcome.edited, missing=outcome.missing, pages=outcome.pages
        )


def _open_walk(account: Account) -> Walk:
    """The walk that was interrupted, else a new one from the start."""
    if walk := Walk.objects.filter(account=account, finished_at=None).first():
        walk.pages = 0 if not walk.cursor else walk.pages
        return walk
    now = clock.now()
    return Walk.objects.create(account=account, started_at=now, since=_since(account, now))


def _since(account: Account, now: datetime) -> datetime | None:
    """None for the whole listing: the first time, on small accounts, and every WHOLE_EVERY on large ones."""
    done = Walk.objects.filter(account=account, whole=True).exclude(finished_at=None).order_by("-id")
    last, last_whole = done.first(), done.filter(since=None).first()
    if last is None or last_whole is None or last_whole.pages <= SMALL:
        return None
    return None if now - last_whole.started_at >= WHOLE_EVERY else last.started_at - OVERLAP


def _pages(account: Account, link: Connection, walk: Walk) -> Iterator[tuple[Version, ...]]:
    connector = registry.get(account.platform)
    for reply in connector.fetch(link, cursor=walk.cursor or None, since=walk.since):
        yield _page(account, walk, reply)
    _finish(walk)


@transaction.atomic
def _page(account: Account, walk: Walk, reply: Reply) -> tuple[Version, ...]:
    """One page and the cursor beyond it, committed together."""
    taken = taking.take_in(account, reply, walk=walk)
    walk.cursor, walk.pages = reply.next_cursor or "", walk.pages + 1
    walk.whole = walk.whole and taken.readable
    Walk.objects.filter(pk=walk.pk).update(cursor=walk.cursor, pages=F("pages") + 1, whole=walk.whole)
    return taken.versions


def _finish(walk: Walk) -> None:
    walk.finished_at, walk.wait_until = clock.now(), None
    walk.save(update_fields=["finished_at", "wait_until"])


def _stop(account: Account, walk: Walk, fault: ConnectorError) -> None:
    """Leave the walk where it stands and say on the account why; a cursor that never works is begun anew."""
    wait = WAIT if fault.mending is Mending.WAIT else ASK_AGAIN
    walk.wait_until = clock.now() + (timedelta(seconds=fault.retry_after) if fault.retry_after else wait)
    if fault.mending is Mending.NEVER:
        walk.cursor = ""
    walk.save(update_fields=["wait_until", "cursor"])
    if fault.retry_after is None:  # asked to slow down, the connection itself is whole
        registering.mark_broken(account, note=fault.reason[:300])
