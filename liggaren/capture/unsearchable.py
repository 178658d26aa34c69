"""What must not be found by search: the numbers and addresses that point out a person (design 3.14).

Whoever types a personal number must not learn, from a hit or from a count, whether somebody has written it.
"""

from __future__ import annotations

from django.conf import settings

from liggaren.lib import clock, dates
from liggaren.lib.signs import Own, without_identifiers


def own() -> Own:
    """The municipality's own numbers and mail domains, which are nobody's personal data."""
    return Own(tuple(settings.OWN_NUMBERS), tuple(domain.lower() for domain in settings.OWN_DOMAINS))


def blanked(text: str) -> str:
    """The text to make search terms of: personal numbers, telephone numbers and the like are blanks."""
    return without_identifiers(text, dates.swedish_day(clock.now()), own())
