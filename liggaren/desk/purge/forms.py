"""The order's fields. The material itself is never written or uploaded here."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from liggaren.moderation.errors import Problem


class OrderForm(forms.Form):
    """What it is, why it must not be held, the police's number."""

    description = forms.CharField(
        label="Vad är det? Beskriv utan att återge det", required=False, max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    reason = forms.CharField(
        label="Varför får det inte finnas kvar?", required=False, max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    police_number = forms.CharField(label="Polisens nummer på ärendet", required=False, max_length=60)
    removes = forms.BooleanField(label="Ta bort det från plattformen också", required=False)

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class PoliceForm(forms.Form):
    """The police's number, when it comes."""

    police_number = forms.CharField(label="Polisens nummer på ärendet", max_length=60)
