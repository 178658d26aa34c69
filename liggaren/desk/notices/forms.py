"""The form for when and how a person is told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from liggaren.notices import ways
from liggaren.notices.models import Preferences
from liggaren.plans.reading import time_of_day


class ClockField(forms.CharField):
    """A time of day as people write it; empty is none."""

    def clean(self, value: Any) -> time | None:
        """`07.30` as a time. Raises ValidationError for what is no time."""
        text = super().clean(value)
        if not text:
            return None
        found = time_of_day(text)
        if found is None or found == "24.00":
            raise forms.ValidationError("Skriv en tid, till exempel 07.30", "time")
        return time(int(found[:2]), int(found[3:]))


class NoticesForm(forms.Form):
    """Digest, quiet hours, and another way for what is urgent."""

    digest_at = ClockField(
        label="Samla det som inte brådskar i ett mejl klockan", required=False,
        help_text="Lämna tomt om du vill ha varje besked för sig, genast.",
    )  # fmt: skip
    quiet_from = ClockField(label="Tyst från", required=False, help_text="Till exempel 18.00.")
    quiet_to = ClockField(label="Tyst till", required=False, help_text="Till exempel 07.30.")
    urgent_breaks = forms.BooleanField(
        label="Skicka ändå det som brådskar", required=False,
        help_text="Till exempel när en bevakning har missats.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ways.names():
            choices = [("", "Bara mejl"), *((name, name) for name in ways.names())]
            self.fields["way"] = forms.ChoiceField(
                label="Det som brådskar går också till", choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Quiet hours begin and end."""
        given = super().clean() or {}
        starts, ends = given.get("quiet_from"), given.get("quiet_to")
        for name, missing, other in (("quiet_from", starts, ends), ("quiet_to", ends, starts)):
            if missing is None and other is not None and name not in self.errors:
                self.add_error(name, "Skriv både när det blir tyst och när det slutar")
        if starts is not None and starts == ends:
            self.add_error("quiet_to", "Skriv en annan tid än den då det blir tyst")
        return given


def shown(row: Preferences | None) -> dict[str, Any]:
    """What the form shows at first: the person's choice, else what holds without one."""
    if row is None:
        return {"urgent_breaks": True}
    times = {name: getattr(row, name) for name in ("digest_at", "quiet_from", "quiet_to")}
    written = {name: f"{value:%H.%M}" for name, value in times.items() if value is not None}
    return {**written, "urgent_breaks": row.urgent_breaks, "way": row.way}
