"""Slow work of the crisis mode."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liggaren.lifecycle import crisis_snapshots


@app.task(name="lifecycle.crisis_snapshot", queue="slow")
def crisis_snapshot(crisis_account_id: int, when: str) -> None:
    """Make the extra snapshot of one account."""
    crisis_snapshots.make(crisis_account_id=crisis_account_id, when=when)
