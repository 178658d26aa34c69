"""Requests as a file, and numbers from one: every bad row is told, and none is lost."""

from __future__ import annotations

import pytest

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.ledger.models import Record
from liggaren.lib.errors import Refusal
from liggaren.moderation import registration_files, secrecy
from liggaren.moderation.errors import NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import RegistrationRequest
from liggaren.people.models import User

SECRET = "KANARIEDIAGNOS"


@pytest.fixture
def item(world: World) -> Item:
    return incoming(world, f"Pojken i 7B har {SECRET}.", name="Kanarienamn")


def suspected(item: Item, by: User) -> RegistrationRequest:
    secrecy.suspect(item=item, by=by, reason=f"Nämner {SECRET}.")
    return RegistrationRequest.objects.get(item=item)


def test_the_protected_file_is_for_the_registrar_and_in_the_ledger_first(world: World, item: Item) -> None:
    row = suspected(item, world.cast.anna)
    with pytest.raises(NotYours):
        registration_files.write([row], by=world.cast.gustav, protected=True)
    text = registration_files.write([row], by=world.cast.erik, protected=True)
    assert SECRET in text and Record.objects.filter(kind="registration.protected_exported").exists()


def test_numbers_come_in_from_a_file_and_each_bad_row_is_told(world: World, item: Item) -> None:
    rows = [
        suspected(one, world.cast.anna) for one in (item, incoming(world, "Två."), incoming(world, "Tre."))
    ]
    lines = [
        "id;diarienummer;registrerad", f"{rows[0].pk};KFN 1;2026-11-20", f"{rows[1].pk};KFN 1;2026-11-20",
        "inte-ett-id;KFN 2;2026-11-20", f"{rows[2].pk};KFN 3;igår", f"{rows[2].pk};;2026-11-20", "",
    ]  # fmt: skip
    told = registration_files.read("\r\n".join(lines).encode("utf-8-sig"), by=world.cast.erik)
    assert [bool(line.why) for line in told] == [False, True, True, True, True]
    assert [line.number for line in told] == [2, 3, 4, 5, 6]
    assert RegistrationRequest.objects.filter(state="registered").count() == 1
    again = registration_files.read("\n".join(lines[:2]).encode(), by=world.cast.erik)
    assert not again[0].why  # the same file twice changes nothing


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"a,b\n1,2\n", b"x" * 1_000_001])
def test_a_file_that_is_no_table_is_refused_in_words(world: World, data: bytes) -> None:
    with pytest.raises(Refusal):
        registration_files.read(data, by=world.cast.erik)


def test_a_cell_is_never_a_formula() -> None:
    assert registration_files.cell("=1+1") == "'=1+1" and registration_files.cell("Rubrik") == "Rubrik"
