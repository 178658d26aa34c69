"""The fields of what follows a decision. What is missing is told by the services, in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django import forms

from liggaren.lib import clock, dates
from liggaren.moderation.errors import Problem
from liggaren.moderation.models import Appeal, AuthorNotice
from liggaren.moderation.states import AppealState

DAYS = ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d/%m %Y", "%d.%m.%Y", "%d %m %Y"]
LONG = forms.Textarea({"rows": 3})


def day_field(label: str) -> forms.DateField:
    """A day typed `åååå-mm-dd`; other usual forms are understood."""
    return forms.DateField(
        label=label, required=False, input_formats=DAYS,
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
        help_text="Skriv åååå-mm-dd.", error_messages={"invalid": "Skriv dagen som åååå-mm-dd"},
    )  # fmt: skip


class After(forms.Form):
    """A form that shows the services' problems at its own fields."""

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field; one already told there is not told twice."""
        for problem in problems:
            name = problem.field if problem.field in self.fields else None
            if name is None or not self.has_error(name):
                self.add_error(name, problem.message)

    def words(self, name: str) -> str:
        """A text field as filled in, "" where it is not."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def day(self, name: str) -> date | None:
        """A day as filled in, None where it is not one."""
        self.is_valid()
        found: date | None = self.cleaned_data.get(name)
        return found


class ReverseForm(After):
    reverse_reason = forms.CharField(label="Varför ska det visas igen?", required=False, widget=LONG)


class AppealForm(After):
    channel = forms.ChoiceField(
        label="Hur kom det in?", choices=Appeal.Channel.choices, required=False, widget=forms.RadioSelect
    )
    received_on = day_field("Vilken dag kom det?")
    from_whom = forms.CharField(
        label="Från vem?",
        required=False,
        max_length=200,
        help_text="Som personen själv sade. Det behöver inte styrkas.",
    )
    text = forms.CharField(label="Vad sade personen?", required=False, widget=LONG)

    def received_at(self) -> datetime:
        """Now for today and where no day is given, else noon of the day."""
        day, now = self.day("received_on"), clock.now()
        if day is None or day == dates.swedish_day(now):
            return now
        return datetime.combine(day, time(12), now.tzinfo)


class AnswerForm(After):
    outcome = forms.ChoiceField(
        label="Vad blev det?", required=False, widget=forms.RadioSelect,
        choices=[(AppealState.UPHELD, "Beslutet står fast"), (AppealState.REVERSED, "Beslutet ändras")],
    )  # fmt: skip
    answer_reason = forms.CharField(label="Varför?", required=False, widget=LONG)
    correction = forms.CharField(label="Rättelse", required=False, widget=LONG)
    correction_place = forms.CharField(label="Var står rättelsen?", required=False, max_length=200)


class AuthorForm(After):
    how = forms.ChoiceField(
        label="Meddela avsändaren?",
        choices=AuthorNotice.How.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    author_text = forms.CharField(
        label="Text till avsändaren", required=False, widget=forms.Textarea({"rows": 4})
    )
    how_words = forms.CharField(
        label="Hur?",
        required=False,
        max_length=200,
        help_text="Till exempel per telefon. Bara om det görs på annat sätt.",
    )
    told_reason = forms.CharField(
        label="Skäl", required=False, max_length=500, help_text="Behövs om avsändaren inte meddelas."
    )


class PoliceForm(After):
    number = forms.CharField(label="Polisens nummer", required=False, max_length=80)
    reported_on = day_field("Dag för anmälan")


class PictureForm(After):
    picture = forms.FileField(
        label="Bild som visar att det är borta", required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text="PNG eller JPEG, högst 10 MB.",
    )  # fmt: skip
