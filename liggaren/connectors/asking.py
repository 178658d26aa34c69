"""One call to a platform, its failures told in the connectors' own words.

Reading: every failure is a ConnectorError that says who can mend it. Acting: a clear 4xx is Refused; whatever
leaves doubt is OutcomeUnknown, so that nobody tries again blindly (design 3.10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from json import dumps
from typing import Any

from liggaren.connectors.base import ConnectorError, Mending, OutcomeUnknown, Refused
from liggaren.lib import clock
from liggaren.lib.http import Answer, ForbiddenAddress, GuardedClient, GuardError, NotSent, TooLarge

WAIT, RECONNECT, NEVER = Mending.WAIT, Mending.RECONNECT, Mending.NEVER
CLEAR = range(400, 500)
LONGEST_WAIT = 86_400.0


@dataclass(frozen=True)
class Asking:
    """How one connector asks: the client, and the platform's name for messages."""

    client: GuardedClient
    name: str

    def read(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, Any] | None = None,
        is_open: bool = False,
        **more: Any,
    ) -> Answer:
        """A GET. Any status below 500 except 401 and 429 comes back for the caller to judge.

        `is_open`: nothing was sent to prove who we are, so 401 comes back too.
        """
        try:
            answer = self.client.request("GET", url, headers=headers, params=params, **more)
        except GuardError as error:
            raise self._no_answer(error) from error
        if answer.status == 401 and not is_open:
            raise ConnectorError(self._unauthorised(), mending=RECONNECT, status=401)
        self._waitable(answer, ConnectorError)
        return answer

    def act(
        self, method: str, url: str, *, headers: Mapping[str, str], json: Any = None, **more: Any
    ) -> Answer:
        """A request that may change something. Returns only 2xx; never tries twice."""
        data = None
        if json is not None:  # ASCII with escapes: a lone surrogate has no other way to travel
            data, headers = dumps(json).encode("ascii"), {**headers, "Content-Type": "application/json"}
        try:
            answer = self.client.request(method, url, headers=headers, data=data, **more)
        except NotSent as error:
            raise self._no_answer(error) from error
        except GuardError as error:
            raise self.unknown() from error
        if 200 <= answer.status < 300:
            return answer
        if answer.status not in CLEAR or answer.status == 408:
            raise self.unknown(answer.status)
        self._waitable(answer, Refused)
        if answer.status == 401:
            raise Refused(self._unauthorised(), mending=RECONNECT, status=401)
        raise Refused(self.refusal(answer.status), mending=NEVER, status=answer.status)

    def unknown(self, status: int | None = None) -> OutcomeUnknown:
        """The request may have been carried out."""
        said = f"svarade med felet {status}" if status else "svarade inte färdigt"
        return OutcomeUnknown(
            f"{self.name} {said}. Det kan ändå vara gjort; vi tittar efter.", mending=WAIT, status=status
        )

    def refusal(self, status: int) -> str:
        """Why a clear no was given, by status."""
        words = {
            403: f"{self.name} tillåter inte det här för kontot.",
            404: f"Inlägget finns inte på {self.name}.",
            409: f"{self.name} säger att det redan är gjort eller att det krockar med något annat.",
            410: f"Inlägget är redan borttaget på {self.name}.",
        }
        return words.get(status, f"{self.name} vill inte göra det (svar {status}).")

    def unreadable(self) -> ConnectorError:
        """The answer is not what the platform should give."""
        return ConnectorError(f"Svaret från {self.name} går inte att läsa.", mending=NEVER)

    def unexpected(self, status: int) -> ConnectorError:
        """A status that says nothing clear about what was asked for."""
        mending = RECONNECT if status == 403 else NEVER if status in CLEAR else WAIT
        words = "nekar oss att läsa" if status == 403 else f"svarade oväntat ({status})"
        return ConnectorError(f"{self.name} {words}.", mending=mending, status=status)

    def _waitable(self, answer: Answer, kind: type[ConnectorError]) -> None:
        if answer.status == 429:
            wait = seconds_to_wait(answer.headers.get("retry-after", ""))
            words = f"{self.name} ber oss vänta. Vi försöker igen."
            raise kind(words, mending=WAIT, retry_after=wait, status=429)
        if answer.status >= 500:
            words = f"{self.name} har ett fel just nu (svar {answer.status}). Vi försöker igen."
            wait = seconds_to_wait(answer.headers.get("retry-after", "")) if answer.status == 503 else None
            raise kind(words, mending=WAIT, retry_after=wait, status=answer.status)

    def _unauthorised(self) -> str:
        return f"{self.name} godtar inte nyckeln. Kontot behöver anslutas igen."

    def _no_answer(self, error: GuardError) -> ConnectorError:
        if isinstance(error, ForbiddenAddress):
            words = f"Adressen till {self.name} är inte en öppen adress på nätet. Vi anropar den inte."
            return ConnectorError(words, mending=NEVER, sent=False)
        if isinstance(error, TooLarge):
            return ConnectorError(f"Svaret från {self.name} är för stort för att läsas.", mending=NEVER)
        if isinstance(error, NotSent):
            words = f"Det går inte att nå {self.name} just nu. Vi försöker igen."
            return ConnectorError(words, mending=WAIT, sent=False)
        words = f"{self.name} slutade svara mitt i. Vi försöker igen."
        return ConnectorError(words, mending=WAIT)


def seconds_to_wait(header: str, now: datetime | None = None) -> float | None:
    """Retry-After as seconds, written as a number or a date; None when it says neither (RFC 9110 §10.2.3)."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
        return min(max(0.0, (at - (now or clock.now())).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None
