"""Appending, numbering, signing: what a seal rests on."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction

from liggaren.ledger import keys, leaves, merkle, notes, queries, services, tree
from liggaren.ledger.events import Sequenced
from liggaren.ledger.models import Checkpoint, Node, Number, Pending
from liggaren.ledger.services import Draft
from liggaren.lib import events

pytestmark = pytest.mark.django_db


def drafts(count: int) -> list[Draft]:
    facts = {"n": 1, "å": [True, None, 12345678901234567890]}
    return [Draft("item.captured", "system", f"item:{n}", facts, {"slice": "ab" * 32}) for n in range(count)]


def test_an_entry_waits_until_it_is_sequenced_and_then_has_its_seal() -> None:
    entry = services.append(kind="plan.approved", actor="user:1", obj="plan:1")
    assert queries.seal(entry) is None
    checkpoint = services.sequence()
    assert checkpoint is not None
    seal = queries.seal(entry)
    assert seal is not None
    assert (seal.index, seal.size, seal.checkpoint_id) == (0, 1, checkpoint.pk)
    assert services.sequence() is None


def test_the_stored_record_gives_back_the_leaf_that_was_published() -> None:
    for entry in services.append_many(drafts(3)):
        record = queries.record(entry)
        assert leaves.leaf(record.salt, record.canonical()) == queries.leaf(entry)
        assert len(queries.leaf(entry)) == leaves.LEAF_BYTES


def test_equal_records_get_unequal_leaves_by_their_salts() -> None:
    first, second = services.append_many([drafts(1)[0]] * 2)
    assert queries.leaf(first) != queries.leaf(second)
    assert queries.record(first).salt != queries.record(second).salt


def test_batches_of_any_size_give_the_root_of_all_leaves_together() -> None:
    entries = []
    for count in (1, 2, 5, 8, 13, 1):
        entries += services.append_many(drafts(count))
        services.sequence()
    whole = tree.Tree()
    for entry in entries:
        whole.add(merkle.leaf_hash(queries.leaf(entry)))
    head = queries.latest_checkpoint()
    assert head is not None
    assert (head.size, bytes(head.root)) == (30, whole.root())
    assert Checkpoint.objects.count() == 6
    assert Node.objects.count() == 15 + 7 + 3 + 1
    assert not Pending.objects.exists()


def test_every_proof_leads_to_the_signed_root() -> None:
    entries = services.append_many(drafts(37))
    services.sequence()
    key = notes.parse_key(queries.public_key())
    for entry, text in zip(entries, queries.proofs(entries), strict=True):
        proof = notes.parse_proof(text)
        head = notes.parse_checkpoint(proof.checkpoint)
        assert notes.is_signed_by(proof.checkpoint, key)
        leaf = merkle.leaf_hash(queries.leaf(entry))
        assert merkle.root_from_path(proof.index, head.size, leaf, proof.path) == head.root
        assert text == queries.proof(entry)


def test_an_old_checkpoint_still_gets_proofs_after_the_log_has_grown() -> None:
    entries = services.append_many(drafts(5))
    old = services.sequence()
    services.append_many(drafts(9))
    services.sequence()
    proof = notes.parse_proof(queries.proof(entries[3], old))
    leaf = merkle.leaf_hash(queries.leaf(entries[3]))
    assert old is not None
    assert merkle.root_from_path(3, 5, leaf, proof.path) == bytes(old.root)
    with pytest.raises(LookupError):
        queries.proof(entries[0] + 7, old)


@pytest.mark.clause("G5.5")
def test_a_checkpoint_is_made_on_demand_and_reused_when_it_covers_the_entries() -> None:
    entries = services.append_many(drafts(4))
    made = services.checkpoint_for(entries)
    assert made.size == 4
    services.append_many(drafts(1))
    services.sequence()
    assert services.checkpoint_for(entries[:1]) == made
    with pytest.raises(services.NotSealed) as refused:
        services.checkpoint_for([])
    assert refused.value.code == "not_sealed"


def test_an_entry_that_does_not_exist_is_never_sealed() -> None:
    with pytest.raises(services.NotSealed):
        services.checkpoint_for([987654321], within=0.05)
    with pytest.raises(LookupError):
        queries.record(987654321)


def test_sequencing_inside_a_transaction_is_refused() -> None:
    services.append_many(drafts(1))
    with pytest.raises(RuntimeError), transaction.atomic():
        services.sequence()


def test_growth_is_told_to_the_rooms_above(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[events.Event] = []
    monkeypatch.setattr(events, "emit", seen.append)
    services.append_many(drafts(3))
    services.sequence()
    assert seen == [Sequenced(3)]


@pytest.mark.parametrize("facts", [1.5, {"a": object()}, {1: "a"}, "half \ud800", {"k": ["nul \x00"]}])
def test_facts_that_cannot_be_written_in_one_way_are_refused(facts: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        services.append(kind="a.b", actor="system", obj="x", facts=facts)  # type: ignore[arg-type]


def test_a_backslash_before_u0000_is_only_text() -> None:
    entry = services.append(kind="a.b", actor="system", obj="x", facts={"text": "\\u0000"})
    assert queries.record(entry).facts == {"text": "\\u0000"}


def test_the_key_file_is_made_once_and_only_for_its_owner() -> None:
    first = queries.public_key()
    assert settings.LEDGER_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert queries.public_key() == first
    settings.LEDGER_KEY_FILE.chmod(0o644)
    try:
        with pytest.raises(keys.UnsafeKey):
            queries.public_key()
    finally:
        settings.LEDGER_KEY_FILE.chmod(0o600)


def test_the_number_of_queries_for_seals_is_the_same_for_one_and_for_many(
    django_assert_num_queries: object,
) -> None:
    entries = services.append_many(drafts(20))
    services.sequence()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(queries.seals(entries)) == 20
    assert Number.objects.count() == 20
