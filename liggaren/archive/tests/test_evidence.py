from __future__ import annotations

from typing import Any

import pytest

from liggaren.archive import evidence
from liggaren.capture.factories import Said, captured
from liggaren.ledger import queries, verify
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.moderation.models import Category, Removal

pytestmark = pytest.mark.django_db


@pytest.mark.clause("G5.1", "G5.5")
def test_an_items_file_holds_with_the_key_and_is_not_confirmed_without(account: Any, cast: Any) -> None:
    captured(account, Said("c", "Originalet"))
    (item,) = captured(account, Said("c", "Rättat"))
    data = evidence.build(item)
    assert verify.verify_bytes(data, queries.public_key()).outcome == "holds"
    assert verify.verify_bytes(data, None).outcome == "whole_not_confirmed"
    assert b"Originalet" in data and b"R\\u00e4ttat" in data
    assert evidence.build(item) == data


@pytest.mark.clause("G5.5")
def test_a_removals_file_holds_content_sender_and_decision(account: Any, cast: Any) -> None:
    (item,) = captured(account, Said("c", "Hotet", name="Backsippan"))
    now = clock.now()
    removal = Removal.objects.create(
        item=item, version=item.latest, account=account, opened_by=cast.anna, state="done", way="delete",
        category=Category.objects.first(), legal_basis="house_rule", obvious=True, reason="Hot",
        decided_by=cast.anna, decided_at=now, seen_at=now, opened_at=now,
    )  # fmt: skip
    ledger.append(
        kind="removal.decided", actor="user:1", obj=f"removal:{removal.pk}", facts={"reason": "Hot"}
    )
    data = evidence.build(removal)
    assert verify.verify_bytes(data, queries.public_key()).outcome == "holds"
    assert b"removal.decided" in data and b"Backsippan" in data
    assert evidence.file_name(removal) == f"evidence-{str(removal.pk)[:8]}.zip"


def test_a_changed_byte_fails(account: Any, cast: Any) -> None:
    (item,) = captured(account, Said("c", "Originalet"))
    data = evidence.build(item).replace(b"Originalet", b"originalet")
    assert verify.verify_bytes(data, queries.public_key()).outcome in {"fails", "unreadable"}


def test_when_everything_is_weeded_there_is_no_file(account: Any, cast: Any) -> None:
    from liggaren.vault import services as vault

    (item,) = captured(account, Said("c", "Gallras"))
    vault.release(item.latest.slice, f"item:{item.pk}")
    with pytest.raises(evidence.NothingLeft):
        evidence.build(item)
