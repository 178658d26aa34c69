"""The keys at a start: a lost key is asked for, never made anew over what the old one sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from liggaren.config import checking, keyring
from liggaren.ledger import services as ledger
from liggaren.vault import boxes
from liggaren.vault import services as vault


@pytest.fixture
def keys(tmp_path: Path, settings: Any, db: None) -> dict[str, Path]:
    """Keys of our own, each used once."""
    found = {name: tmp_path / f"{name}.key" for name in ("log", "vault", "custody")}
    settings.LEDGER_KEY_FILE, settings.VAULT_KEY_FILE = found["log"], found["vault"]
    settings.CUSTODY_KEY_FILE = found["custody"]
    _use()
    boxes.file_key.cache_clear()
    return found


def _use() -> None:
    from liggaren.custody import services as custody
    from liggaren.people import factories

    cast = factories.cast()
    with transaction.atomic():
        vault.put(b"ett original", media_type="text/plain", holder="prov:1")
        custody.deposit(account_ref="prov", kind="token", secret="hemligt", by=cast.anna)
        ledger.append(kind="prov.made", actor="system", obj="prov:1")
    ledger.sequence()


def said() -> str:
    boxes.file_key.cache_clear()
    return "\n".join(keyring.problems())


def test_the_right_keys_raise_no_word(keys: dict[str, Path]) -> None:
    assert said() == ""
    assert checking.own_keys().ok


@pytest.mark.parametrize("name", ["log", "vault", "custody"])
def test_a_lost_key_is_asked_for_and_not_made(name: str, keys: dict[str, Path]) -> None:
    keys[name].unlink()
    assert "saknas" in said()
    assert "säkerhetskopian" in said()
    assert not keys[name].exists()
    assert not checking.own_keys().ok


@pytest.mark.parametrize("name", ["log", "vault", "custody"])
def test_another_installations_key_is_told_apart(name: str, keys: dict[str, Path], tmp_path: Path) -> None:
    from liggaren.custody import keys as custody_keys
    from liggaren.ledger import keys as log_keys

    other = tmp_path / "other.key"
    {"log": log_keys.private_key, "vault": boxes.file_key, "custody": custody_keys.make}[name](other)
    keys[name].write_bytes(other.read_bytes())
    assert "är en annan än den som databasen är gjord med" in said()


@pytest.mark.parametrize("name", ["log", "vault", "custody"])
def test_a_key_that_others_can_read_or_that_is_empty_is_refused(name: str, keys: dict[str, Path]) -> None:
    keys[name].chmod(0o644)
    assert f"chmod 600 {keys[name]}" in said()
    keys[name].chmod(0o600)
    keys[name].write_text("")
    assert "tom eller skadad" in said()


def test_an_empty_house_needs_no_keys_yet(tmp_path: Path, settings: Any, db: None) -> None:
    settings.LEDGER_KEY_FILE = settings.VAULT_KEY_FILE = settings.CUSTODY_KEY_FILE = tmp_path / "none.key"
    from liggaren.custody.models import Deposit
    from liggaren.ledger.models import Checkpoint
    from liggaren.vault.models import Blob

    assert not Checkpoint.objects.exists() and not Blob.objects.exists() and not Deposit.objects.exists()
    assert said() == ""
