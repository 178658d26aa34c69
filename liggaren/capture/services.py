"""Every write of capture, by name. Each is one transaction whose last statement enters the ledger."""

from __future__ import annotations

from liggaren.capture.lookups import look_up
from liggaren.capture.restricting import restrict
from liggaren.capture.taking import take
from liggaren.capture.verifying import Mismatch, verify
from liggaren.capture.walking import CaptureOutcome, capture_account
from liggaren.ledger.services import NotSealed

__all__ = [
    "CaptureOutcome",
    "Mismatch",
    "NotSealed",
    "capture_account",
    "look_up",
    "restrict",
    "take",
    "verify",
]
