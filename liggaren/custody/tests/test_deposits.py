import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from liggaren.custody import envelope, services
from liggaren.custody.models import Deposit, Grant
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.people.factories import cast

CANARY = "kanariefågel-9f2c-lösenord"


@pytest.mark.django_db
@pytest.mark.clause("C2.4", "B.15")
def test_a_deposit_holds_no_readable_secret_and_opens_for_those_with_a_grant() -> None:
    who = cast()
    row = services.deposit(account_ref="konto", kind="password", secret=CANARY, by=who.anna)
    assert CANARY.encode() not in bytes(row.sealed)
    services.grant(user=who.anna, account_ref="konto", by=who.disa)
    assert services.show(row, by=who.anna, reason="Byter bild") == CANARY
    assert services.show(row, by=who.disa, reason="Prövar förvaret") == CANARY


@pytest.mark.django_db
def test_without_grant_or_reason_nothing_is_shown_nor_entered() -> None:
    who = cast()
    row = services.deposit(account_ref="konto", kind="password", secret=CANARY, by=who.anna)
    with pytest.raises(services.NotYours):
        services.show(row, by=who.sara, reason="Nyfiken")
    services.grant(user=who.anna, account_ref="konto", by=who.disa)
    with pytest.raises(Refusal, match="varför"):
        services.show(row, by=who.anna, reason="  ")
    assert not Record.objects.filter(kind="secret.shown").exists()


@pytest.mark.clause("C2.4")
def test_the_entry_is_committed_before_the_secret_is_opened(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = cast()
    row = services.deposit(account_ref="konto", kind="password", secret=CANARY, by=who.anna)
    seen: list[bool] = []

    def watching(*args: Any) -> bytes:
        seen.append(not connection.in_atomic_block and Record.objects.filter(kind="secret.shown").exists())
        return CANARY.encode()

    monkeypatch.setattr(envelope, "open_", watching)
    services.show(row, by=who.disa, reason="Prövar")
    assert seen == [True]
    with pytest.raises(RuntimeError), transaction.atomic():
        services.show(row, by=who.disa, reason="Inne i en annan transaktion")


@pytest.mark.django_db
def test_the_newest_version_is_lent_and_older_ones_stay() -> None:
    cast()
    services.deposit(account_ref="konto", kind="token", secret="gammal", by=None)
    services.deposit(account_ref="konto", kind="token", secret="ny", by=None)
    assert services.token("konto") == "ny"
    assert Deposit.objects.count() == 2
    with pytest.raises(services.NoSecret):
        services.token("annat")


@pytest.mark.django_db
def test_a_swapped_or_rolled_back_row_is_refused() -> None:
    cast()
    one = services.deposit(account_ref="a", kind="token", secret="ett", by=None)
    two = services.deposit(account_ref="b", kind="token", secret="två", by=None)
    Deposit.objects.filter(pk=two.pk).update(sealed=one.sealed)
    with pytest.raises(envelope.WillNotOpen):
        services.token("b")
    Deposit.objects.filter(pk=one.pk).update(account_ref="b", version=9)
    with pytest.raises(envelope.WillNotOpen):
        services.token("b")


@pytest.mark.django_db
def test_a_grant_ends_on_its_day() -> None:
    who = cast()
    now = clock.now()
    with clock.frozen(now - timedelta(days=10)):
        services.grant(user=who.anna, account_ref="konto", by=who.disa)
        services.grant(user=who.anna, account_ref="konto", by=who.disa)
    assert Grant.objects.count() == 1
    services.revoke(user=who.anna, account_ref="konto", by=who.disa)
    row = services.deposit(account_ref="konto", kind="password", secret=CANARY, by=None)
    with pytest.raises(services.NotYours):
        services.show(row, by=who.anna, reason="Efteråt")


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "x" * 10_001])
def test_an_empty_or_far_too_long_secret_is_refused(secret: str) -> None:
    with pytest.raises(Refusal, match="10 000"):
        services.deposit(account_ref="konto", kind="password", secret=secret, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["nul\x00mitt i", "🔑" * 500, "\ud800", "å" * 9])
def test_odd_secrets_come_back_as_they_were(secret: str) -> None:
    cast()
    services.deposit(account_ref="konto", kind="token", secret=secret, by=None)
    assert services.token("konto") == secret


@pytest.mark.django_db
def test_the_canary_is_in_no_log_and_no_record(caplog: pytest.LogCaptureFixture) -> None:
    who = cast()
    with caplog.at_level(logging.DEBUG):
        row = services.deposit(account_ref="konto", kind="password", secret=CANARY, by=who.anna)
        services.show(row, by=who.disa, reason="Prövar")
    assert CANARY not in caplog.text
    assert not any(CANARY in str(found) for found in Record.objects.values_list("facts", "digests"))
