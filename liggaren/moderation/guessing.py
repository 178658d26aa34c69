"""How often secret links may be guessed wrong: by one address, and by everyone together (C5.4).

Only misses are counted. An address is kept as a keyed digest that changes with each stretch of time, and is
gone a day later. Beyond the common limit only those who have themselves missed are refused: nobody can shut
the door for others.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from liggaren.lib import clock
from liggaren.moderation.models import GuessWindow

STRETCH = timedelta(minutes=10)
FROM_ONE, FROM_ALL = 20, 600
KEPT = timedelta(days=1)
ALL = "all"


def is_limited(visitor: str, *, kind: str = "follow") -> bool:
    """Whether this address must wait before it may try again."""
    mine = key_of(kind, visitor)
    rows = GuessWindow.objects.filter(key__in=[mine, f"{kind}:{ALL}"], starts_at=_start(clock.now()))
    found = dict(rows.values_list("key", "count"))
    missed = found.get(mine, 0)
    return missed >= FROM_ONE or (missed > 0 and found.get(f"{kind}:{ALL}", 0) >= FROM_ALL)


def missed(visitor: str, *, kind: str = "follow") -> None:
    """Count one wrong guess."""
    count(key_of(kind, visitor))
    count(f"{kind}:{ALL}")


def count(key: str) -> int:
    """Count one under a key in this stretch; how many there are now, this one among them."""
    start = _start(clock.now())
    GuessWindow.objects.bulk_create([GuessWindow(key=key, starts_at=start)], ignore_conflicts=True)
    row = GuessWindow.objects.filter(key=key, starts_at=start)
    row.update(count=F("count") + 1)
    return row.values_list("count", flat=True).get()


def forget() -> int:
    """Remove counts that no longer limit anyone; how many."""
    return GuessWindow.objects.filter(starts_at__lt=clock.now() - KEPT).delete()[0]


def _start(at: datetime) -> datetime:
    stretch = int(STRETCH.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // stretch * stretch, tz=at.tzinfo)


def key_of(kind: str, visitor: str) -> str:
    """The address, an IPv6 one by its network, as a digest that no other stretch shares."""
    told = f"{kind}:{_start(clock.now()).isoformat()}:{_network(visitor)}".encode()
    return hmac.new(f"guess:{settings.SECRET_KEY}".encode(), told, hashlib.sha256).hexdigest()


def _network(visitor: str) -> str:
    try:
        found = ipaddress.ip_address(visitor)
    except ValueError:
        return visitor[:100]
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
