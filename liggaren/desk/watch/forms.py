"""Forms of the watch: the alarms' times, and being away."""

from __future__ import annotations

from datetime import date

from django import forms

from liggaren.lib import clock
from liggaren.lib.dates import swedish_day
from liggaren.plans import reading


class AlarmForm(forms.Form):
    """Minutes from a missed watch until each is told."""

    administrators_after = forms.IntegerField(
        label="Administratörerna får veta efter (minuter)", min_value=0, max_value=1440,
        help_text="0 betyder genast.",
    )  # fmt: skip
    deputy_after = forms.IntegerField(
        label="Ersättaren får veta efter (minuter)", min_value=1, max_value=1440,
        help_text="Räknat från att bevakningen missades. Saknas ersättare får verksamhetens chef veta.",
    )  # fmt: skip
    information_after = forms.IntegerField(
        label="Informationsfunktionen får veta efter (minuter)", min_value=2, max_value=1440
    )


def typed_day(text: str) -> date | None:
    """A day as people write it, this year or the next."""
    return reading.day(text, today=swedish_day(clock.now()))
