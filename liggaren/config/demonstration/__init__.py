"""Exempelköpings kommun, invented: the demonstration's town, made the first time and never twice.

Everything goes through the rooms' own services, as if people had done it. A start that is killed half-way
goes on where it stopped: each part looks for what it would make.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from liggaren.lib import clock

Say = Callable[[str], None]


def seed(*, say: Say) -> None:
    """Make the town, unless this data folder has it. `say` gets one line for each part."""
    made = Path(settings.DATA) / "demonstration-made"
    if made.exists():
        return
    from liggaren.config.demonstration import accounts, cases, cast, decisions, flow, guidance, plans, watches

    say("Första starten: gör den påhittade kommunen Exempelköping (en halv minut).")
    with clock.frozen(clock.now() - decisions.BEGAN):
        town = cast.enter()
    say("  Det som har hänt på bibliotekets konto.")
    decisions.enter(town)
    say("  Planer och godkännanden.")
    plans.enter(town)
    say("  Konton, anslutningar och start.")
    accounts.enter(town)
    say("  Hämtar inlägg och kommentarer, förseglar dem och fyller inkorgen.")
    flow.run(town)
    say("  Tre kommentarer blir ärenden hos Gatuenheten.")
    cases.enter(town)
    say("  Bevakningen den senaste veckan, råd och färdiga texter.")
    watches.enter(town)
    guidance.enter(town)
    made.touch()
