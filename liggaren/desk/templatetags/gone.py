"""What item and account pages say of disappearances and purges. `{% load gone %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from liggaren.capture.models import Item
from liggaren.desk.access import staff
from liggaren.moderation import blocking, disappeared_queries
from liggaren.moderation.block_models import BLOCK_STANDS
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import Block, Disappearance, PurgeOrder
from liggaren.moderation.permissions import reach_of, remember
from liggaren.moderation.purge_models import PURGE_STANDS
from liggaren.moderation.purge_rights import account_to_purge
from liggaren.people.models import User
from liggaren.register.models import Account

register = template.Library()


@register.inclusion_tag("desk/disappeared/on_item.html", takes_context=True)
def gone_or_purged(context: RequestContext, item: Item) -> dict[str, Any]:
    """The question about an item that went away, the order to destroy it, and the way to order that."""
    user = staff(context["request"])
    remember(user)
    asks = item.state != "present" and not item.withheld_at
    order = PurgeOrder.objects.filter(item=item, state__in=PURGE_STANDS).first() if item.withheld_at else None
    return {
        "row": disappeared_queries.about(item, user) if asks else None, "item": item, "order": order,
        "may": order is not None and _may_purge(user, item), "causes": Disappearance.Cause.choices,
        "here": context["request"].get_full_path(), "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("desk/disappeared/ways.html", takes_context=True)
def rare_ways(context: RequestContext, item: Item) -> dict[str, Any]:
    """The ways that are seldom taken: to have an item destroyed, and to block its sender."""
    user = staff(context["request"])
    may = not item.withheld_at and _may_purge(user, item)
    return {"item": item, "may": may, "may_block": _may_block(user, item)}


def _may_purge(user: User, item: Item) -> bool:
    try:
        account_to_purge(user, item)
    except NotYours:
        return False
    return True


def _may_block(user: User, item: Item) -> bool:
    try:
        return not item.withheld_at and blocking.standing(item, user).may
    except NotYours:
        return False


@register.inclusion_tag("desk/disappeared/on_account.html", takes_context=True)
def gone_on(context: RequestContext, account: Account) -> dict[str, Any]:
    """How many of the account's things went away and wait for an answer, its blocks, and the way to many."""
    user = staff(context["request"])
    remember(user)
    works = account.pk in reach_of(user).working
    shown = works and getattr(account, "has_blocks", True)
    blocks = Block.objects.filter(account=account, state__in=BLOCK_STANDS) if shown else Block.objects.none()
    return {
        "count": disappeared_queries.waiting_on(account, user) if works else 0, "account": account,
        "blocks": list(blocks.order_by("ends_on")), "works": works,
    }  # fmt: skip
