"""What an item's pages tell of its secrecy and registration, and what this person may do about it."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Visibility
from liggaren.lib import clock
from liggaren.moderation import registering, registrations
from liggaren.moderation.errors import NotYours
from liggaren.moderation.exempting import Exemption, exemption
from liggaren.moderation.masking import sight_of
from liggaren.moderation.models import MinorImportance, OwnSlip, RegistrationRequest, SecrecyDecision
from liggaren.moderation.permissions import account_to_decide, reach_of
from liggaren.people.models import User


@dataclass(frozen=True)
class Panel:
    """No protected field is read here: the page is for others than the registrar too."""

    item: Item
    exemption: Exemption
    request: RegistrationRequest | None
    word: str
    trouble: str
    decisions: tuple[SecrecyDecision, ...]
    reads: bool
    is_registrar: bool
    works: bool
    minor: MinorImportance | None
    slip: OwnSlip | None
    may_remove: bool = False
    must_open: bool = False

    @property
    def _registers_read(self) -> bool:
        return self.is_registrar and not self.must_open

    @property
    def may_suspect(self) -> bool:
        return self.works and self.item.visibility in (Visibility.OPEN, Visibility.FLAGGED)

    @property
    def may_restrict(self) -> bool:
        return self._registers_read and self.item.visibility == Visibility.SUSPECTED

    @property
    def may_lift(self) -> bool:
        closed = (Visibility.SUSPECTED, Visibility.RESTRICTED)
        return self._registers_read and self.item.visibility in closed

    @property
    def may_ask(self) -> bool:
        """Whether this person may ask for registration though nothing in it is secret."""
        return self.works and self.request is None and self.item.visibility == Visibility.OPEN

    @property
    def is_minor(self) -> bool:
        """A word of minor importance bears nothing once secrecy is suspected (OSL 5:1)."""
        return self.minor is not None and self.item.visibility == Visibility.OPEN

    @property
    def may_call_minor(self) -> bool:
        return self.works and self.minor is None and self.item.visibility == Visibility.OPEN


def _registers(user: User, item: Item) -> bool:
    try:
        return registering.is_registrar(user, registering.board_then(item, registering.account_of(item)))
    except NotYours:
        return False


def _decides(user: User, item: Item) -> bool:
    try:
        account_to_decide(user, item)
    except NotYours:
        return False
    return True


def works_with(user: User, item: Item) -> bool:
    """Whether the person works with the item's account or is registrar of its board."""
    reach = reach_of(user)
    accounts = reach.roster if item.kind == "message" else reach.working
    return item.sightings.filter(account_id__in=accounts).exists() or _registers(user, item)


def panel(user: User, item: Item) -> Panel:
    """Read all that the page tells."""
    request, reads = registrations.standing(item), capture.may_read(user, item)
    return Panel(
        item=item, exemption=exemption(item), request=request,
        word=registrations.word_of(request, clock.now()) if request else "",
        trouble=registrations.mail_trouble(request) if request else "",
        decisions=tuple(item.secrecy_decisions.select_related("by")),
        reads=reads, is_registrar=_registers(user, item),
        works=works_with(user, item),
        minor=MinorImportance.objects.filter(item=item).select_related("by").first(),
        slip=OwnSlip.objects.filter(item=item).order_by("-discovered_at").first(),
        may_remove=_decides(user, item), must_open=reads and sight_of(user, [item]).is_closed(item),
    )  # fmt: skip
