"""What people do with a proposal: open what is masked, and say whether it was right (design 3.12; G4.1)."""

from __future__ import annotations

from django.db import transaction

from liggaren.capture import queries as capture
from liggaren.capture import services as capturing
from liggaren.capture.models import Item, Visibility
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.signs import Confidence
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Finding, Handling, Opening
from liggaren.moderation.permissions import account_for, must_have_read
from liggaren.moderation.signs.reading import FLAGGING
from liggaren.people.models import User

LIFTED_REASON = "Förslagen var fel, enligt den som läste texten."


@transaction.atomic
def open_masked(*, item: Item, by: User) -> Opening:
    """Let this person see what is masked in the item as it stands, for a working day.

    The entry is in the ledger before anything is shown: the caller shows only what is committed. Raises
    NotYours for whoever may not read the item.
    """
    if item.latest_id is None or not capture.may_read(by, item):
        raise NotYours
    now = clock.now()
    entry_id = ledger.append(
        kind="finding.opened", actor=by.actor, obj=f"item:{item.pk}", facts={"version": item.latest_id}
    )
    return Opening.objects.create(item=item, version_id=item.latest_id, by=by, at=now, entry_id=entry_id)


@transaction.atomic
def judge_finding(*, finding: Finding, verdict: str, by: User) -> Finding:
    """Keep a person's word on a proposal. When none that flagged the item still stands, the flag is lifted.

    Raises NotYours for whoever may not work with the item, NotRead before what is flagged has been opened,
    ValueError for another word than right or wrong.
    """
    item = Item.objects.select_for_update().get(pk=finding.version.item_id)
    account_for(by, item)
    must_have_read(by, item)
    finding.verdict = Finding.Verdict(verdict).value
    finding.judged_by, finding.judged_at = by, clock.now()
    finding.save(update_fields=["verdict", "judged_by", "judged_at"])
    if finding.verdict == Finding.Verdict.WRONG and not _stands(item):
        _lift(item, by)
    ledger.append(
        kind="finding.judged", actor=by.actor, obj=f"item:{item.pk}",
        facts={"rule": finding.rule, "verdict": finding.verdict},
    )  # fmt: skip
    return finding


def _stands(item: Item) -> bool:
    flagging = Finding.objects.filter(
        version__item=item, confidence=Confidence.HIGH.value, kind__in=[kind.value for kind in FLAGGING]
    )
    return flagging.exclude(verdict=Finding.Verdict.WRONG).exists()


def _lift(item: Item, by: User) -> None:
    if item.visibility == Visibility.FLAGGED:
        capturing.restrict(item, level=Visibility.OPEN, by=by, reason=LIFTED_REASON)
        raised = Handling.objects.filter(item=item, urgency=Handling.Urgency.SECRECY)
        raised.update(urgency=Handling.Urgency.ORDINARY)
