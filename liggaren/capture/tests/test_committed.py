"""What needs real commits: another role, and a checkpoint made between transactions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from liggaren.capture import factories, services
from liggaren.capture.factories import Pretend, Said, captured
from liggaren.people import factories as people
from liggaren.vault import queries as vault


def test_the_reader_may_not_call_the_function(committed: None, database_facts: dict[str, Any]) -> None:
    with psycopg.connect(
        host=database_facts["socket"], port=database_facts["port"], user=database_facts["users"]["reader"],
        password=database_facts["passwords"]["reader"], dbname=connections["default"].settings_dict["NAME"],
    ) as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):  # fmt: skip
        reader.execute("SELECT capture_verify(%s, 1)", [uuid4()])


@pytest.mark.usefixtures("committed")
def test_with_real_commits_a_version_is_captured_sealed_and_verified(platform: Pretend) -> None:
    account = factories.account(people.cast())
    (item,) = captured(account, Said("1", "Du är dum"))
    assert item.latest is not None and item.latest.slice_id is not None
    row = services.verify(item, item.latest)
    assert row.entry_id == item.latest.entry_id and vault.is_live(item.latest.slice_id)


@pytest.mark.usefixtures("committed")
def test_two_visits_at_once_are_one(platform: Pretend, monkeypatch: pytest.MonkeyPatch) -> None:
    account = factories.account(people.cast())
    seen: list[services.CaptureOutcome] = []
    fetch = platform.fetch

    def visited_again(*args: Any, **kwargs: Any) -> Any:
        seen.append(_from_another_connection(account))
        return fetch(*args, **kwargs)

    monkeypatch.setattr(platform, "fetch", visited_again)
    services.capture_account(account)
    assert [outcome.busy for outcome in seen] == [True]


def _from_another_connection(account: Any) -> services.CaptureOutcome:
    from concurrent.futures import ThreadPoolExecutor

    def visit() -> services.CaptureOutcome:
        try:
            return services.capture_account(account)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(visit).result(timeout=20)
