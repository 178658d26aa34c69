"""Forms of the crisis mode. Nothing is chosen beforehand."""

from __future__ import annotations

from typing import Any

from django import forms

from liggaren.moderation.watch_times import EVERY, minutes
from liggaren.plans.reading import time_of_day
from liggaren.register.models import Account

WORDS = {15: "Var femtonde minut", 30: "Varje halvtimme", 60: "Varje timme", 120: "Varannan timme",
         240: "Var fjärde timme"}  # fmt: skip


class TimeField(forms.CharField):
    """A wall time as minutes after midnight."""

    def clean(self, value: Any) -> int:
        """`06.00` as 360. Raises ValidationError for what is no time."""
        found = minutes(time_of_day(super().clean(value) or ""))
        if found is None:
            raise forms.ValidationError("Skriv en tid, till exempel 06.00", "time")
        return found


class OrderForm(forms.Form):
    """What has happened, for which accounts, and how often somebody looks."""

    accounts = forms.MultipleChoiceField(
        label="Konton som ska vara i krisläge", widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(
        label="Vad har hänt", max_length=120, help_text="Kort, till exempel Vattenläcka i centrum."
    )
    reason = forms.CharField(label="Varför behövs krisläget", widget=forms.Textarea(attrs={"rows": 3}))
    every = forms.TypedChoiceField(
        label="Så ofta ska någon titta", coerce=int, widget=forms.RadioSelect,
        choices=[(number, WORDS[number]) for number in EVERY],
    )  # fmt: skip
    opens = TimeField(label="Från klockan", help_text="00.00 till 24.00 är dygnet runt.")
    closes = TimeField(label="Till klockan")

    def __init__(self, *args: Any, choose: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["accounts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(account.pk), account.name) for account in choose]

    def clean(self) -> dict[str, Any]:
        """The watch ends later than it begins."""
        given = super().clean() or {}
        if (
            given.get("opens") is not None
            and given.get("closes") is not None
            and given["opens"] >= given["closes"]
        ):
            self.add_error("closes", "Skriv en senare tid än den då bevakningen börjar")
        return given


class EndForm(forms.Form):
    """Why it can end."""

    reason = forms.CharField(label="Varför kan krisläget avslutas", widget=forms.Textarea(attrs={"rows": 3}))


class TextForm(forms.Form):
    """A ready answer."""

    title = forms.CharField(label="Rubrik", max_length=120, help_text="Det den handlar om. Visas inte utåt.")
    text = forms.CharField(label="Svaret", widget=forms.Textarea(attrs={"rows": 5}))
