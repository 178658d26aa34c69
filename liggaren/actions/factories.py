"""A test's world for acts: the cast, an account, and a real playground answering over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from liggaren.actions import services
from liggaren.actions.models import Outbox, OutboxAct
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.lib import clock
from liggaren.people.factories import Cast, cast
from liggaren.people.models import User
from liggaren.playground.journal import Line
from liggaren.playground.serve import Playground
from liggaren.register import roster
from liggaren.register import services as register
from liggaren.register.models import Account, AccountOwnership, Status

_numbers = count(1)


@dataclass(frozen=True)
class World:
    """Everything a test of acts needs. `page` and `post` are the playground's own ids."""

    cast: Cast
    account: Account
    play: Playground
    page: str
    post: str

    def comment(self, text: str, *, name: str = "Kim Exempel", under: str = "") -> Item:
        """A citizen's comment, captured and sealed."""
        native_id = self.play.admin.comment(under or self.post, text, name=name)
        capture.capture_account(self.account)
        return Item.objects.select_related("latest").get(native_id=native_id, instance=self.account.instance)

    def order(self, act: str, item: Item, *, by: User | None = None, text: str = "") -> Outbox:
        """An act on the item's latest version, ordered and not yet sent."""
        row: Outbox = services.prepare(
            act=OutboxAct(act), account=self.account, item=item, version=item.latest, text=text,
            decision_ref="removal:test", by=by or self.cast.anna,
        )  # fmt: skip
        return row

    def acts(self, item: Item | None = None) -> list[Line]:
        """Every request for an act that reached the playground."""
        return self.play.admin.journal(page_id=self.page, item_id=item.native_id if item else "")


def world(play: Playground, *, profile: str = "full", holds_comments: bool = False) -> World:
    """The cast with an account on the playground, Anna and Selma on its roster, one post on its page."""
    people = cast()
    page = f"badet-{next(_numbers)}"
    play.admin.add_page(page, "Badhuset Vågen", profile=profile, holds_comments=holds_comments)
    post = play.admin.post(page, "Utebadet öppnar på lördag.")
    token = play.admin.token(page)
    account = an_account(people, origin=play.origin, page=page, profile=profile, token=token)
    return World(people, account, play, page, post)


def an_account(people: Cast, *, origin: str, page: str, token: str, profile: str = "full") -> Account:
    """An adopted account of the cast's unit, connected to a page of the playground."""
    now = clock.now()
    account = Account.objects.create(
        platform="playground", profile=profile, name="Badhuset Vågen", unit=people.unit, board=people.board,
        address=f"{origin}/sidor/{page}", address_key=f"{origin}/sidor/{page}",
        status=Status.ADOPTED, entered_at=now, changed_at=now,
    )  # fmt: skip
    AccountOwnership.objects.create(account=account, unit=people.unit, board=people.board)
    for person in (people.anna, people.second):
        roster.appoint(account=account, user=person, work_profile=f"{person.name} i arbetet", by=people.disa)
    register.connect(account, origin=origin, native_id=page, token=token, by=people.disa, profile=profile)
    register.mark_alive(account)
    return account
