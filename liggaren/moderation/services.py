"""Every write of moderation, by name. Each is one transaction whose last statement enters the ledger."""

from __future__ import annotations

from liggaren.moderation.answering import answer, draft, save_draft
from liggaren.moderation.appealing import answer_appeal, receive_appeal
from liggaren.moderation.arriving import enter, enter_missed
from liggaren.moderation.author import tell_author
from liggaren.moderation.errors import (
    Changed,
    Gone,
    Incomplete,
    NotRead,
    NotSeen,
    NotYours,
    Problem,
    RemovedByUs,
    SomeoneWasFirst,
    TakenByOther,
)
from liggaren.moderation.finding_signs import find_missed_signs, find_signs
from liggaren.moderation.handling import came_back, mark_done, release, take
from liggaren.moderation.judging import Decision
from liggaren.moderation.opening import judge_finding, open_masked
from liggaren.moderation.ordering_again import order_again
from liggaren.moderation.outcomes import act_ended, act_unknown, catch_up
from liggaren.moderation.pictures import confirm_by_picture, open_picture
from liggaren.moderation.police import mark_reported
from liggaren.moderation.ready_words import change_words
from liggaren.moderation.removing import decide_removal, keep_draft, open_removal
from liggaren.moderation.reversing import reverse
from liggaren.moderation.second_thoughts import agree, withdraw

__all__ = [
    "Changed",
    "Decision",
    "Gone",
    "Incomplete",
    "NotRead",
    "NotSeen",
    "NotYours",
    "Problem",
    "RemovedByUs",
    "SomeoneWasFirst",
    "TakenByOther",
    "act_ended",
    "act_unknown",
    "agree",
    "answer",
    "answer_appeal",
    "came_back",
    "catch_up",
    "confirm_by_picture",
    "change_words",
    "decide_removal",
    "draft",
    "enter",
    "enter_missed",
    "find_missed_signs",
    "find_signs",
    "judge_finding",
    "keep_draft",
    "mark_done",
    "open_picture",
    "mark_reported",
    "open_masked",
    "open_removal",
    "order_again",
    "receive_appeal",
    "release",
    "reverse",
    "save_draft",
    "take",
    "tell_author",
    "withdraw",
]
