"""Every write of moderation, by name. Each is one transaction whose last statement enters the ledger."""

from __future__ import annotations

from liggaren.moderation.answering import answer, draft, save_draft
from liggaren.moderation.arriving import enter, enter_missed
from liggaren.moderation.errors import (
    Changed,
    Gone,
    Incomplete,
    NotYours,
    Problem,
    SomeoneWasFirst,
    TakenByOther,
)
from liggaren.moderation.handling import came_back, mark_done, release, take
from liggaren.moderation.judging import Decision
from liggaren.moderation.outcomes import act_ended, act_unknown, catch_up
from liggaren.moderation.removing import decide_removal, open_removal
from liggaren.moderation.second_thoughts import agree, withdraw

__all__ = [
    "Changed",
    "Decision",
    "Gone",
    "Incomplete",
    "NotYours",
    "Problem",
    "SomeoneWasFirst",
    "TakenByOther",
    "act_ended",
    "act_unknown",
    "agree",
    "answer",
    "came_back",
    "catch_up",
    "decide_removal",
    "draft",
    "enter",
    "enter_missed",
    "mark_done",
    "open_removal",
    "release",
    "save_draft",
    "take",
    "withdraw",
]
