"""The queue's worker: takes jobs from the database until TERM, then ends the ones it has.

python -m liggaren.config.running.worker
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

CONCURRENCY = 2


async def work(**options: Any) -> None:
    """Run a worker; `options` go to procrastinate (`wait=False` ends it when the queue is empty)."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    # Beside the tasks' own app, which keeps Django's connector: what a job defers joins its transaction.
    # With the connector swapped in place, the deferred job is seen before what it is about is committed.
    worker_app = app.with_connector(connector)
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            **{
                "concurrency": CONCURRENCY,
                "shutdown_graceful_timeout": 8,
                "delete_jobs": "successful",
                **options,
            }
        )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liggaren.config.settings")
    import django

    django.setup()
    asyncio.run(work())


if __name__ == "__main__":
    main()
