"""Every write of actions, by name. Orders join the caller's transaction; sending commits step by step."""

from __future__ import annotations

from liggaren.actions.by_hand import confirm_by_hand, tell
from liggaren.actions.errors import AlreadyOrdered, NotNow, StillThere
from liggaren.actions.looking import confirm, look_when_due
from liggaren.actions.ordering import cancel, declare_emergency, prepare
from liggaren.actions.purging import empty_emergencies
from liggaren.actions.sending import send, send_when_due
from liggaren.actions.sweeping import sweep

__all__ = [
    "AlreadyOrdered",
    "NotNow",
    "StillThere",
    "cancel",
    "confirm",
    "confirm_by_hand",
    "declare_emergency",
    "empty_emergencies",
    "look_when_due",
    "prepare",
    "send",
    "send_when_due",
    "sweep",
    "tell",
]
