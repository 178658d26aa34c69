"""The chapters of the journey, in order. Each adds its own steps and hands on what the next one needs."""

from __future__ import annotations

from pathlib import Path

from liggaren.config.tour import keeping, planning, removing, town, watching
from liggaren.config.tour.steps import Steps
from liggaren.playground.serve import Playground


def walk(*, steps: Steps, platform: Playground, out: Path) -> None:
    """Plan, approve, start, capture, answer, remove, archive, prove."""
    people = town.found()
    platform.admin.seed()
    account = planning.plan_and_start(steps, people, platform)
    watching.capture(steps, people, platform, account)
    watching.answer(steps, people, platform, account)
    removal = removing.remove(steps, people, platform, account)
    removing.counter_reply(steps, people, platform)
    keeping.snapshot(steps, people, account, out)
    keeping.prove(steps, removal, out)
