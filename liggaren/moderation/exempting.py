"""Whether an item needs no registration: a pure verdict, and what persons add (G5.2; OSL 5:1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from liggaren.capture.models import Item, Sighting, Visibility
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.moderation import by_order, registering
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import MinorImportance, RegistrationMode
from liggaren.moderation.permissions import account_for
from liggaren.moderation.registrations import mode_of
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register.models import Account, Status

Mode = RegistrationMode.Mode


@dataclass(frozen=True)
class Facts:
    """What the verdict is made of; `came` is the day in words, "" where no date is known."""

    visibility: str
    searchable: bool
    direction: str
    came: str
    listed: bool
    mode: str


@dataclass(frozen=True)
class Condition:
    """One condition, whether it holds, and the words for how it is."""

    title: str
    holds: bool
    how: str


@dataclass(frozen=True)
class Exemption:
    """All conditions; exempt when every one holds."""

    conditions: tuple[Condition, ...]

    @property
    def exempt(self) -> bool:
        return all(one.holds for one in self.conditions)

    @property
    def failing(self) -> int:
        return sum(not one.holds for one in self.conditions)


def judge(facts: Facts) -> Exemption:
    """The verdict of some facts; no database."""
    open_ = facts.visibility == Visibility.OPEN
    by_mode = {
        Mode.EXEMPT: "Kontots handlingar hålls ordnade.",
        Mode.ALWAYS: "Allt som kom den dagen diarieförs, enligt beslut om kontot.",
        Mode.DECISION: "Det beslutas i varje fall, enligt beslut om kontot.",
    }
    return Exemption((
        Condition("Ingen sekretess misstänks", open_,
                  "Ingen har misstänkt det." if open_ else "Den är flaggad, misstänkt eller begränsad."),
        Condition("Går att söka fram", facts.searchable,
                  "Den hittas i Sök." if facts.searchable else "Den hittas inte i Sök."),
        Condition("Inkommen eller upprättad är klart", bool(facts.direction), facts.direction or "Oklart."),
        Condition("Dagen är känd", bool(facts.came), facts.came or "Ingen dag är känd."),
        Condition("Kontot står i den offentliga listan", facts.listed,
                  "Alla kan se att kontot är kommunens." if facts.listed else "Kontot står inte i listan."),
        Condition("Kontot undantas från diarieföring", facts.mode == Mode.EXEMPT,
                  by_mode[Mode(facts.mode)]),
    ))  # fmt: skip


def exemption(item: Item) -> Exemption:
    """The verdict for an item as it stands, by the order that held on its own day."""
    seen = Sighting.objects.filter(item=item).select_related("account").order_by("pk").first()
    account = seen.account if seen else None
    orders = by_order.orders_of([account.pk]).get(account.pk, []) if account else []
    return judge(Facts(
        visibility=item.visibility, searchable=bool(item.latest_id) and item.withheld_at is None,
        direction=_direction(item, seen), came=_came(item),
        listed=account is not None and not account.is_internal and account.status != Status.PLANNED,
        mode=by_order.mode_at(orders, item.counted_at),
    ))  # fmt: skip


def _direction(item: Item, seen: Sighting | None) -> str:
    if seen is None:
        return ""
    return "Upprättad: vi skrev den." if item.is_ours else "Inkommen: någon annan skrev den."


def _came(item: Item) -> str:
    said = "enligt plattformen" if item.claimed_at else "när vi såg den"
    return f"{dates.long_date(item.counted_at).capitalize()}, {said}."


@transaction.atomic
def say_minor(*, item: Item, reason: str, by: User) -> MinorImportance:
    """A person's word that the item is obviously of minor importance.

    Raises NotYours, Incomplete without a reason, Refusal where secrecy is suspected.
    """
    held = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    account = registering.account_of(held)
    if not registering.is_registrar(by, registering.board_then(held, account)):
        account_for(by, held)
    reason = clean(reason).text.strip()
    if held.visibility != Visibility.OPEN:
        raise Refusal("Det som kan omfattas av sekretess är aldrig av ringa betydelse.", "still_secret")
    if not reason:
        raise Incomplete([Problem("minor_reason", "Skriv varför den uppenbart är av ringa betydelse")])
    if said := MinorImportance.objects.filter(item=held).first():
        return said
    entry_id = ledger.append(kind="item.called_minor", actor=by.actor, obj=f"item:{item.pk}")
    return MinorImportance.objects.create(item=held, reason=reason, by=by, at=clock.now(), entry_id=entry_id)


@transaction.atomic
def unsay_minor(*, item: Item, by: User) -> None:
    """Take the word of minor importance back; the ledger keeps that it was said, and by whom.

    Raises NotYours.
    """
    held = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    account = registering.account_of(held)
    if not registering.is_registrar(by, registering.board_then(held, account)):
        account_for(by, held)
    if MinorImportance.objects.filter(item=held).delete()[0]:
        ledger.append(kind="item.minor_taken_back", actor=by.actor, obj=f"item:{item.pk}")


@transaction.atomic
def choose_mode(*, account: Account, mode: str, reason: str, by: User) -> RegistrationMode:
    """A new order for the account's registration, numbered; a chosen way is applied until the next.

    Raises NotYours for others than the board's registrar and the information function, Incomplete.
    """
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    informs = people.has_role(by, RoleKind.INFORMATION, account.unit)
    if not informs and not registering.is_registrar(by, account.board):
        raise NotYours
    reason, before = clean(reason).text.strip(), mode_of(account)
    problems = [] if mode in Mode.values else [Problem("mode", "Välj hur kontot diarieförs")]
    if not reason:
        problems.append(Problem("mode_reason", "Skriv varför och enligt vilket beslut"))
    if problems:
        raise Incomplete(problems)
    entry_id = ledger.append(
        kind="account.registration_mode_set", actor=by.actor, obj=account.obj,
        facts={"before": before.mode if before else Mode.EXEMPT.value, "after": mode, "reason": reason},
    )  # fmt: skip
    return RegistrationMode.objects.create(
        account=account, number=before.number + 1 if before else 1, mode=mode, reason=reason, by=by,
        at=clock.now(), entry_id=entry_id,
    )  # fmt: skip
