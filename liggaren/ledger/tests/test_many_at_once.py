"""Real commits and several connections: order of numbers, one sequencer, old copies (design 3.4, 3.5)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connections, transaction

from liggaren.ledger import check, keys, queries, sequencer, services
from liggaren.ledger.models import Checkpoint, Number
from liggaren.ledger.notes import Head
from liggaren.ledger.services import Draft

pytestmark = pytest.mark.usefixtures("committed")


def add(count: int = 1) -> list[int]:
    with transaction.atomic():
        return services.append_many([Draft("item.captured", "system", f"item:{n}") for n in range(count)])


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return faults


def test_a_slow_transaction_with_lower_ids_gets_later_numbers_and_none_is_skipped() -> None:
    inside, go_on = threading.Event(), threading.Event()
    slow: list[int] = []

    def keep_open() -> None:
        with transaction.atomic():
            slow.append(services.append(kind="item.captured", actor="system", obj="item:slow"))
            inside.set()
            go_on.wait(20)

    def pass_by() -> None:
        inside.wait(20)
        fast = add(3)
        services.sequence()
        assert queries.seal(slow[0]) is None
        assert [queries.seals(fast)[entry].index for entry in fast] == [0, 1, 2]
        go_on.set()

    assert at_once(keep_open, pass_by) == []
    services.sequence()
    seal = queries.seal(slow[0])
    assert seal is not None
    assert seal.index == 3
    assert slow[0] < Number.objects.get(index=0).entry_id


def test_what_is_rolled_back_is_never_numbered() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.append(kind="item.captured", actor="system", obj="item:1")
        raise ZeroDivisionError
    assert services.sequence() is None
    assert add()[0]
    made = services.sequence()
    assert made is not None
    assert made.size == 1


def test_sequencers_and_writers_at_once_make_one_unbroken_log() -> None:
    def write() -> None:
        for _turn in range(6):
            add(7)

    def seal() -> None:
        for _turn in range(12):
            services.sequence()

    assert at_once(write, write, seal, seal, seal) == []
    services.sequence()
    report = check.check()
    assert report.ok, report.findings
    assert report.size == 84
    assert list(Number.objects.order_by("index").values_list("index", flat=True)) == list(range(84))


def test_more_than_a_batch_is_sealed_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 10)
    add(25)
    made = services.sequence()
    assert made is not None
    assert made.size == 25
    assert Checkpoint.objects.count() == 3


def test_an_older_copy_of_the_database_is_refused_before_anything_is_signed() -> None:
    add(3)
    services.sequence()
    root = b"\x07" * 32
    keys.remember(settings.LEDGER_KEY_FILE, Head(settings.LEDGER_ORIGIN, 9, root))
    add(1)
    with pytest.raises(sequencer.Inconsistent) as refused:
        services.sequence()
    assert "äldre" in refused.value.message
    assert Checkpoint.objects.count() == 1
    assert "old_copy" in {finding.code for finding in check.check().findings}


def test_another_history_of_the_same_length_is_refused() -> None:
    add(3)
    services.sequence()
    mark = settings.LEDGER_KEY_FILE.with_name(settings.LEDGER_KEY_FILE.name + ".signed")
    mark.write_text(Head(settings.LEDGER_ORIGIN, 2, b"\x07" * 32).text())
    add(1)
    with pytest.raises(sequencer.Inconsistent):
        services.sequence()


def test_a_key_that_belongs_to_another_log_is_refused() -> None:
    add(1)
    keys.remember(settings.LEDGER_KEY_FILE, Head("annan.example/log", 0, b"\x07" * 32))
    with pytest.raises(sequencer.Inconsistent):
        services.sequence()


def test_the_mark_follows_each_stored_checkpoint_and_never_goes_back() -> None:
    add(2)
    made = services.sequence()
    assert made is not None
    assert keys.last_signed(settings.LEDGER_KEY_FILE) == Head(settings.LEDGER_ORIGIN, 2, bytes(made.root))
    keys.remember(settings.LEDGER_KEY_FILE, Head(settings.LEDGER_ORIGIN, 1, b"\x01" * 32))
    found = keys.last_signed(settings.LEDGER_KEY_FILE)
    assert found is not None
    assert found.size == 2
