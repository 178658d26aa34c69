"""Every write of the room, gathered: draft, send, withdraw, approve, ask for a change, refuse."""

from __future__ import annotations

from liggaren.plans.deciding import ChangedSinceShown, MayNotApprove, approve, refuse, request_change
from liggaren.plans.drafting import Conflict, Locked, NotYours, open_draft, save_draft
from liggaren.plans.sending import NotReady, Vacant, send, withdraw
from liggaren.plans.states import NoSuchStep

__all__ = [
    "ChangedSinceShown",
    "Conflict",
    "Locked",
    "MayNotApprove",
    "NoSuchStep",
    "NotReady",
    "NotYours",
    "Vacant",
    "approve",
    "open_draft",
    "refuse",
    "request_change",
    "save_draft",
    "send",
    "withdraw",
]
