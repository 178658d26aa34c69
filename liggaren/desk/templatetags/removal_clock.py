"""The clock of a decision. Any page that shows one: `{% load removal_clock %}{% removal_clock removal %}`."""

from __future__ import annotations

from typing import Any

from django import template

from liggaren.desk.audit.words import lasted, minutes_in_words
from liggaren.lib import clock
from liggaren.moderation.models import Removal
from liggaren.moderation.targets import timing_of
from liggaren.moderation.timing import Stage, Verdict

register = template.Library()
register.filter("lasted", lasted)
register.filter("minutes_in_words", minutes_in_words)

TITLES = {
    "seen": "Sedd", "opened": "Öppnad", "decided": "Beslutad", "sealed": "Säkrad",
    "requested": "Begärd hos plattformen", "gone": "Borta",
}  # fmt: skip
LAST = {Removal.Way.HIDE: "Dold", Removal.Way.COUNTER_REPLY: "Svaret syns", Removal.Way.REJECT: "Avvisad"}
LOOKS = {
    Verdict.KEPT: ("check", "Inom målet", ""),
    Verdict.LATE: ("warn", "Över målet", "amber"),
    Verdict.RUNNING: ("wait", "Inom målet hittills", "blue"),
    Verdict.OVERDUE: ("late", "Försenat", "red"),
    Verdict.STOPPED: ("info", "Klockan står", ""),
}


@register.inclusion_tag("desk/audit/clock.html")
def removal_clock(removal: Removal) -> dict[str, Any]:
    """The stages in the order they happened, how long each took, and whether the target was kept."""
    timing = timing_of(removal, clock.now())
    mark, word, tone = LOOKS[timing.verdict]
    stages = [(_title(stage, removal), stage) for stage in timing.stages]
    return {"timing": timing, "stages": stages, "mark": mark, "word": word, "tone": tone,
            "target": minutes_in_words(int(timing.target.total_seconds() // 60))}  # fmt: skip


def _title(stage: Stage, removal: Removal) -> str:
    if stage.key == "gone":
        return str(LAST.get(Removal.Way(removal.way), TITLES["gone"])) if removal.way else TITLES["gone"]
    return TITLES[stage.key]
