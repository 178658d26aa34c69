"""The form of the targets: for each category a time, and whether someone is alarmed."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from liggaren.desk.audit.words import minutes_in_words
from liggaren.moderation.targets import MOST, Target

UNITS = {
    "min": 1, "minut": 1, "minuter": 1, "h": 60, "tim": 60, "timme": 60, "timmar": 60, "dygn": 1440,
    "dag": 1440, "dagar": 1440,
}  # fmt: skip
WRITTEN = re.compile(r"(\d{1,5})\s*([a-zåäö]+)\.?\Z")
HINT = "Skriv till exempel 45 minuter, 4 timmar eller 2 dygn."


class TimeField(forms.CharField):
    """A length of time in words, read generously; minutes as a number inside."""

    def clean(self, value: Any) -> int:
        """Minutes. Raises ValidationError for what is no time, or none within 30 days."""
        found = WRITTEN.match(super().clean(value).strip().lower().replace("\u00a0", " "))
        minutes = int(found[1]) * UNITS.get(found[2], 0) if found else 0
        if not 1 <= minutes <= MOST:
            raise forms.ValidationError(HINT + " Högst 30 dygn.")
        return minutes


class TargetForm(forms.Form):
    """One category's target. The prefix is the category's key."""

    time = TimeField(max_length=30, label="Borta inom")
    alarm = forms.BooleanField(required=False, label="Larma när tiden har gått")

    def __init__(self, target: Target, data: Any = None) -> None:
        initial = {"time": minutes_in_words(target.minutes), "alarm": target.is_alarmed}
        super().__init__(data, initial=initial, prefix=target.category.key)
        self.target = target
        self.fields["time"].label = f"{target.category.name}: borta inom"
