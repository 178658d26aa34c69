"""What an owner of the database can do behind the program's back, and what the check then says."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from liggaren.ledger import check, sequencer, services
from liggaren.ledger.models import Checkpoint
from liggaren.ledger.services import Draft

pytestmark = pytest.mark.usefixtures("committed")

COLUMNS = {
    "ledger_entry": "leaf",
    "ledger_record": "kind",
    "ledger_number": "index",
    "ledger_node": "hash",
    "ledger_checkpoint": "note",
}


def add(count: int = 1) -> None:
    with transaction.atomic():
        services.append_many([Draft("item.captured", "system", f"item:{n}") for n in range(count)])


@pytest.mark.parametrize("table", COLUMNS)
def test_even_the_owner_is_refused_by_the_guards(table: str) -> None:
    add(3)
    services.sequence()
    column = COLUMNS[table]
    changes = ("UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t} CASCADE")
    for deed in (change.format(t=table, c=column) for change in changes):
        with pytest.raises(DatabaseError) as fault, transaction.atomic(using="owner"):
            connections["owner"].cursor().execute(deed)
        assert isinstance(fault.value.__cause__, psycopg.errors.InsufficientPrivilege), deed
    connections["owner"].close()


def as_owner(*statements: str) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in COLUMNS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in COLUMNS:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    connections["owner"].close()


def flip(column: str) -> str:
    return f"{column} = set_byte({column}, 5, get_byte({column}, 5) # 1)"


FIRST = "WHERE entry_id = (SELECT min(id) FROM ledger_entry)"
RECORD = "UPDATE ledger_record SET"
NUMBER = "UPDATE ledger_number SET"
TAMPERINGS = {
    "a bit of a leaf": (
        f"UPDATE ledger_entry SET {flip('leaf')} WHERE id = (SELECT max(id) FROM ledger_entry)",  # noqa: S608
        "record",
    ),
    "two leaves swapped": (
        f"{NUMBER} index = CASE index WHEN 1 THEN -1 ELSE 1 END WHERE index IN (1, 2);"
        f"{NUMBER} index = 2 WHERE index = -1",
        "root",
    ),
    "a number gone": ("DELETE FROM ledger_number WHERE index = 3", "gap"),
    "the tail gone": ("DELETE FROM ledger_number WHERE index >= 5", "checkpoint_ahead"),
    "a record's kind": (f"{RECORD} kind = 'item.edited' {FIRST}", "record"),
    "a record's actor": (f"{RECORD} actor = 'user:9' {FIRST}", "record"),
    "a record's object": (f"{RECORD} obj = 'item:9' {FIRST}", "record"),
    "a record's facts": (f"""{RECORD} facts = '{{"a": 1}}' {FIRST}""", "record"),
    "a record's digests": (f"""{RECORD} digests = '{{"a": "1"}}' {FIRST}""", "record"),
    "a record's moment": (f"{RECORD} made_at = made_at - interval '1 year' {FIRST}", "record"),
    "a record's salt": (f"{RECORD} {flip('salt')} {FIRST}", "record"),
    "a record gone": (f"DELETE FROM ledger_record {FIRST}", "no_record"),  # noqa: S608
    "a weeding pretended": (f"{RECORD} weeded_by_id = entry_id {FIRST}", "weeded"),
    "a node's hash": (f"UPDATE ledger_node SET {flip('hash')} WHERE level = 2 AND index = 0", "node"),  # noqa: S608
    "a node gone": ("DELETE FROM ledger_node WHERE level = 1 AND index = 1", "node"),
    "a root": (f"UPDATE ledger_checkpoint SET {flip('root')}", "checkpoint_text"),  # noqa: S608
    "a signature": (
        "UPDATE ledger_checkpoint SET note = overlay(note placing 'AAAA' from length(note) - 40)",
        "signature",
    ),
    "a size with a zero before": (
        "UPDATE ledger_checkpoint SET note = replace(note, E'\\n7\\n', E'\\n07\\n')",
        "checkpoint_text",
    ),
    "checkpoints gone": ("DELETE FROM ledger_checkpoint", "old_copy"),
    "an entry outside the queue": (
        "INSERT INTO ledger_entry (leaf) VALUES (decode(repeat('01', 33), 'hex'))",
        "lost",
    ),
    "a right given": ("GRANT UPDATE ON ledger_entry TO liggaren_application", "rights"),
    "a guard dropped": ("DROP TRIGGER ledger_node_kept ON ledger_node", "guards"),
}
MENDED = {
    "a right given": "REVOKE UPDATE ON ledger_entry FROM liggaren_application",
    "a guard dropped": "CREATE TRIGGER ledger_node_kept BEFORE TRUNCATE ON ledger_node"
    " EXECUTE FUNCTION ledger_refuse()",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_check_names_what_an_owner_has_tampered_with(name: str) -> None:
    add(7)
    services.sequence()
    assert check.check().ok
    statements, code = TAMPERINGS[name]
    as_owner(*statements.split(";"))
    try:
        report = check.check()
        assert code in {finding.code for finding in report.findings}
        assert all(finding.what and finding.text for finding in report.findings)
    finally:
        if name in MENDED:
            as_owner(MENDED[name])


def test_a_bit_of_a_sealed_leaf_changes_the_root_too() -> None:
    add(7)
    services.sequence()
    as_owner(TAMPERINGS["a bit of a leaf"][0])
    assert "root" in {finding.code for finding in check.check().findings}


@pytest.mark.parametrize("name", ["the tail gone", "checkpoints gone", "a node's hash", "a root"])
def test_a_log_whose_edge_was_tampered_with_gets_no_new_checkpoint(name: str) -> None:
    add(7)
    services.sequence()
    as_owner(*TAMPERINGS[name][0].split(";"))
    before = Checkpoint.objects.count()
    add(1)
    with pytest.raises(sequencer.Inconsistent):
        services.sequence()
    assert Checkpoint.objects.count() == before


def test_the_check_says_when_the_program_connects_as_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    report = check.Report()
    monkeypatch.setattr(check, "connection", connections["owner"])
    check.check_roles(report)
    assert {"owner", "rights"} <= {finding.code for finding in report.findings}
    connections["owner"].close()
    assert connection.alias == "default"
