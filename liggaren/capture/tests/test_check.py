"""`check` holds what is shown against what is sealed, and names the version; no loss goes unexplained."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from liggaren.capture import check, purging
from liggaren.capture.factories import Said, captured
from liggaren.capture.models import Item, Version
from liggaren.ledger import services as ledger
from liggaren.register.models import Account
from liggaren.vault import services as vault
from liggaren.vault.check import check as check_vault
from liggaren.vault.models import Blob

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def _three(account: Account) -> list[Version]:
    items = captured(account, *(Said(str(n), f"Hej {n}", name=f"Namn {n}") for n in range(3)))
    return [item.latest for item in items if item.latest]


def _beside(version: Version, **changes: object) -> Version:
    """A row of the same seal that shows something else: the sealed row itself can be changed by nobody."""
    made = Version.objects.get(pk=version.pk)
    made.pk, made.number = None, 99
    for name, value in changes.items():
        setattr(made, name, value)
    made.save()
    return made


def test_versions_as_they_were_sealed_are_whole(account: Account) -> None:
    _three(account)
    report = check.check()
    assert report.ok and report.compared == 3 and report.not_kept == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"text": "Hej 1 ÄNDRAT"}, "texten"),
        ({"sender_name": "Falsk Person"}, "avsändarens namn"),
        ({"claimed_at": LONG_AGO}, "tiden"),
        ({"seen_at": LONG_AGO}, "tiden när den sågs"),
        ({"is_hidden": True}, "om den är dold"),
    ],
)
def test_a_version_that_shows_something_else_is_named_and_no_other(
    account: Account, change: dict[str, object], named: str
) -> None:
    changed = _beside(_three(account)[1], **change)
    (fault,) = check.check().faults
    assert f"Version 99 av inlägg {changed.item_id}" in fault and named in fault


@pytest.mark.parametrize(
    "change", [{"text": "x"}, {"sender_name": "x"}, {"claimed_at": None}, {"number": 7}, {"text": ""}]
)
def test_the_database_itself_lets_no_sealed_word_be_changed(
    account: Account, change: dict[str, object]
) -> None:
    version = _three(account)[0]
    with pytest.raises(DatabaseError, match="sealed bytes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**change)


def test_an_original_that_went_without_a_word_in_the_ledger_is_a_fault(account: Account) -> None:
    first, second, third = _three(account)
    assert first.slice_id and second.slice_id
    ended = {"state": "destroyed", "ciphertext": None, "wrapped_key": None, "ended_at": now()}
    Blob.objects.filter(pk=first.slice_id).update(**ended)  # the application's own role may
    assert check_vault().still_used == [first.slice_id] and not check_vault().ok
    assert any(str(first.item_id) in fault and "utan gallring" in fault for fault in check.check().faults)
    with transaction.atomic():
        vault.purge(second.slice_id, by=["user:1", "user:2"], reason="purge:ingen")
    assert any("på vems beslut" in fault for fault in check.check().faults)
    assert Blob.objects.get(pk=third.slice_id).state == "live"


def test_what_two_people_destroyed_by_an_order_is_no_fault(account: Account) -> None:
    version = _three(account)[0]
    with transaction.atomic():
        item = Item.objects.get(pk=version.item_id)
        done = purging.destroy(item, by=["user:1", "user:2"], reason="purge:1")
        ledger.append(kind="purge.done", actor="user:2", obj="purge:1")
        ledger.weed(done.entries, actor="user:2", obj="purge:1", decision="purge:1")
    report = check.check()
    assert report.ok and report.purged == 1
