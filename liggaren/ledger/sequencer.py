"""The one sequencer: numbers what is committed, grows the tree, signs its head (design 3.2, 3.5)."""

from __future__ import annotations

import time
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from liggaren.ledger import keys, merkle, notes, rows
from liggaren.ledger.events import Sequenced
from liggaren.ledger.models import Checkpoint, Number, Pending
from liggaren.ledger.tree import Tree, fold
from liggaren.lib import clock, events
from liggaren.lib.errors import Refusal

BATCH = 20_000
ADVISORY_LOCK = 0x6C696767  # one number for the whole house: "ligg"


class Inconsistent(Refusal):
    """The stored log does not continue what has been signed: nothing more is signed until a person looks."""

    code = "ledger_inconsistent"


class _Waiting(NamedTuple):
    entry: int
    leaf: bytes


def sequence() -> Checkpoint | None:
    """Number all committed entries in batches; each batch is one transaction and one checkpoint.

    Returns the newest checkpoint made, None when nothing waited. Raises RuntimeError inside a transaction
    (a checkpoint must not be undone once signed) and Inconsistent when the log has lost what was signed.
    """
    newest = None
    while (made := _batch()) is not None:
        newest, count = made
        if count < BATCH:
            break
    return newest


def _batch() -> tuple[Checkpoint, int] | None:
    with transaction.atomic(durable=True):
        _lock()
        waiting = _waiting()
        if not waiting:
            return None
        tree = _continued()
        _store(tree, waiting)
        head = notes.Head(settings.LEDGER_ORIGIN, tree.size, tree.root())
        # Robust: the database is the truth; a mark that could not be written is logged and only lags behind.
        transaction.on_commit(lambda: keys.remember(settings.LEDGER_KEY_FILE, head), robust=True)
        return _sign(head), len(waiting)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def _waiting() -> list[_Waiting]:
    # By what is committed and has no number, never by the highest id: a slow one may hold a lower.
    found = Pending.objects.order_by("entry_id").values_list("entry_id", "entry__leaf")[:BATCH]
    return [_Waiting(entry, bytes(leaf)) for entry, leaf in found]


def _continued() -> Tree:
    last = Checkpoint.objects.order_by("-size").first()
    size = last.size if last else 0
    highest = Number.objects.order_by("-index").values_list("index", flat=True).first()
    if (highest if highest is not None else -1) + 1 != size:
        raise Inconsistent("Liggaren har fler eller färre poster än den senaste kontrollpunkten säger.")
    tree = Tree(size, _edge(size))
    if last and tree.root() != bytes(last.root):
        raise Inconsistent("Liggarens poster stämmer inte med den senaste kontrollpunkten.")
    _compare_with_mark(size)
    return tree


def _edge(size: int) -> list[bytes]:
    try:
        return rows.edge(size)
    except KeyError as error:
        raise Inconsistent("En del av liggarens träd saknas.") from error


def _compare_with_mark(size: int) -> None:
    """An old copy of the database put back would sign another history: the mark beside the key tells."""
    mark = keys.last_signed(settings.LEDGER_KEY_FILE)
    if mark is None:
        return
    if mark.origin != settings.LEDGER_ORIGIN:
        raise Inconsistent(f"Nyckeln hör till liggaren {mark.origin}, inte {settings.LEDGER_ORIGIN}.")
    if mark.size > size:
        raise Inconsistent(
            f"Databasen är äldre än det som redan är undertecknat ({mark.size} poster, här finns {size}). "
            "Återställ en nyare kopia innan mer förseglas."
        )
    if fold(_edge(mark.size)) != mark.root:
        raise Inconsistent("Databasen hör till en annan historia än den som redan är undertecknad.")


def _store(tree: Tree, waiting: list[_Waiting]) -> None:
    first, finished = tree.size, []
    for one in waiting:
        finished += tree.add(merkle.leaf_hash(one.leaf))
    rows.copy_in(
        "ledger_number", ("index", "entry_id"), ((first + at, one.entry) for at, one in enumerate(waiting))
    )
    rows.copy_in("ledger_node", ("level", "index", "hash"), finished)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_pending WHERE entry_id = ANY(%s)", [[one.entry for one in waiting]]
        )


def _sign(head: notes.Head) -> Checkpoint:
    note = notes.sign(head, keys.private_key(settings.LEDGER_KEY_FILE))
    made = Checkpoint.objects.create(size=head.size, root=head.root, note=note, made_at=clock.now())
    events.emit(Sequenced(head.size))
    return made


def wait_until_sealed(entry_ids: list[int], within: float) -> bool:
    """Sequence until every entry has its number or the time is over; whether all have."""
    ends = time.monotonic() + within
    while Number.objects.filter(entry_id__in=entry_ids).count() < len(set(entry_ids)):
        if time.monotonic() > ends:
            return False
        if sequence() is None:
            time.sleep(0.01)
    return True
