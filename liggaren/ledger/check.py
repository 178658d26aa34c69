"""The full check: derive the root again from every leaf, hold it against every checkpoint, check the roles.

Reads by the application's role, in steps, and names what is wrong. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import connection
from django.db.models import Q

from liggaren.ledger import keys, leaves, merkle, notes, queries
from liggaren.ledger.models import Checkpoint, Entry, Node, Number, Pending, Record
from liggaren.ledger.tree import Tree
from liggaren.lib import clock

STEP = 5_000
CLOCK_TOLERANCE = 60.0  # seconds; the gate before a removal trusts a verification for as long
TABLES = ("ledger_entry", "ledger_record", "ledger_number", "ledger_node", "ledger_checkpoint")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a code for programs, what it concerns, and Swedish text."""

    code: str
    what: str
    text: str


@dataclass
class Report:
    """What a check found; `ok` when nothing is wrong."""

    size: int = 0
    waiting: int = 0
    weeded: int = 0
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing is wrong. Warnings do not count: they say what a person should look at."""
        return not self.findings

    def add(self, code: str, what: object, text: str) -> None:
        """Note one fault."""
        self.findings.append(Finding(code, str(what), text))

    def warn(self, code: str, what: object, text: str) -> None:
        """Note something odd that breaks no seal."""
        self.warnings.append(Finding(code, str(what), text))


def check() -> Report:
    """The whole check of log, records and roles."""
    report = Report(waiting=Pending.objects.count())
    _check_tree(report)
    _check_records(report)
    _check_numbering(report)
    _check_mark(report)
    _check_clock(report)
    check_roles(report)
    return report


def _leaves() -> Iterator[tuple[int, bytes]]:
    last = -1
    while True:
        found = list(
            Number.objects.filter(index__gt=last).order_by("index").values_list("index", "entry__leaf")[:STEP]
        )
        if not found:
            return
        yield from ((index, bytes(leaf)) for index, leaf in found)
        if len(found) < STEP:
            return
        last = found[-1][0]


def _check_tree(report: Report) -> None:
    heads = {head.size: head for head in Checkpoint.objects.all()}
    tree, fresh = Tree(), []
    for index, leaf in _leaves():
        if index != tree.size:
            report.add("gap", tree.size, f"Post {tree.size} saknas i liggaren.")
            break
        fresh += tree.add(merkle.leaf_hash(leaf))
        if len(fresh) >= STEP:
            _check_nodes(report, fresh)
            fresh = []
        if head := heads.pop(tree.size, None):
            _check_head(report, head, tree.root())
    _check_nodes(report, fresh)
    report.size = tree.size
    for size in heads:
        report.add(
            "checkpoint_ahead", size, f"Kontrollpunkten för {size} poster har fler poster än liggaren."
        )


def _check_nodes(report: Report, fresh: list[tuple[int, int, bytes]]) -> None:
    levels: dict[int, dict[int, bytes]] = {}
    for level, index, value in fresh:
        levels.setdefault(level, {})[index] = value
    if not fresh:
        return
    places = [Q(level=level, index__in=wanted) for level, wanted in levels.items()]
    rows = Node.objects.filter(reduce(or_, places)).values_list("level", "index", "hash")
    stored = {(level, index): bytes(value) for level, index, value in rows}
    for level, wanted in levels.items():
        for index in (index for index, value in wanted.items() if stored.get((level, index)) != value):
            report.add("node", f"{level}/{index}", f"Trädets nod {level}/{index} saknas eller är ändrad.")


def _check_head(report: Report, head: Checkpoint, root: bytes) -> None:
    try:
        said = notes.parse_checkpoint(head.note)
        signed = notes.is_signed_by(head.note, notes.parse_key(queries.public_key()))
    except notes.BadNote:
        report.add("checkpoint_text", head.size, f"Kontrollpunkten för {head.size} poster går inte att läsa.")
        return
    if (said.size, said.root, said.origin) != (head.size, bytes(head.root), settings.LEDGER_ORIGIN):
        report.add("checkpoint_text", head.size, f"Kontrollpunkten för {head.size} poster är ändrad.")
    if not signed:
        report.add(
            "signature", head.size, f"Kontrollpunkten för {head.size} poster är inte rätt undertecknad."
        )
    if said.root != root:
        report.add("root", head.size, f"De första {head.size} posterna ger inte kontrollpunktens rot.")


def _check_records(report: Report) -> None:
    last, fields = 0, ("kind", "actor", "obj", "facts", "digests", "salt", "made_at", "weeded_by_id")
    while found := list(
        Record.objects.filter(entry_id__gt=last)
        .order_by("entry_id")
        .values_list("entry_id", "entry__leaf", *fields)[:STEP]
    ):
        for entry, leaf, kind, actor, obj, facts, digests, salt, made_at, weeded_by in found:
            commitment, weeded = bytes(leaf)[1:], weeded_by is not None
            row = (kind, actor, obj, facts, digests, bytes(salt or b""), commitment, made_at, weeded)
            _check_record(report, entry, queries.RecordView(*row))
        last = found[-1][0]


def _check_record(report: Report, entry: int, record: queries.RecordView) -> None:
    if record.is_weeded:
        report.weeded += 1
        if record.kind or record.salt or record.facts is not None:
            report.add("weeded", entry, f"Uppgiften {entry} är gallrad men inte tom.")
        return
    try:
        fits = leaves.commitment(record.salt, record.canonical()) == record.commitment
    except (TypeError, ValueError):
        fits = False
    if not fits:
        report.add("record", entry, f"Uppgiften {entry} stämmer inte med det som förseglades.")


def _check_numbering(report: Report) -> None:
    lost = Entry.objects.filter(number__isnull=True, pending__isnull=True).values_list("id", flat=True)
    for entry in lost[:100]:
        report.add("lost", entry, f"Posten {entry} har varken nummer eller väntar på ett.")
    for entry in Entry.objects.filter(record__isnull=True).values_list("id", flat=True)[:100]:
        report.add("no_record", entry, f"Posten {entry} saknar uppgift.")


def _check_mark(report: Report) -> None:
    mark = keys.last_signed(settings.LEDGER_KEY_FILE)
    head = Checkpoint.objects.filter(size=mark.size).first() if mark else None
    if mark and (head is None or bytes(head.root) != mark.root):
        report.add("old_copy", mark.size, "Databasen saknar det som senast undertecknades: en äldre kopia?")
    last = queries.latest_checkpoint()
    if last and (mark is None or mark.size < last.size):
        report.warn(
            "mark_behind", last.size, "Märket intill nyckeln släpar efter; det skrivs vid nästa försegling."
        )


def _check_clock(report: Report) -> None:
    """Order in the log is by number, never by time; a wrong clock breaks no seal but must be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
        cursor.execute(
            "SELECT size FROM (SELECT size, made_at, lag(made_at) OVER (ORDER BY size) AS before"
            " FROM ledger_checkpoint) c WHERE made_at < before ORDER BY size LIMIT 100"
        )
        turned_back = [row[0] for row in cursor.fetchall()]
    if apart > CLOCK_TOLERANCE:
        report.warn(
            "clock", f"{apart:.0f} s", f"Programmets och databasens klockor går {apart:.0f} sekunder isär."
        )
    for size in turned_back:
        report.warn(
            "clock_back",
            size,
            f"Kontrollpunkten för {size} poster är daterad före den förra: klockan ändrades.",
        )


def check_roles(report: Report) -> None:
    """The application is neither superuser nor owner, and holds only insert and select (design 3.4)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        user, is_super, makes_roles = cursor.fetchone()
        cursor.execute(
            "SELECT c.relname, pg_has_role(current_user, c.relowner, 'MEMBER'),"
            " has_any_column_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')"
            " OR has_table_privilege(c.oid, 'TRUNCATE') OR has_table_privilege(c.oid, 'TRIGGER'),"
            " (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal"
            "  AND t.tgenabled IN ('O', 'A') AND t.tgname IN (c.relname || '_fixed', c.relname || '_kept'))"
            " FROM pg_class c WHERE c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace",
            [list(TABLES)],
        )
        tables = cursor.fetchall()
    if is_super or makes_roles:
        report.add("role", user, f"Rollen {user} är databasens överordnade; programmet får inte vara det.")
    for table, is_owner, may_change, guards in tables:
        if is_owner:
            report.add("owner", table, f"Programmet ansluter som ägare till {table}.")
        if may_change:
            report.add(
                "rights", table, f"Programmet får ändra i {table}; det ska bara kunna lägga till och läsa."
            )
        if guards != 2:
            report.add("guards", table, f"Spärrarna på {table} är avstängda.")
