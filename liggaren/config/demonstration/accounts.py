"""The town's accounts: one started in order, one adopted and not yet in order."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from liggaren.config.demonstration.cast import DOMAIN, Town
from liggaren.config.demonstration.plans import APPROVED, POOL
from liggaren.lib import clock
from liggaren.lifecycle import services as lifecycle
from liggaren.playground.admin import Admin
from liggaren.playground.limits import Limits
from liggaren.playground.store import Store
from liggaren.register import services as register
from liggaren.register.models import Account, ConnectionState, Status

MUNICIPALITY = "Exempelköpings kommun"
PAGES = {POOL: ("badhuset-vagen", "full"), MUNICIPALITY: ("exempelkopings-kommun", "hide")}


def enter(town: Town) -> None:
    """Adopt the municipality's page, connect both accounts, start the pool's."""
    adopted = Account.objects.filter(name=MUNICIPALITY).first() or _adopt(town)
    pool = Account.objects.get(name=POOL)
    if not platform_answers():
        return  # the platform is off: the accounts stand there unconnected, and the screens say so
    tokens = _tokens()
    for account in (pool, adopted):
        _connect(account, town, tokens)
    _start(pool, town)


def _adopt(town: Town) -> Account:
    return register.adopt(
        platform="playground", name=MUNICIPALITY, unit=town.units["communication"], by=town.people["Ymerika"],
        address=f"{settings.PLAYGROUND_ORIGIN}/sidor/exempelkopings-kommun", opened_on=date(2019, 3, 4),
        administrators=[register.RosterLine(town.people["Lovanna"], "Lovanna på kommunen")],
        purpose="Nyheter om kommunen och svar på frågor.", target_group="Alla som bor eller verkar här.",
    )  # fmt: skip


def platform_answers(patience: float = 20.0) -> bool:
    """Wait for the playground, which starts beside us; any answer will do."""
    ends = time.monotonic() + patience
    while settings.PLAYGROUND_ORIGIN and time.monotonic() < ends:
        try:
            urllib.request.urlopen(settings.PLAYGROUND_ORIGIN, timeout=2).close()  # noqa: S310 - our own
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False


def _tokens() -> dict[str, str]:
    """Each page's token, as a person would copy it from the platform's own settings page."""
    store = Store(Path(settings.DATA) / "playground.sqlite3")
    try:
        hand = Admin(store, Limits())
        return {page: hand.token(page) for page, _ in PAGES.values()}
    finally:
        store.close()


def _connect(account: Account, town: Town, tokens: dict[str, str]) -> None:
    page, profile = PAGES[account.name]
    by = town.people["Ymerika"]
    if not ConnectionState.objects.filter(account=account).exists():
        register.connect(
            account,
            origin=settings.PLAYGROUND_ORIGIN,
            native_id=page,
            token=tokens[page],
            by=by,
            profile=profile,
        )
    register.check_connection(account, by=by)


def _start(account: Account, town: Town) -> None:
    account.refresh_from_db()
    if account.status != Status.PLANNED:
        return
    by = town.people["Lovanna"]
    account = register.change(account=account, by=by, public_page=f"https://{DOMAIN}/badhuset/sociala-medier")
    for code in ("page", "sender", "login"):
        lifecycle.tick(account=account, code=code, by=by)
    with clock.frozen(clock.now() - APPROVED + timedelta(hours=2)):
        lifecycle.start(account=account, by=by)
