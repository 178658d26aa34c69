"""Foreign keys follow the floors: a row may point down the stairs, never up and never at a neighbour."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]


def floors() -> dict[str, int]:
    """Each room's floor, counted from the ground, as import-linter's contract has it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["id"] == "floors")
    return {room: -height for height, layer in enumerate(layers) for room in layer.split(" | ")}


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1] if model.__module__.startswith("liggaren.") else ""


FIELDS = [
    (model, field)
    for model in apps.get_models()
    if room_of(model)
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey | models.ManyToManyField)
]


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda each: str(each))
def test_a_foreign_key_points_to_its_own_room_or_a_lower_floor(
    model: type[models.Model], field: models.Field[object, object]
) -> None:
    there = field.related_model
    assert isinstance(there, type)
    if not room_of(there) or room_of(there) == room_of(model):
        return
    assert floors()[room_of(model)] > floors()[room_of(there)]


def test_every_room_with_models_stands_on_a_floor() -> None:
    assert {room_of(model) for model, _ in FIELDS} <= set(floors())
