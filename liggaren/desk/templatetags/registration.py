"""Secrecy and registration on pages that show an item."""

from __future__ import annotations

from typing import Any

from django import template

from liggaren.capture.models import Item
from liggaren.desk.registration import on_item

register = template.Library()


@register.inclusion_tag("desk/registration/on_item.html", takes_context=True)
def registration_of(context: dict[str, Any], item: Item) -> dict[str, Any]:
    """`{% registration_of item %}`: the exemption's conditions, what is decided, and where to decide."""
    request = context["request"]
    return {"panel": on_item.panel(request.user, item), "item": item, "request": request}
