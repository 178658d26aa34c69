"""The sequencer's job: every few seconds, whatever was appended gets its number and its checkpoint."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liggaren.ledger import services


@app.periodic(cron="* * * * * */5", periodic_id="ledger-seal")
@app.task(name="ledger.seal", queueing_lock="ledger-seal", pass_context=False)
def seal(timestamp: int = 0) -> None:
    """Number and sign what waits. Runs beside others without harm: the database lets one at a time."""
    services.sequence()
