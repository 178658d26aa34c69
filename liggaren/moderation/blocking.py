"""Keep a sender out of an account for a time (swedish-rules 1.3): counted breaches, own reason, an end,
a review.

There is no way to give more than one sender, nor to read a list in: each block is one person's own
decision. No
connector has such an act, so a person does it on the platform by steps and says when it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from liggaren.capture.models import Item
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.moderation.block_models import BLOCK_MOVES, BLOCK_STANDS, Block, BlockState, BreachLimit
from liggaren.moderation.errors import Incomplete, NotYours, Problem, SomeoneWasFirst
from liggaren.moderation.models import Removal
from liggaren.moderation.permissions import account_for, reach_of
from liggaren.moderation.states import ForbiddenMove, RemovalState
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register.models import Account

DEFAULT_BREACHES = 3
LONGEST = timedelta(days=366)
REVIEW_BEFORE = timedelta(days=7)
# A breach is what was taken away and confirmed; a note or an answer is none.
COUNTS = (Removal.Way.DELETE, Removal.Way.HIDE, Removal.Way.REJECT, Removal.Way.BY_HAND)
B = BlockState


def move(row: Block, state: BlockState) -> None:
    """Set `row.state`, unsaved. Raises ForbiddenMove outside the table."""
    if state not in BLOCK_MOVES[B(row.state)]:
        raise ForbiddenMove("Block", row.state, state)
    row.state = state


def required(account: Account) -> int:
    """How many counted breaches a block on the account demands."""
    row = BreachLimit.objects.filter(account=account).first()
    return row.number if row else DEFAULT_BREACHES


def breaches(account: Account, sender_native_id: str) -> QuerySet[Removal]:
    """Our own confirmed removals of the sender's things on this account, one for each item."""
    found = Removal.objects.filter(
        account=account, version__sender_native_id=sender_native_id, state=RemovalState.DONE, way__in=COUNTS
    )
    return found.order_by("item", "decided_at").distinct("item")


@dataclass(frozen=True)
class Standing:
    """What a person needs to know before a block: who, how many breaches, how many are demanded."""

    account: Account
    sender_native_id: str
    sender_name: str
    breaches: tuple[Removal, ...]
    required: int
    block: Block | None

    @property
    def may(self) -> bool:
        """Whether the breaches are enough and no block stands."""
        return self.block is None and bool(self.sender_native_id) and len(self.breaches) >= self.required


def standing(item: Item, user: User) -> Standing:
    """How the sender of an item stands on the account. Raises NotYours."""
    account, version = account_for(user, item), item.latest
    if version is None or item.is_ours:
        raise NotYours
    sender = version.sender_native_id
    stands = Block.objects.filter(account=account, sender_native_id=sender, state__in=BLOCK_STANDS).first()
    return Standing(
        account, sender, version.sender_name, tuple(breaches(account, sender) if sender else ()),
        required(account), stands,
    )  # fmt: skip


@transaction.atomic
def decide_block(*, item: Item, reason: str, ends_on: date | None, by: User) -> Block:
    """Decide to keep the item's sender out of the account until a day. Raises NotYours, Incomplete when the
    breaches are too few or words or end are missing, SomeoneWasFirst when a block stands.
    """
    now = standing(item, by)
    today = dates.swedish_day(clock.now())
    if now.block is not None:
        raise SomeoneWasFirst(now.block.decided_by.name)
    if problems := _problems(now, reason, ends_on, today):
        raise Incomplete(problems)
    assert ends_on is not None
    try:
        with transaction.atomic():
            row = Block.objects.create(
                account=now.account, sender_native_id=now.sender_native_id, sender_name=now.sender_name,
                counted=len(now.breaches), required=now.required, reason=clean(reason).text.strip(),
                starts_on=today, ends_on=ends_on, decided_by=by, decided_at=clock.now(),
                changed_by=by, changed_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        if "one_standing_block" not in str(error):
            raise
        raise SomeoneWasFirst from error
    row.breaches.set(now.breaches)
    _open_review(row)
    _enter(row, "block.decided", by)
    return row


def _problems(now: Standing, reason: str, ends_on: date | None, today: date) -> list[Problem]:
    found = []
    if len(now.breaches) < now.required or not now.sender_native_id:
        so_far = f"{len(now.breaches)} av {now.required} överträdelser är räknade"
        words = f"{so_far}. Det räcker inte för att blockera"
        found.append(Problem("breaches", words))
    if not reason.strip():
        found.append(Problem("reason", "Skriv varför just den här avsändaren blockeras"))
    if ends_on is None or ends_on <= today or ends_on > today + LONGEST:
        found.append(Problem("ends_on", "Skriv en dag då blockeringen upphör, högst ett år fram"))
    return found


def _open_review(row: Block) -> None:
    soonest = clock.now() + timedelta(days=1)
    due = max(datetime.combine(row.ends_on - REVIEW_BEFORE, time(8), tzinfo=clock.STOCKHOLM), soonest)
    duties.open_duty(
        kind="block.review", key=f"block.review:{row.pk}:{row.ends_on}", due_at=due,
        title="Ompröva en blockering", link=f"/blockeringar/{row.pk}/",
        owner_role=RoleKind.INFORMATION, unit=row.account.unit,
    )  # fmt: skip


def block_for(user: User, block_id: int) -> Block:
    """One block for someone who works with its account, or reviews it. Raises NotYours."""
    found = (
        Block.objects.select_related("account__unit", "decided_by", "reviewed_by").filter(pk=block_id).first()
    )
    if found is None or found.account_id not in reach_of(user).working:
        raise NotYours
    return found


def _locked(block: Block, by: User) -> Block:
    block_for(by, block.pk)
    return Block.objects.select_for_update(of=("self",)).select_related("account__unit").get(pk=block.pk)


def _moved(block: Block, state: BlockState, kind: str, by: User) -> Block:
    row = _locked(block, by)
    move(row, state)
    row.changed_by, row.changed_at = by, clock.now()
    row.save()
    if state in (B.LIFTED, B.WITHDRAWN):
        duties.close_about(f"block.review:{row.pk}:", str(state), by=by)
        duties.close(f"block.lift:{row.pk}", str(state), by=by)
    _enter(row, kind, by)
    return row


@transaction.atomic
def done_on_platform(*, block: Block, by: User) -> Block:
    """A person says that the block is made, or lifted, in the platform's own app. Raises NotYours."""
    if block.state == B.LIFTING:
        return _moved(block, B.LIFTED, "block.lifted", by)
    return _moved(block, B.ACTIVE, "block.made", by)


@transaction.atomic
def lift_block(*, block: Block, by: User) -> Block:
    """End it, before or at its day; it is lifted when a person has done so on the platform. Raises
    NotYours."""
    if block.state == B.DECIDED:
        return _moved(block, B.WITHDRAWN, "block.withdrawn", by)
    return _moved(block, B.LIFTING, "block.ended", by)


@transaction.atomic
def review_block(*, block: Block, by: User) -> Block:
    """Someone other than its decider has looked at it and lets it stand until its end. Raises NotYours,
    Incomplete for the decider.
    """
    row = _locked(block, by)
    if row.decided_by_id == by.pk:
        raise Incomplete([Problem("review", "Du beslutade själv. Någon annan omprövar")])
    if row.state not in BLOCK_STANDS:
        raise ForbiddenMove("Block", row.state, row.state)
    row.reviewed_by, row.reviewed_at = by, clock.now()
    row.save()
    duties.close_about(f"block.review:{row.pk}:", "reviewed", by=by)
    _enter(row, "block.reviewed", by)
    return row


@transaction.atomic
def set_required(*, account: Account, number: int, by: User) -> BreachLimit:
    """Demand another number of breaches on an account (2-20). Raises NotYours, Incomplete."""
    if not people.has_role(by, RoleKind.INFORMATION, account.unit):
        raise NotYours
    if not 2 <= number <= 20:
        raise Incomplete([Problem("number", "Skriv ett antal mellan 2 och 20")])
    row, _ = BreachLimit.objects.update_or_create(
        account=account, defaults={"number": number, "changed_by": by, "changed_at": clock.now()}
    )
    facts: dict[str, Json] = {"number": number}
    ledger.append(kind="block.limit_set", actor=by.actor, obj=account.obj, facts=facts)
    return row


def end_passed() -> int:
    """The sweep: blocks whose last day has passed are to be lifted, and a duty says so. How many."""
    today = dates.swedish_day(clock.now())
    passed = list(Block.objects.filter(state__in=(B.DECIDED, B.ACTIVE), ends_on__lte=today))
    for row in passed:
        _end_one(row)
    return len(passed)


@transaction.atomic
def _end_one(block: Block) -> None:
    row = Block.objects.select_for_update(of=("self",)).select_related("account__unit").get(pk=block.pk)
    if row.state == B.DECIDED:
        move(row, B.WITHDRAWN)
        duties.close_about(f"block.review:{row.pk}:", "ended", by=None)
    elif row.state == B.ACTIVE:
        move(row, B.LIFTING)
        duties.open_duty(
            kind="block.lift", key=f"block.lift:{row.pk}", title="Häv en blockering på plattformen",
            link=f"/blockeringar/{row.pk}/", owner_role=RoleKind.INFORMATION, unit=row.account.unit,
            due_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    row.changed_by, row.changed_at = None, clock.now()
    row.save()
    _enter(row, "block.ended", None)


def _enter(row: Block, kind: str, by: User | None) -> None:
    facts: dict[str, Json] = {
        "account": str(row.account_id), "sender": row.sender_native_id, "counted": row.counted,
        "required": row.required, "reason": row.reason, "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(), "state": str(row.state),
        "breaches": [str(pk) for pk in row.breaches.values_list("pk", flat=True)],
    }  # fmt: skip
    ledger.append(kind=kind, actor=by.actor if by else "system", obj=f"block:{row.pk}", facts=facts)
