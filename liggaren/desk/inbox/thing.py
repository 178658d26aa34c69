"""The middle and right panes: one item, its thread, what is known of sender and account, the answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject
from django.http import Http404

from liggaren.actions.models import Outbox, OutboxAct
from liggaren.actions.states import LIVE
from liggaren.actions.texts import TextVerdict
from liggaren.capture.models import Item, Version
from liggaren.desk.find.story import web_link
from liggaren.desk.inbox import elsewhere
from liggaren.desk.inbox.elsewhere import Elsewhere
from liggaren.ledger import queries as ledger
from liggaren.lifecycle.models import CrisisAccount
from liggaren.moderation import answering, around_item, presence, queries
from liggaren.moderation.around_item import SenderFacts
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Answer, Finding, Handling, HandOver, Removal
from liggaren.moderation.permissions import Reach, account_for, account_to_decide
from liggaren.register import media
from liggaren.register import queries as register
from liggaren.register.models import Account, WorkingFacts

NEAR = 4  # posts shown up to and with this one; those before stand folded


@dataclass(frozen=True)
class Post:
    """One post of the thread; a post the person may not read has no text and no sender."""

    item: Item
    is_this: bool
    handling: Handling | None

    @property
    def is_readable(self) -> bool:
        """As the item says when the page is drawn: what is covered by then is not readable."""
        return self.item.is_readable


@dataclass(frozen=True)
class Reply:
    """The answer form: what is written, what is signed, and what the platform takes."""

    text: str
    signature: str
    limit: int
    possible: bool
    saved_at: object = None
    problems: tuple[str, ...] = ()
    preview: str = ""
    verdict: TextVerdict | None = None


@dataclass(frozen=True)
class Thing:
    """Everything about the chosen item that its page shows."""

    item: Item
    version: Version
    account: Account
    place: str
    link: str
    handling: Handling | None
    root: Post | None
    earlier: tuple[Post, ...]
    near: tuple[Post, ...]
    later: tuple[Post, ...]
    index: int | None
    sender: SenderFacts
    facts: WorkingFacts | None
    sent: Outbox | None
    removal: Removal | None
    reply: Reply
    elsewhere: Elsewhere
    is_mine: bool = field(default=False)
    handed: dict[str, str] | None = None
    readers: tuple[str, ...] = ()

    @property
    def reply_under_way(self) -> bool:
        """Whether an answer is on its way, so that another may not be sent."""
        return self.sent is not None and self.sent.state in LIVE


def find(reach: Reach, item_id: uuid.UUID, *, deciding: bool = False) -> tuple[Item, Account]:
    """The item and the account to act as, or to decide as. Raises Http404 for a stranger and for what does
    not exist.
    """
    found = Item.objects.select_related("latest", "handling__taken_by").filter(pk=item_id)
    item = _with_own(elsewhere.with_signs(found), reach).first()
    if item is None or item.latest is None:
        raise Http404
    try:
        return item, (account_to_decide if deciding else account_for)(reach, item)
    except NotYours as error:
        raise Http404 from error


def _with_own(found: QuerySet[Item], reach: Reach) -> QuerySet[Item]:
    """With the person's draft, the seal's number, and whether there are proposals and answers to read: asked
    with the item, so that a page where nothing has happened asks no more.
    """
    draft = Answer.objects.filter(item=OuterRef("pk"), by=reach.user, outbox=None)
    return found.annotate(
        draft_text=Subquery(draft.values("text")[:1]), draft_at=Subquery(draft.values("saved_at")[:1]),
        seal_index=ledger.index_of("latest__entry_id"),
        handed=_hand_over(), readers=presence.others(reach.user),
        any_crisis=Exists(CrisisAccount.objects.filter(is_on=True)),
        has_findings=Exists(Finding.objects.filter(version=OuterRef("latest"))),
        was_replied=Exists(Outbox.objects.filter(item=OuterRef("pk"), act=OutboxAct.REPLY)),
    )  # fmt: skip


def _hand_over() -> Subquery:
    """Who last handed the item to whoever has it, and why."""
    last = HandOver.objects.filter(item=OuterRef("pk"), to=OuterRef("handling__taken_by")).order_by("-pk")
    words = JSONObject(by=_name("by"), to=_name("to"), why="why")
    return Subquery(last.values(words=words)[:1])


def _name(who: str) -> Concat:
    return Concat(f"{who}__first_name", Value(" "), f"{who}__last_name")


def read(reach: Reach, item: Item, account: Account) -> Thing:
    """Read all three panes' facts for one item."""
    version = item.latest
    assert version is not None
    handling = getattr(item, "handling", None)
    near_by, facts = around_item.read(item, account, reach), register.working_facts(account)
    posts = [Post(one, one.pk == item.pk, getattr(one, "handling", None)) for one in near_by.thread]
    earlier, near, later = around(item, posts)
    return Thing(
        item=item, version=version, account=account, handling=handling,
        place=media.get(account.platform).name, link=web_link(version.address),
        root=next((post for post in posts if post.item.pk == (item.root_id or item.pk)), None),
        earlier=earlier, near=near, later=later,
        index=getattr(item, "seal_index", None), sender=near_by.sender, facts=facts,
        sent=queries.answer_under_way(item) if getattr(item, "was_replied", True) else None,
        removal=near_by.removal, reply=_reply(item, account, facts), elsewhere=elsewhere.read(item),
        is_mine=handling is not None and handling.taken_by_id == reach.user.pk,
        readers=tuple(getattr(item, "readers", ())),
        handed=getattr(item, "handed", None) if handling and handling.taken_by_id else None,
    )  # fmt: skip


def items(found: Thing) -> list[Item]:
    """Every item of the three panes. The chosen one may be there twice, read apart."""
    posts = [post for post in (found.root, *found.earlier, *found.near, *found.later) if post is not None]
    return [found.item, *(post.item for post in posts), *found.sender.earlier]


def around(item: Item, posts: list[Post]) -> tuple[tuple[Post, ...], tuple[Post, ...], tuple[Post, ...]]:
    """The thread without its root in three parts: long before, up to this and what answers it, and after."""
    rest = [
        post
        for post in posts
        if post.item.pk != item.root_id and not (post.is_this and post.item.root_id is None)
    ]
    at = next((number for number, post in enumerate(rest) if post.is_this), -1)
    first = max(0, at + 1 - NEAR)
    answers = [post for post in rest[at + 1 :] if post.item.parent_id == item.pk]
    later = [post for post in rest[at + 1 :] if post.item.parent_id != item.pk]
    return tuple(rest[:first] if at >= 0 else ()), (*rest[first : at + 1], *answers), tuple(later)


def _reply(item: Item, account: Account, facts: WorkingFacts | None) -> Reply:
    return Reply(
        text=getattr(item, "draft_text", None) or "", signature=facts.signature if facts else "",
        limit=answering.text_limit(account),
        possible=answering.may_reply(account), saved_at=getattr(item, "draft_at", None),
    )  # fmt: skip
