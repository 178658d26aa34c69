"""What moderation itself holds of an item's content: drafts, answers, reasons, pictures, acts' texts,
findings.

Words that a rule demands are replaced by a sentence that says they were emptied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q

from liggaren.actions import services as actions
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.capture.models import Item
from liggaren.ledger.models import Record
from liggaren.moderation.models import (
    Answer,
    Appeal,
    AuthorNotice,
    Case,
    CaseEvent,
    CaseMessage,
    ColleagueQuestion,
    Disappearance,
    Finding,
    HandOver,
    HandPicture,
    MinorImportance,
    OwnSlip,
    RegistrationRequest,
    Removal,
    Reversal,
    SecrecyDecision,
)
from liggaren.vault import files
from liggaren.vault import services as vault
from liggaren.vault.models import Blob, BlobState

EMPTIED = "Tömt vid omedelbar förstöring."


def entries_about(item: Item) -> list[int]:
    """The ledger's records about the item and the decisions on it: kinds, reasons and sentences quote it."""
    removals = Removal.objects.filter(item=item).values_list("pk", flat=True)
    names = [f"item:{item.pk}", *(f"removal:{pk}" for pk in removals)]
    found = Record.objects.filter(obj__in=names, salt__isnull=False).exclude(kind="record.weeded")
    return list(found.values_list("entry_id", flat=True))


def empty(item: Item, by: Sequence[str], reason: str, *, keep: Removal | None) -> dict[str, int]:
    """Empty it all in the caller's transaction, once the item is marked as purged. Numbers by kind.

    `keep`: the purge's own decision, which says nothing of the content.
    """
    pictures = list(HandPicture.objects.filter(removal__item=item).values_list("blob_id", flat=True))
    for blob in pictures:
        vault.purge(blob, by=by, reason=reason)
    return {"pictures": len(pictures), "texts": _acts(item, keep) + _words(item, keep)}


def _acts(item: Item, keep: Removal | None) -> int:
    """Replies and other acts on the item: those that wait are taken back, then the words are emptied, and so
    are earlier emergencies' reasons.
    """
    acts = Outbox.objects.filter(item=item).exclude(text="")
    waiting = acts.filter(state__in=(OutboxState.PREPARED, OutboxState.BY_HAND))
    for outbox_id in list(waiting.values_list("pk", flat=True)):
        actions.cancel(outbox_id=outbox_id, by=None, note="purged")
    own = keep.outbox.emergency if keep and keep.outbox else None
    return acts.update(text="") + actions.empty_emergencies(item=item, keep=own)


def _words(item: Item, keep: Removal | None) -> int:
    """Everything written about the item by hand. Findings hold places in a text that is gone."""
    Finding.objects.filter(version__item=item).delete()
    about = Q(removal__item=item)
    removals = Removal.objects.filter(item=item).exclude(pk__in=[keep.pk] if keep else [])
    return sum(
        (
            Answer.objects.filter(item=item).exclude(text="").update(text=""),
            removals.exclude(reason="").update(reason=EMPTIED),
            removals.exclude(emergency_reason="").update(emergency_reason=EMPTIED),
            removals.update(sentence="", text="", category_words="", draft={}),
            Appeal.objects.filter(about).update(text=EMPTIED, correction=""),
            Appeal.objects.filter(about).exclude(reason="").update(reason=EMPTIED),
            AuthorNotice.objects.filter(about).exclude(text="").update(text=EMPTIED),
            Reversal.objects.filter(about).update(reason=EMPTIED),
            *_secrecy(item),
            *_cases(item),
            Disappearance.objects.filter(item=item).exclude(answer="").update(answer=EMPTIED),
        )
    )


def _secrecy(item: Item) -> Iterator[int]:
    """The protected fields and reasons; what the public register says of it is public by its making."""
    yield RegistrationRequest.objects.filter(item=item).update(protected_party="", protected_summary=EMPTIED)
    yield SecrecyDecision.objects.filter(item=item).update(reason=EMPTIED)
    yield MinorImportance.objects.filter(item=item).update(reason=EMPTIED)
    yield OwnSlip.objects.filter(item=item).update(what=EMPTIED)
    yield OwnSlip.objects.filter(item=item).exclude(assessment="").update(assessment=EMPTIED)


def _cases(item: Item) -> Iterator[int]:
    """What units and citizens wrote about the case made of it, and what a colleague was asked."""
    yield Case.objects.filter(item=item).update(title=EMPTIED, note="")
    yield CaseEvent.objects.filter(case__item=item).update(text="", note="")
    told = (CaseEvent.Kind.TOLD, CaseEvent.Kind.ASKED, CaseEvent.Kind.CLOSED)
    yield CaseEvent.objects.filter(case__item=item, kind__in=told).update(headline=EMPTIED)
    yield CaseMessage.objects.filter(case__item=item).update(text=EMPTIED)
    yield HandOver.objects.filter(item=item).update(why=EMPTIED)
    yield ColleagueQuestion.objects.filter(item=item).update(question=EMPTIED)
    yield ColleagueQuestion.objects.filter(item=item).exclude(answer="").update(answer=EMPTIED)


def remove_files() -> int:
    """Files of purged blobs that are still there: a process was killed between its commit and the removal."""
    found = Blob.objects.filter(state=BlobState.PURGED, in_file=True).values_list("pk", flat=True)
    left = [name for name in found.iterator(1_000) if files.exists(name)]
    for name in left:
        files.remove(name)
    return len(left)
