"""Filters of search and the item's page. `{% load finding %}`."""

from __future__ import annotations

from datetime import datetime

from django import template

from liggaren.capture.models import Item
from liggaren.desk.find import story
from liggaren.desk.templatetags.swedish import short_date
from liggaren.lib import clock, dates

register = template.Library()


@register.filter
def day(value: datetime) -> str:
    """`i dag`, `i går`, else `29 juni`: the day in a margin."""
    gap = (dates.swedish_day(clock.now()) - dates.swedish_day(value)).days
    return {0: "i dag", 1: "i går"}.get(gap) or short_date(value)


@register.filter
def kind(item: Item) -> str:
    """`Kommentar`."""
    return story.kind_word(item)
