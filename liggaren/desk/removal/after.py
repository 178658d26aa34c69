"""What stands under a decision: showing again, appeals, the author, the police, the second picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from liggaren.desk.removal.after_forms import (
    After,
    AnswerForm,
    AppealForm,
    AuthorForm,
    PictureForm,
    PoliceForm,
    ReverseForm,
)
from liggaren.lib import clock, dates
from liggaren.moderation.appealing import APPEALABLE, may_answer, needs_correction
from liggaren.moderation.author import STILL, Proposal, propose
from liggaren.moderation.models import Appeal, AuthorNotice, HandPicture, PoliceReport, Removal, Reversal
from liggaren.moderation.reversing import Reversible, reversible
from liggaren.moderation.speaking import Place, place_for
from liggaren.moderation.states import AppealState, RemovalState
from liggaren.people.models import User


@dataclass(frozen=True)
class Afterwards:
    """Everything under the decision. An unusable form is absent; `bound` is one sent with faults."""

    notices: tuple[AuthorNotice, ...]
    reports: tuple[PoliceReport, ...]
    pictures: tuple[HandPicture, ...]
    appeals: tuple[Appeal, ...]
    reversals: tuple[Reversal, ...]
    open_appeal: Appeal | None
    may_answer: bool
    reversible: Reversible
    needs_correction: bool
    correction_place: Place
    proposal: Proposal | None
    forms: Mapping[str, After] = field(default_factory=dict)
    bound: After | None = None

    @property
    def reversal(self) -> Reversal | None:
        """The newest decision to show it again."""
        return self.reversals[-1] if self.reversals else None

    @property
    def has_reply(self) -> bool:
        """Whether the author has been answered in the thread, or will be."""
        return any(notice.how == AuthorNotice.How.REPLY for notice in self.notices)


def gather(removal: Removal, by: User, bound: After | None = None) -> Afterwards:
    """Read what has followed and what may follow; `bound` takes the place of its kind among the forms."""
    appeals = tuple(removal.appeals.select_related("entered_by", "decided_by", "outbox"))
    open_appeal = next((row for row in appeals if row.state == AppealState.RECEIVED), None)
    proposal = propose(removal) if removal.state in STILL and removal.category else None
    return Afterwards(
        notices=tuple(removal.author_notices.select_related("by", "outbox")),
        reports=tuple(removal.police_reports.select_related("by")),
        pictures=tuple(removal.pictures.select_related("by")),
        appeals=appeals,
        reversals=tuple(removal.reversals.select_related("decided_by", "outbox")),
        open_appeal=open_appeal,
        may_answer=open_appeal is not None and may_answer(open_appeal, by),
        reversible=reversible(removal), needs_correction=needs_correction(removal),
        correction_place=place_for(removal), proposal=proposal,
        forms=_forms(removal, proposal, open_appeal, bound), bound=bound,
    )  # fmt: skip


def _forms(
    removal: Removal, proposal: Proposal | None, open_appeal: Appeal | None, bound: After | None
) -> dict[str, After]:  # fmt: skip
    today = {"received_on": dates.swedish_day(clock.now())}
    fresh: dict[str, After] = {
        "police": PoliceForm(), "picture": PictureForm(), "answer": AnswerForm(),
        "appeal": AppealForm(initial=today), "reverse": ReverseForm(),
    }  # fmt: skip
    if proposal is not None and not proposal.never:
        fresh["author"] = AuthorForm(initial={"author_text": proposal.text})
    elif proposal is not None:
        fresh["author"] = AuthorForm()
    if open_appeal is not None or removal.state not in APPEALABLE:
        del fresh["appeal"]
    if removal.state != RemovalState.DONE:
        del fresh["reverse"]
    return {
        name: bound if bound is not None and type(bound) is type(form) else form
        for name, form in fresh.items()
    }
