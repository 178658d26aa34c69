"""`check` sees a guard that the owner has switched off, replaced or opened; and none where all stands."""

from __future__ import annotations

import pytest
from django.db import connections

from liggaren.config import gates

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
ALWAYS = "RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT true $$"


def test_everything_stands_as_the_migrations_wrote_it() -> None:
    functions, triggers = gates.written()
    assert {"actions_gate", "capture_verify", "register_guard_start", "ledger_weed"} <= set(functions)
    assert ("actions_gate", "actions_outbox") in triggers and len(triggers) > 15
    assert gates.faults(connections["default"]) == []


@pytest.mark.clause("C6.2")
@pytest.mark.parametrize(
    ("sabotage", "named"),
    [
        (
            "ALTER TABLE actions_outbox DISABLE TRIGGER actions_gate",
            "actions_gate på actions_outbox är avstängd",
        ),
        ("ALTER TABLE register_account DISABLE TRIGGER USER", "guard_start på register_account är avstängd"),
        ("DROP TRIGGER guard_version ON plans_planversion", "guard_version på plans_planversion saknas"),
        (
            f"CREATE OR REPLACE FUNCTION actions_is_verified(the_verification bigint, the_item uuid,"
            f" the_version bigint) {ALWAYS}",
            "actions_is_verified saknas eller är ändrad",
        ),
        ("GRANT INSERT ON capture_verification TO {application}", "rätten INSERT på capture_verification"),
    ],
)
def test_a_guard_that_no_longer_guards_is_named(sabotage: str, named: str) -> None:
    owner = connections["owner"]
    with owner.cursor() as cursor:  # undone with the test's transaction
        cursor.execute(sabotage.replace("{application}", gates.application()))
    assert any(named in fault for fault in gates.faults(owner))
