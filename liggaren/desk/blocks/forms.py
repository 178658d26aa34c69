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
