"""The fields of a case's steps. What is missing is told by `moderation`, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from liggaren.desk.removal.after_forms import After, day_field
from liggaren.moderation.case_opening import READY, Wish
from liggaren.moderation.case_states import CaseState
from liggaren.moderation.case_vocabulary import Proposal
from liggaren.moderation.case_work import Word
from liggaren.people.models import Unit


def unit_choices(units: Iterable[Unit], proposals: Iterable[Proposal] = ()) -> list[Any]:
    """Nothing first, then what the vocabulary proposes, then all."""
    listed = [(str(unit.pk), unit.name) for unit in units]
    first = [(str(one.unit.pk), f"{one.unit.name} ({', '.join(one.words)})") for one in proposals]
    rest = [pair for pair in listed if pair[0] not in dict(first)]
    return [
        ("", "Välj enhet"),
        *([("Förslag ur ordlistan", first), ("Alla enheter", rest)] if first else listed),
    ]


def unit_field(label: str, help_text: str = "") -> forms.ChoiceField:
    """A choice of unit; its choices are given when the form is made. Nothing is chosen."""
    return forms.ChoiceField(label=label, required=False, help_text=help_text)


class WithUnits(After):
    """A form with a choice of unit in the field named by `unit_name`."""

    unit_name = "unit"

    def __init__(
        self, *args: Any, units: Sequence[Unit] = (), proposals: Sequence[Proposal] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._units = {str(unit.pk): unit for unit in units}
        field = self.fields[self.unit_name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = unit_choices(units, proposals)

    @property
    def chosen(self) -> Unit | None:
        """The chosen unit; None for none, or for one that is not offered."""
        return self._units.get(self.words(self.unit_name))


class OpenForm(WithUnits):
    """Everything a new case needs."""

    unit = unit_field("Vem ska ha ärendet?")
    title = forms.CharField(
        label="Vad gäller det?", required=False,
        help_text="Blir offentligt. Skriv saken och platsen, inget om någon.",
    )  # fmt: skip
    note = forms.CharField(
        label="Det här behöver enheten veta", required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Visas bara för oss som arbetar här.",
    )  # fmt: skip
    how = forms.ChoiceField(
        label="Svar i tråden", required=False, widget=forms.RadioSelect,
        choices=[("ja", "Berätta numret och hur ärendet följs"), ("nej", "Svara inte i tråden")],
        help_text="Svaret syns för alla. Härifrån går det inte att svara privat.",
    )  # fmt: skip
    reply = forms.CharField(
        label="Svaret", required=False, widget=forms.Textarea({"rows": 6}), initial=READY,
        help_text="{nummer}, {enhet} och {länk} byts mot det rätta när ärendet görs.",
    )  # fmt: skip
    why_silent = forms.CharField(label="Om du inte svarar: varför?", required=False)

    @property
    def wish(self) -> Wish:
        """What the person asks for."""
        speaks = self.words("how") == "ja"
        return Wish(
            self.chosen, self.words("title"), self.words("note"), self.words("reply") if speaks else "",
            self.words("why_silent") if not speaks else "",
        )  # fmt: skip

    def faults(self) -> list[tuple[str, str]]:
        """What only the form knows: whether a choice about the thread was made, and a reply written."""
        if not self.words("how"):
            return [("how", "Välj om den som skrev ska få svar i tråden")]
        if self.words("how") == "ja" and not self.words("reply").strip():
            return [("reply", "Skriv svaret, eller välj att inte svara i tråden")]
        return []


class SendOnForm(WithUnits):
    """To whom, and why."""

    unit = unit_field("Vem ska ha ärendet i stället?")
    reason = forms.CharField(label="Varför?", required=False, widget=forms.Textarea({"rows": 2}),
                             help_text="Visas bara för oss som arbetar här.")  # fmt: skip


class DecideForm(SendOnForm):
    """The information function's word."""

    unit = unit_field("Vem ska ha ärendet?")


class WordForm(After):
    """What is told: how it goes, in public words."""

    state = forms.ChoiceField(
        label="Hur går det?", required=False, widget=forms.RadioSelect,
        choices=[
            (CaseState.IN_PROGRESS.value, "Det åtgärdas"),
            (CaseState.WAITING.value, "Vi behöver veta mer av den som skrev"),
            (CaseState.CLOSED.value, "Det är klart: avsluta med ett svar"),
        ],
    )  # fmt: skip
    headline = forms.CharField(
        label="Läget i korthet", required=False, help_text="Blir offentligt, till exempel Lagas på torsdag."
    )
    text = forms.CharField(
        label="Mer om det", required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Blir offentligt. Inget om någon.",
    )  # fmt: skip
    next_on = day_field("När kommer nästa besked?")
    in_thread = forms.BooleanField(label="Skriv det i tråden också", required=False)

    @property
    def word(self) -> Word:
        """What the person tells."""
        return Word(
            self.words("state"), self.words("headline"), self.words("text"), self.day("next_on"),
            bool(self.cleaned_data.get("in_thread")),
        )  # fmt: skip


class ReopenForm(After):
    """Why a closed case is opened again."""

    reopen_text = forms.CharField(
        label="Varför öppnas det igen?", required=False, widget=forms.Textarea({"rows": 2}),
        help_text="Blir offentligt.",
    )  # fmt: skip


class AddWordForm(WithUnits):
    """One word of the vocabulary."""

    word = forms.CharField(label="Ord", required=False, help_text="Till exempel gatlykta. Böjningar hittas.")
    unit = unit_field("Pekar på")


class ContactForm(WithUnits):
    """A unit's public ways in."""

    unit_name = "contact_unit"
    contact_unit = unit_field("Enhet")
    email = forms.CharField(label="E-postadress", required=False)
    phone = forms.CharField(label="Telefon", required=False)
    hours = forms.CharField(label="Tider", required=False, help_text="Till exempel vardagar 8–16.")
