"""How often a token may ask: so many calls a minute, told in headers, refused with Retry-After."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from liggaren.playground.errors import ApiError

WINDOW = 60.0


@dataclass
class Limits:
    """Calls counted per token in windows of a minute. `per_minute` can be changed while running."""

    per_minute: int = 3000
    _counts: dict[str, tuple[float, int]] = field(default_factory=dict)

    def count(self, token: str, *, now: float | None = None) -> dict[str, str]:
        """Count one call and return the headers to send. Raises 429 when the window is full."""
        moment = time.monotonic() if now is None else now
        began, used = self._counts.get(token, (moment, 0))
        if moment - began >= WINDOW:
            began, used = moment, 0
        used += 1
        self._counts[token] = (began, used)
        wait = max(1, math.ceil(began + WINDOW - moment))
        headers = {
            "X-RateLimit-Limit": str(self.per_minute),
            "X-RateLimit-Remaining": str(max(0, self.per_minute - used)),
            "X-RateLimit-Reset": str(wait),
        }
        if used > self.per_minute:
            raise too_many(wait, headers)
        return headers


def too_many(wait: float, headers: dict[str, str]) -> ApiError:
    """429 with the seconds to wait."""
    more = headers | {"Retry-After": str(math.ceil(wait))}
    return ApiError(429, "rate_limited", "Too many calls; wait and try again.", more)
