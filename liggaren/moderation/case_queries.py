"""What the case pages show. Queries are constant in rows."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from liggaren.actions.states import LIVE
from liggaren.capture.models import Item
from liggaren.lib import clock, dates
from liggaren.lib.swedish import sort_key
from liggaren.moderation import case_permissions, case_vocabulary
from liggaren.moderation.case_states import OPEN_CASES, CaseState
from liggaren.moderation.models import Case, CaseEvent, CaseMessage, CaseWord, UnitContact
from liggaren.moderation.permissions import Reach, reach_of
from liggaren.people import queries as people
from liggaren.people.memory import recall
from liggaren.people.models import RoleKind, Unit, UnitKind, User

VIEWS = ("att-gora", "oppna", "avslutade")
HOLDS_CASES = (UnitKind.UNIT, UnitKind.ADMINISTRATION, UnitKind.COMPANY)


def _mine(who: User | Reach) -> Q:
    """What waits: the unit's cases by today, undecided ones, words for the thread, messages."""
    user, today = reach_of(who).user, dates.swedish_day(clock.now())
    units = people.reach(user, case_permissions.WORKS)
    waits = Q(unit_id__in=units, state__in=OPEN_CASES, disputed_at__isnull=True) & (
        Q(next_on__lte=today) | Q(state=CaseState.RECEIVED)
    )
    waits |= Q(unit_id__in=units, pk__in=CaseMessage.objects.filter(read_at=None).values("case"))
    waits |= Q(
        pk__in=CaseEvent.objects.filter(thread=CaseEvent.Thread.WANTED, case__opened_by=user).values("case")
    )
    if people.has_role(user, RoleKind.INFORMATION):
        waits |= Q(disputed_at__isnull=False)
    return waits


def cases(who: User | Reach, view: str) -> QuerySet[Case]:
    """One view of the list: what is due first, undated last; closed ones newest first."""
    found = case_permissions.visible_cases(who)
    if view == "avslutade":
        return found.filter(state=CaseState.CLOSED).order_by("-closed_at", "pk")
    found = found.filter(_mine(who) if view == "att-gora" else Q(state__in=OPEN_CASES))
    return found.order_by(F("next_on").asc(nulls_last=True), "opened_at", "pk")


def counts(who: User | Reach) -> dict[str, int]:
    """How many in each view, exact, in one query."""
    found = case_permissions.visible_cases(who).aggregate(
        todo=Count("pk", filter=_mine(who)), open=Count("pk", filter=Q(state__in=OPEN_CASES)),
        closed=Count("pk", filter=Q(state=CaseState.CLOSED)),
    )  # fmt: skip
    recall(("cases", reach_of(who).user.pk), lambda: found["todo"])
    return dict(zip(VIEWS, (found["todo"], found["open"], found["closed"]), strict=True))


def waiting_among(who: User | Reach) -> Coalesce:
    """How many cases wait for this person, as a value for a query that counts other things."""
    found = case_permissions.visible_cases(who).filter(_mine(who)).order_by().annotate(one=Value(1))
    return Coalesce(Subquery(found.values("one").annotate(number=Count("pk")).values("number")), 0)


def is_waiting(user: User) -> int:
    """How many cases wait for this person, for the top bar."""
    reach = reach_of(user)
    return recall(
        ("cases", user.pk), lambda: case_permissions.visible_cases(reach).filter(_mine(reach)).count()
    )


def events(case: Case) -> list[CaseEvent]:
    """What has happened, newest first, with what became of the words in the thread."""
    related = ("by", "unit", "left", "answer__outbox")
    return list(case.events.select_related(*related).order_by("-pk"))


def messages(case: Case) -> list[CaseMessage]:
    """What came by the follow page, the unread first."""
    found = case.messages.select_related("read_by", "opened_by")
    return list(found.order_by(F("read_at").desc(nulls_first=True), "-pk"))


def thread_trouble(event: CaseEvent) -> str:
    """What has become of the words in the thread: "under_way", "there", "not_there" or "" for none."""
    if event.answer is None or event.answer.outbox is None:
        return ""
    state = event.answer.outbox.state
    return "under_way" if state in LIVE else "there" if state == "confirmed" else "not_there"


def contact(unit: Unit) -> UnitContact | None:
    """How anyone reaches a unit: its own ways in, else those of the nearest unit above that has some."""
    chain = [found.pk for found in people.ancestors(unit)]
    known = {row.unit_id: row for row in UnitContact.objects.filter(unit_id__in=chain)}
    return next((known[pk] for pk in chain if pk in known), None)


def receivers() -> list[Unit]:
    """Every unit that may have a case today, in Swedish order."""
    today = people.swedish_day()
    found = [unit for unit in people.every_unit().values() if unit.kind in HOLDS_CASES and unit.holds(today)]
    return sorted(found, key=lambda unit: sort_key(unit.name))


def proposals(item: Item) -> tuple[case_vocabulary.Proposal, ...]:
    """Who might have a case of this item, by the vocabulary. One query."""
    text = item.latest.text if item.latest else ""
    today = people.swedish_day()
    found = case_vocabulary.propose(text, CaseWord.objects.select_related("unit"))
    return tuple(one for one in found if one.unit.holds(today))


def of_item(item_id: uuid.UUID) -> Case | None:
    """The item's case, for its page in the inbox."""
    return Case.objects.select_related("unit").filter(item_id=item_id).first()


def is_late(case: Case, today: date) -> bool:
    """Whether what was promised has not been told."""
    return case.state in OPEN_CASES and case.next_on is not None and case.next_on < today
