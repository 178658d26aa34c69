"""The detectors' proposals kept, and the little they may do: flag an item, lift it in the queue (C7.3, C7.4).

A finding never acts on a platform and decides nothing. The flag masks the item until a person opens it; work
goes on (design 3.12).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from django.db import transaction

from liggaren.capture import unsearchable
from liggaren.capture.models import Item, Restriction, Version, Visibility
from liggaren.capture.services import restrict
from liggaren.ledger import services as ledger
from liggaren.ledger.services import Draft
from liggaren.lib import clock, dates
from liggaren.lib.canonical import Json
from liggaren.lib.signs import Finding as Sign
from liggaren.moderation import referral_signs
from liggaren.moderation.models import Examination, Finding, Handling
from liggaren.moderation.signs import RULES, may_be_secret, read_signs

FLAG_REASON = "Texten kan innehålla något som är skyddat. Ingen människa har läst den än."
log = logging.getLogger(__name__)


def find_signs(version_ids: Iterable[int]) -> int:
    """Read these versions' texts and keep the proposals; those read before by these rules are left.

    One version is one transaction: a text that fails costs only itself, and the nightly sweep tries it again.
    Returns how many proposals were made.
    """
    wanted = Version.objects.filter(pk__in=list(version_ids)).exclude(examination__rules__gte=RULES)
    return sum(_try(version) for version in wanted.select_related("item").defer("terms").order_by("pk"))


def find_missed_signs(*, limit: int = 5_000) -> int:
    """The nightly sweep: versions that no job has read, or that an older edition of the rules read."""
    missed = Version.objects.exclude(examination__rules__gte=RULES).order_by("-pk")
    return find_signs(missed.values_list("pk", flat=True)[:limit])


def _try(version: Version) -> int:
    try:
        return _examine(version)
    except Exception as error:  # the text may stand in the error's words: only its kind is told
        log.error("signs of version %s could not be read: %s", version.pk, type(error).__name__)
        return 0


@transaction.atomic
def _examine(version: Version) -> int:
    now = clock.now()
    signs = read_signs(version.text, dates.swedish_day(now), unsearchable.own()) + referral_signs.find(
        version
    )
    Examination.objects.update_or_create(version=version, defaults={"rules": RULES, "at": now})
    if not signs:
        return 0
    Finding.objects.bulk_create([_row(version, sign) for sign in signs], ignore_conflicts=True)
    if not version.item.is_ours and may_be_secret(signs):
        _flag(version)
    ledger.append_many([_draft(version, signs)])
    return len(signs)


def _row(version: Version, sign: Sign) -> Finding:
    return Finding(
        version=version, kind=sign.kind.value, start=sign.start, end=sign.end, rule=sign.rule,
        confidence=sign.confidence.value, reason=sign.reason, made_at=clock.now(),
    )  # fmt: skip


def _draft(version: Version, signs: Sequence[Sign]) -> Draft:
    """Rules and a number: what a finding points at may be weeded, and the ledger must not keep it."""
    facts: dict[str, Json] = {
        "version": version.number, "edition": RULES,
        "rules": list[Json](sorted({sign.rule for sign in signs})), "count": len(signs),
    }  # fmt: skip
    return Draft(kind="signs.found", actor="system", obj=f"item:{version.item_id}", facts=facts, digests={})


def _flag(version: Version) -> None:
    """Mask until opened, and lift in the queue; never against what a person has decided since it was seen."""
    item = Item.objects.select_for_update().get(pk=version.item_id)
    said = Restriction.objects.filter(item=item, by__isnull=False, at__gte=version.seen_at)
    if item.visibility != Visibility.OPEN or said.exists():
        return
    restrict(item, level=Visibility.FLAGGED, by=None, reason=FLAG_REASON)
    ordinary = Handling.objects.filter(item=item, urgency=Handling.Urgency.ORDINARY)
    ordinary.update(urgency=Handling.Urgency.SECRECY)
