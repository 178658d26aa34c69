"""Where an item has gone beside the thread: a case, a colleague, the parties (C5.1, C5.3, C5.5).

The item's own query tells whether there is anything; only then is it read.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from liggaren.capture.models import Item
from liggaren.moderation import colleague_people, referral_answering
from liggaren.moderation.models import Case, ColleagueQuestion, Referral


@dataclass(frozen=True)
class Elsewhere:
    """The item's case, what colleagues have been asked, and its latest referral."""

    case: Case | None
    questions: tuple[ColleagueQuestion, ...]
    referral: Referral | None


def with_signs(found: QuerySet[Item]) -> QuerySet[Item]:
    """The items with their case, and whether they were asked about or referred: no query more."""
    return found.select_related("case__unit").annotate(
        was_asked=Exists(ColleagueQuestion.objects.filter(item=OuterRef("pk"))),
        was_referred=Exists(Referral.objects.filter(item=OuterRef("pk"))),
    )


def read(item: Item) -> Elsewhere:
    """What the page tells of an item found by `with_signs`."""
    return Elsewhere(
        getattr(item, "case", None),
        tuple(colleague_people.of_item(item)) if getattr(item, "was_asked", False) else (),
        referral_answering.of_item(item.pk) if getattr(item, "was_referred", False) else None,
    )
