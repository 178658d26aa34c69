"""A clock that is wrong, a mark that cannot be written, and the ledger's public entrance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from liggaren.ledger import check, evidence_format, keys, public, queries, services
from liggaren.ledger.evidence_format import Member
from liggaren.ledger.factories import SmallLog
from liggaren.lib import clock
from liggaren.lib.hashing import sha256_hex


def add() -> int:
    with transaction.atomic():
        return services.append(kind="item.captured", actor="system", obj="item:1")


@pytest.mark.django_db
def test_a_clock_an_hour_off_breaks_no_seal_and_is_said() -> None:
    right = clock.now()
    first = add()
    services.sequence()
    with clock.frozen(right - timedelta(hours=1)):
        second = add()
        services.sequence()
        report = check.check()
    assert report.ok, report.findings
    assert {"clock", "clock_back"} <= {warning.code for warning in report.warnings}
    assert [queries.seals([first, second])[entry].index for entry in (first, second)] == [0, 1]
    assert queries.record(second).made_at == right - timedelta(hours=1)


@pytest.mark.usefixtures("committed")
def test_a_mark_that_cannot_be_written_only_lags_behind_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "remember", full)
    entry = add()
    assert services.sequence() is not None
    assert queries.seal(entry) is not None
    monkeypatch.undo()
    report = check.check()
    assert (report.ok, [warning.code for warning in report.warnings]) == (True, ["mark_behind"])
    add()
    services.sequence()
    assert check.check().warnings == []


@pytest.mark.usefixtures("committed")
def test_outside_a_transaction_nothing_is_appended_or_weeded() -> None:
    with pytest.raises(RuntimeError):
        services.append(kind="item.captured", actor="system", obj="item:1")
    with pytest.raises(RuntimeError):
        services.weed([1], actor="user:1", obj="d:1", decision="x")


@pytest.mark.django_db
def test_the_public_entrance_checks_files_of_our_own_log_only() -> None:
    assert public.latest_checkpoint() is None
    entry = services.append(
        kind="item.captured", actor="system", obj="item:1", digests={"slice": sha256_hex(b'{"text":"hej"}')}
    )
    services.sequence()
    record = queries.record(entry)
    member = Member(record.canonical(), record.salt, queries.proof(entry), b'{"text":"hej"}')
    assert public.verify_file(evidence_format.pack([member], note="item")).outcome == "holds"
    stranger = SmallLog().grow(2)
    assert public.verify_file(evidence_format.pack([stranger.member(0)], note="item")).outcome == "fails"
    assert public.verify_file(b"").outcome == "unreadable"
    head = public.latest_checkpoint()
    assert head is not None
    assert (head.size, head.note.split("\n")[0]) == (1, settings.LEDGER_ORIGIN)
    assert public.log_key().startswith(settings.LEDGER_ORIGIN + "+")
