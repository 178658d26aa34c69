"""The run page in words and numbers: title, four stages, tabs, rows. No queries of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from liggaren.archive.models import Delivery, Kind, Level, Snapshot, SnapshotState
from liggaren.archive.queries import MADE, Run
from liggaren.lib import dates
from liggaren.register.models import ConnectionStatus, Status

S = SnapshotState


@dataclass(frozen=True)
class Stage:
    """One of the four figures."""

    title: str
    count: int
    rest: str


@dataclass(frozen=True)
class Cell:
    """What stands in one column: an icon, a word, a tone; nothing where it is not there yet."""

    icon: str = ""
    text: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One snapshot in the table."""

    snapshot: Snapshot
    made: Cell
    valid: Cell
    delivered: Cell
    received: Cell
    level: str
    kind: str  # beside the half-year's; empty for the run's own
    why: str  # why nothing is fetched from the account


def sentence(run: Run, ready: bool) -> str:
    """Where the run stands, under the title."""
    if not run.total:
        return "Inga ögonblicksbilder är öppnade för perioden än."
    if not ready and not run.made:
        return f"{_accounts(run.total)} ska ha en ögonblicksbild när perioden är slut."
    hand = f"{_things(run.needs_a_hand)} behöver dig." if run.needs_a_hand else "Ingenting behöver dig nu."
    if run.received == run.total:
        return "Alla konton är framme hos arkivet."
    return f"{run.received} av {_accounts(run.total)} är framme hos arkivet. {hand}"


def _accounts(count: int) -> str:
    return "1 konto" if count == 1 else f"{dates.number(count)} konton"


def _things(count: int) -> str:
    words = ("", "En", "Två", "Tre", "Fyra", "Fem", "Sex", "Sju", "Åtta", "Nio", "Tio", "Elva", "Tolv")
    return words[count] if count < len(words) else dates.number(count)


def stages(run: Run) -> list[Stage]:
    """Made, valid, delivered, received, each with what is missing in words."""
    return [
        Stage("Framställda", run.made, _list(late=run.late, making=run.making)),
        Stage("Giltiga", run.valid, _list(failed=run.failed, untried=run.not_validated)),
        Stage("Levererade", run.delivered, _list(queue=run.valid - run.delivered)),
        Stage("Mottagna", run.received, _list(waiting=run.waiting, rejected=run.rejected)),
    ]


_WORDS = {
    "late": ("saknas och är sen", "saknas och är sena"),
    "making": ("framställs nu", "framställs nu"),
    "failed": ("underkänd", "underkända"),
    "untried": ("inte prövad", "inte prövade"),
    "queue": ("kan levereras", "kan levereras"),
    "waiting": ("väntar på kvitto", "väntar på kvitto"),
    "rejected": ("avvisad", "avvisade"),
}


def _list(**counts: int) -> str:
    parts = [f"{count} {_WORDS[key][count != 1]}" for key, count in counts.items() if count > 0]
    return ", ".join(parts)


def row(
    snapshot: Snapshot, delivery: Delivery | None, today: date, chosen: tuple[Level, str] | None = None
) -> Row:
    """The columns of one snapshot; `chosen` is the account's level, when it is not the usual."""
    state = SnapshotState(snapshot.state)
    return Row(
        snapshot,
        _made(snapshot, state, today),
        _VALID[state](snapshot),
        _delivered(state, delivery),
        _received(state, delivery),
        Level(snapshot.level or (chosen[0] if chosen else Level.FULL)).label,
        "" if snapshot.kind == Kind.HALF_YEAR else Kind(snapshot.kind).label,
        unconnected(snapshot),
    )


def unconnected(snapshot: Snapshot) -> str:
    """Why nothing is fetched from the account; empty when it is connected or closed."""
    state = getattr(snapshot.account, "connection_state", None)
    if snapshot.account.status == Status.CLOSED or (state and state.state == ConnectionStatus.ALIVE):
        return ""
    if state and state.state == ConnectionStatus.BROKEN:
        return "Anslutningen är bruten, så inget nytt hämtas."
    return "Kontot är inte anslutet, så inget hämtas."


def _day(moment: date) -> str:
    return f"{moment.day} {dates.MONTHS[moment.month - 1]}"


def _made(snapshot: Snapshot, state: SnapshotState, today: date) -> Cell:
    if state == S.MAKING:
        return Cell("wait", "Framställs", "blue")
    if state in MADE and snapshot.made_at:
        return Cell("check", _day(dates.swedish_day(snapshot.made_at)))
    late = (today - snapshot.due_on).days
    if late > 0:
        return Cell("late", "1 dag sen" if late == 1 else f"{late} dagar sen", "red")
    return Cell("clock", f"senast {_day(snapshot.due_on)}")


def _checked(snapshot: Snapshot) -> Cell:
    untried = snapshot.validation.get("result") != "valid"
    return Cell("pause", "Inte prövad", "amber") if untried else Cell("check", "Giltig")


_VALID: dict[SnapshotState, Callable[[Snapshot], Cell]] = {
    S.DUE: lambda _: Cell(),
    S.MAKING: lambda _: Cell(),
    S.VALID: lambda _: Cell("check", "Giltig"),
    S.FAILED: lambda _: Cell("x", "Underkänd", "red"),
    S.NOT_VALIDATED: lambda _: Cell("pause", "Inte prövad", "amber"),
    S.DELIVERED: _checked,
    S.RECEIVED: _checked,
    S.REJECTED: _checked,
}


def _delivered(state: SnapshotState, delivery: Delivery | None) -> Cell:
    if state in (S.DELIVERED, S.RECEIVED, S.REJECTED) and delivery:
        return Cell("check", _day(dates.swedish_day(delivery.delivered_at)))
    return Cell("wait", "Kan levereras") if state == S.VALID else Cell()


def _received(state: SnapshotState, delivery: Delivery | None) -> Cell:
    if state == S.DELIVERED:
        return Cell("wait", "Väntar på kvitto")
    if state == S.REJECTED:
        return Cell("x", "Avvisad", "red")
    if state == S.RECEIVED and delivery and delivery.answered_at:
        return Cell("check", _day(dates.swedish_day(delivery.answered_at)))
    return Cell()
