"""How diary numbers are written, and the XML draft of any text."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liggaren.actions.factories import World
from liggaren.moderation import numbering, registration_xml
from liggaren.moderation.errors import NotYours
from liggaren.people.models import Role, Unit, UnitKind


@pytest.mark.parametrize(
    ("pattern", "number", "fits"),
    [
        ("", "vad som helst", True), ("KFN ÅÅÅÅ/#", "KFN 2026/17", True), ("KFN ÅÅÅÅ/#", "KFN 2026/", False),
        ("KFN ÅÅÅÅ/#", "kfn 2026/17", False), ("ÅÅÅÅ-#", "2026-00123", True), ("ÅÅÅÅ-#", "2026-1 2", False),
        ("KS.ÅÅÅÅ.#", "KSx2026x17", False), ("#:#", "17:4", True), ("#", "1234567890", False),
    ],
)  # fmt: skip
def test_a_number_fits_its_pattern_or_not(pattern: str, number: str, fits: bool) -> None:
    assert numbering.fits(pattern, number) is fits


@given(st.text(max_size=40), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_an_example_always_fits_its_own_pattern(pattern: str, on: date) -> None:
    assert numbering.fits(pattern, numbering.example(pattern, on))


def test_a_board_without_a_pattern_follows_the_municipality(world: World) -> None:
    top, board, cast = world.cast.top, world.cast.board, world.cast
    with pytest.raises(NotYours):
        numbering.choose_pattern(unit=top, pattern="ÅÅÅÅ-#", by=cast.anna)
    Role.objects.create(user=cast.erik, kind="registrar", unit=top)
    numbering.choose_pattern(unit=top, pattern="ÅÅÅÅ-#", by=cast.erik)
    assert numbering.pattern_of(board) == "ÅÅÅÅ-#"
    numbering.choose_pattern(unit=board, pattern="KFN ÅÅÅÅ/#", by=cast.erik)
    assert numbering.pattern_of(board) == "KFN ÅÅÅÅ/#"
    other = Unit.objects.create(name="Byggnadsnämnden", kind=UnitKind.BOARD, parent=top)
    assert numbering.pattern_of(other) == "ÅÅÅÅ-#"
    numbering.choose_pattern(unit=board, pattern="", by=cast.erik)
    assert numbering.pattern_of(board) == "ÅÅÅÅ-#"


@given(st.text(max_size=200))
def test_any_text_makes_a_file_that_parses(words: str) -> None:
    parent = ET.Element("a")
    registration_xml._add(parent, "b", words)
    ET.fromstring(ET.tostring(parent, encoding="utf-8"))  # noqa: S314  # our own file
