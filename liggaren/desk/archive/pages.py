"""What the run page and the snapshot page show to this person: read once, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from liggaren.archive import choosing, permissions, queries, validator
from liggaren.archive.flavours import FLAVOURS
from liggaren.archive.media_beside import is_original
from liggaren.archive.models import Choice, Delivery, Level, Snapshot, SnapshotState
from liggaren.desk.access import kinds
from liggaren.desk.archive import figures
from liggaren.desk.archive.forms import AcceptForm, ChoiceForm, DestroyedForm, RecallForm, RejectForm
from liggaren.ledger import queries as ledger
from liggaren.lib import clock, dates
from liggaren.lib.dates import HalfYear
from liggaren.people.models import User

S = SnapshotState
ROWS = 12
RANKS = {"atgard": 0, "pa-vag": 1, "mottagna": 2}
TABS = (("", "Alla"), ("atgard", "Behöver åtgärd"), ("pa-vag", "På väg"), ("mottagna", "Mottagna"))


class Counted(Paginator[Snapshot]):
    """Pages of a list whose length is known already."""

    known = 0

    @property
    def count(self) -> int:
        return self.known


@dataclass(frozen=True)
class Tab:
    """One view of the list, with its count."""

    key: str
    title: str
    count: int
    here: bool


def chosen(words: str, halves: list[HalfYear]) -> HalfYear:
    """The half-year of `2026-1`; else the newest that has snapshots, else the present one."""
    year, _, half = words.partition("-")
    if year.isascii() and year.isdigit() and len(year) == 4 and half in {"1", "2"} and int(year) > 1990:
        return dates.half_year(date(int(year), 1 if half == "1" else 7, 1))
    return halves[0] if halves else dates.half_year(clock.now())


def run_page(request: HttpRequest, user: User) -> dict[str, Any]:
    """Everything on `/arkiv/`."""
    seen, today = permissions.visible_to(user), dates.swedish_day(clock.now())
    by_half = queries.states(seen)
    period = chosen(request.GET.get("period", ""), list(by_half))
    states, shown = by_half.get(period, []), request.GET.get("visa", "")
    counted, ranks = queries.run(states, today), [queries.rank(*one, today) for one in states]
    found = queries.by_urgency(queries.in_period(seen, period), today)
    paginator = Counted(_narrowed(found, shown, today), ROWS)
    paginator.known = ranks.count(RANKS[shown]) if shown in RANKS else len(ranks)
    on_page = paginator.get_page(request.GET.get("sida"))
    latest = queries.latest_deliveries([one.pk for one in on_page])
    chosen_levels = choosing.of_accounts([one.account_id for one in on_page])
    return {
        "title": _capital(period.label),
        "lead": figures.sentence(counted, today >= dates.swedish_day(period.end)),
        "run": counted,
        "stages": figures.stages(counted),
        "tabs": _tabs(ranks, shown),
        "rows": [
            figures.row(one, latest.get(one.pk), today, chosen_levels.get(one.account_id)) for one in on_page
        ],
        "page": on_page,
        "others": [(key(half), _capital(half.label)) for half in by_half if half != period][:6],
        "may_open": not kinds(request).isdisjoint(permissions.MAKERS),
        "period": key(period),
        "now": clock.now(),
        "off": validator.available(),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def key(period: HalfYear) -> str:
    """`2026-1`, as in the address."""
    first = dates.swedish_day(period.start)
    return f"{first.year}-{1 if first.month == 1 else 2}"


def _narrowed(found: QuerySet[Snapshot], shown: str, today: date) -> QuerySet[Snapshot]:
    return queries.of_rank(found, RANKS[shown], today) if shown in RANKS else found


def _tabs(ranks: list[int], shown: str) -> list[Tab]:
    counts = {"": len(ranks), **{name: ranks.count(rank) for name, rank in RANKS.items()}}
    return [Tab(name, title, counts[name], name == (shown if shown in RANKS else "")) for name, title in TABS]


def snapshot_page(
    snapshot: Snapshot,
    user: User,
    *,
    accept: AcceptForm | None = None,
    reject: RejectForm | None = None,
    recall: RecallForm | None = None,
    destroyed: DestroyedForm | None = None,
) -> dict[str, Any]:
    """Everything on `/arkiv/<id>/`."""
    delivery = queries.latest_delivery(snapshot)
    state = SnapshotState(snapshot.state)
    may_make, may_receive = permissions.may_make(user, snapshot), permissions.may_receive(user, snapshot)
    files = list(snapshot.volumes.all())
    return {
        "snapshot": snapshot,
        "period": key(dates.half_year(snapshot.period_start)),
        "label": _capital(snapshot.label),
        "lead": _lead(snapshot, state, delivery),
        "steps": _steps(state),
        "pdfs": [one for one in files if one.pages],
        "others": [one for one in files if not one.pages and not is_original(one)],
        "originals": sum(is_original(one) for one in files),
        "seal": ledger.seal(snapshot.entry_id) if snapshot.entry_id else None,
        "delivery": delivery,
        "may_make": may_make and state in (S.DUE, S.FAILED, S.REJECTED, S.VALID, S.NOT_VALIDATED),
        "make_first": state in (S.DUE, S.FAILED, S.REJECTED),
        "may_deliver": may_make and (state == S.VALID or (state == S.NOT_VALIDATED and may_receive)),
        "may_receive": may_receive and state == S.DELIVERED and not (delivery and delivery.parcel_id),
        "may_recall": may_make and state in (S.DELIVERED, S.RECEIVED, S.REJECTED),
        "may_destroy": may_receive,
        "called": queries.recalls(snapshot) if snapshot.round > 1 else [],
        "unconnected": figures.unconnected(snapshot),
        "recall": recall or RecallForm(),
        "destroyed": destroyed or DestroyedForm(),
        **_choice(snapshot, may_make),
        "accept": accept or AcceptForm(),
        "reject": reject or RejectForm(),
        "form": next((one for one in (accept, reject, recall, destroyed) if one and one.errors), None),
    }


def _choice(snapshot: Snapshot, may_make: bool) -> dict[str, Any]:
    """What the archive has chosen for the account, and the form that changes it."""
    level, flavour = choosing.current(snapshot.account)
    found = FLAVOURS.get(snapshot.flavour)
    return {
        "level": Level(level).label,
        "wanted": Choice.Flavour(flavour).label,
        "made_level": Level(snapshot.level).label if snapshot.level else "",
        "made_flavour": found.name if found else "",
        "choice": ChoiceForm(initial={"level": level, "flavour": flavour}) if may_make else None,
    }


def _lead(snapshot: Snapshot, state: SnapshotState, delivery: Delivery | None) -> str:
    due = dates.long_date(snapshot.due_on)
    words = {
        S.DUE: f"Den ska göras senast {due}.",
        S.MAKING: "Den framställs just nu. Ladda om sidan om en stund.",
        S.VALID: "Den är framställd och giltig, och kan levereras till arkivet.",
        S.FAILED: "Filen klarade inte prövningen och levereras inte.",
        S.NOT_VALIDATED: "Den är framställd, men ingen har prövat om filen är giltig.",
        S.DELIVERED: "Den är levererad och väntar på arkivariens kvitto.",
        S.RECEIVED: "Arkivarien har tagit emot den.",
        S.REJECTED: "Arkivarien avvisade leveransen. Den ska göras om.",
    }
    answered = delivery.answered_by.name if delivery and delivery.answered_by else ""
    if state == S.RECEIVED and answered:
        return f"{answered} på arkivet har tagit emot den."
    return words[state]


def _steps(state: SnapshotState) -> list[dict[str, str]]:
    """Four steps, each done, now, unsure, bad or still to come."""
    marks = {
        S.DUE: ("now", "", "", ""),
        S.MAKING: ("now", "", "", ""),
        S.VALID: ("done", "done", "now", ""),
        S.FAILED: ("done", "bad", "", ""),
        S.NOT_VALIDATED: ("done", "unsure", "now", ""),
        S.DELIVERED: ("done", "done", "done", "now"),
        S.RECEIVED: ("done", "done", "done", "done"),
        S.REJECTED: ("done", "done", "done", "bad"),
    }
    titles = ("Framställd", "Prövad", "Levererad", "Mottagen")
    return [{"title": title, "state": mark} for title, mark in zip(titles, marks[state], strict=True)]
