"""What a case's page says, put together once: the item as this person may see it, and events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from liggaren.capture.models import Visibility
from liggaren.lib import clock, dates
from liggaren.moderation import case_code, case_opening, case_permissions, case_queries, case_work
from liggaren.moderation.case_states import CaseState
from liggaren.moderation.masking import mask, sight_of
from liggaren.moderation.models import Case, CaseEvent, CaseMessage
from liggaren.moderation.permissions import Reach
from liggaren.register import media

OPEN_FOR = timedelta(hours=12)  # so long a message stays open to the one who opened it


@dataclass(frozen=True)
class Told:
    """One event as shown: what became of its words in the thread, and the draft of them."""

    event: CaseEvent
    thread: str
    draft: str


@dataclass(frozen=True)
class Said:
    """One message: its text with masks until this person has opened it."""

    message: CaseMessage
    text: str
    is_masked: bool


@dataclass(frozen=True)
class Story:
    """Everything the page shows. `text` is None where the item may not be shown to this person."""

    case: Case
    place: str
    text: str | None
    events: tuple[Told, ...]
    messages: tuple[Said, ...]
    is_late: bool
    may_work: bool
    may_speak: bool
    may_decide: bool
    link: str
    today: date

    @property
    def may_receive(self) -> bool:
        """Whether receipt is what is next, and this person's."""
        return self.may_work and self.case.state == CaseState.RECEIVED and not self.case.disputed_at

    @property
    def may_tell(self) -> bool:
        """Whether a word may be told by this person now."""
        ready = self.case.state in (CaseState.ASSIGNED, CaseState.IN_PROGRESS, CaseState.WAITING)
        return self.may_work and ready and not self.case.disputed_at

    @property
    def may_send(self) -> bool:
        """Whether this person may send it on."""
        is_open = self.case.state != CaseState.CLOSED and not self.case.disputed_at
        return is_open and (self.may_decide or ((self.may_work or self.may_speak) and not self.case.decided))

    @property
    def may_reopen(self) -> bool:
        """Whether this person may open it again."""
        return self.case.state == CaseState.CLOSED and (self.may_work or self.may_speak)


def tell(case: Case, reach: Reach) -> Story:
    """Read the page's facts; its queries are constant in events and messages."""
    today = dates.swedish_day(clock.now())
    found = Story(
        case=case, place=media.get(case.account.platform).name, text=None, events=(), messages=(),
        is_late=case_queries.is_late(case, today), may_work=case_permissions.may_work(reach, case),
        may_speak=case_permissions.may_speak(reach, case),
        may_decide=case_permissions.is_information(reach.user, case), link=_link(case), today=today,
    )  # fmt: skip
    events = tuple(_told(event, found) for event in case_queries.events(case))
    works = found.may_work or found.may_speak
    said = tuple(_said(message, reach) for message in case_queries.messages(case)) if works else ()
    return replace(found, text=_text(case, found, reach), events=events, messages=said)


def _link(case: Case) -> str:
    code = case_opening.code_of(case)
    return case_code.link(code) if code else ""


def _told(event: CaseEvent, found: Story) -> Told:
    event.case = found.case
    wanted = event.thread == CaseEvent.Thread.WANTED and found.may_speak
    return Told(event, case_queries.thread_trouble(event), case_work.thread_text(event) if wanted else "")


def _text(case: Case, found: Story, reach: Reach) -> str | None:
    """The item's text with masks: for its account's people as they see it, for the unit without its sender.

    What may be secret is not shown here at all.
    """
    version = case.item.latest
    if version is None or case.item.visibility != Visibility.OPEN or case.item.withheld_at is not None:
        return None
    if not (found.may_work or found.may_speak):
        return None
    version.item = case.item
    return sight_of(reach.user, [case.item]).text(version)


def _said(message: CaseMessage, reach: Reach) -> Said:
    opened = message.opened_by_id == reach.user.pk and message.opened_at is not None
    if opened and message.opened_at and message.opened_at > clock.now() - OPEN_FOR:
        return Said(message, message.text, False)
    covered = mask(message.text)
    return Said(message, covered, covered != message.text)
