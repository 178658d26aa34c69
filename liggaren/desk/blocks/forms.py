"""The block's own reason and its end."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from liggaren.moderation.errors import Problem


class BlockForm(forms.Form):
    """Why this sender, and until when. What is missing is told by `moderation.blocking`."""

    reason = forms.CharField(
        label="Varför blockeras just den här avsändaren?", required=False, max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    ends_on = forms.DateField(
        label="Sista dag", required=False,
        error_messages={"invalid": "Skriv dagen som åååå-mm-dd, till exempel 2027-01-31"},
    )  # fmt: skip

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field."""
        for problem in problems:
            if problem.field not in self.errors:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class LimitForm(BlockForm):
    """How many counted breaches a block demands on the account."""

    reason = None  # type: ignore[assignment]  # Django's own way to leave a field out
    ends_on = None  # type: ignore[assignment]
    number = forms.IntegerField(
        label="Så många krävs", required=False, help_text="Mellan 2 och 20.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Skriv antalet med siffror, till exempel 3"},
    )  # fmt: skip
