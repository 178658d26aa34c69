"""A worker as a process of its own, to be killed: `prepare`, `send`, `sweep` on its environment's database.

It says on standard output how far it came, one word a line; `send` waits for input at the place named.
"""

from __future__ import annotations

import os
import sys
from uuid import UUID

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "liggaren.config.settings"
    django.setup()
    from liggaren.connectors import registry

    registry.configure(loopback_origins=[os.environ["PLAYGROUND"]])
    {"prepare": prepare, "send": send, "sweep": sweep}[sys.argv[1]](*sys.argv[2:])


def prepare(page: str, token: str, native_id: str) -> None:
    """A cast, an account, its items captured, and a removal of one of them ordered."""
    from liggaren.actions import services
    from liggaren.actions.factories import an_account
    from liggaren.capture import services as capture
    from liggaren.capture.models import Item
    from liggaren.people.factories import cast

    people = cast()
    account = an_account(people, origin=os.environ["PLAYGROUND"], page=page, token=token)
    capture.capture_account(account)
    item = Item.objects.get(native_id=native_id)
    row = services.prepare(
        act="delete", account=account, item=item, version=item.latest, text="", decision_ref="removal:test",
        by=people.anna,
    )  # fmt: skip
    print(row.pk, flush=True)


def send(outbox_id: str, wait_at: str = "") -> None:
    """Send one act; at `wait_at` wait for a line of input."""
    from liggaren.actions import services
    from liggaren.actions.fault_points import hooked

    def tell(name: str) -> None:
        print(name, flush=True)
        if name == wait_at:
            sys.stdin.readline()

    with hooked(tell):
        try:
            print(services.send(UUID(outbox_id)), flush=True)
        except Exception as error:
            print(type(error).__name__, flush=True)


def sweep(outbox_id: str, hours: str) -> None:
    """Sweep as if so many hours had gone, and say the act's state."""
    from datetime import timedelta

    from liggaren.actions import services
    from liggaren.actions.models import Outbox
    from liggaren.lib import clock

    with clock.frozen(clock.now() + timedelta(hours=int(hours))):
        services.sweep()
    print(Outbox.objects.get(pk=UUID(outbox_id)).state, flush=True)


if __name__ == "__main__":
    main()
