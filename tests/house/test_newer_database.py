"""A database that newer code has migrated is refused and left as it is."""

from __future__ import annotations

import pytest

from liggaren.config.running import prepare
from liggaren.config.running.refusal import CannotRun


def test_a_migration_that_this_code_does_not_know_stops_the_start(committed: None) -> None:
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connections["owner"])
    recorder.record_applied("ledger", "9999_of_next_year")
    try:
        with pytest.raises(CannotRun, match="nyare Liggaren.*ledger.9999_of_next_year"):
            prepare.migrate()
    finally:
        recorder.record_unapplied("ledger", "9999_of_next_year")
        connections["owner"].close()
    prepare.migrate()
