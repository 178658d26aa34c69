"""The fields of a referral, of a party, and of someone elected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from liggaren.desk.removal.after_forms import After
from liggaren.moderation.models import Party
from liggaren.moderation.referral_answering import READY


class ReferForm(After):
    """Which parties, and in which words. Nothing is chosen."""

    parties = forms.MultipleChoiceField(
        label="Vilka partier?", required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label="Svaret", required=False, widget=forms.Textarea({"rows": 6}), initial=READY,
        help_text="{länkar} byts mot de valda partiernas egna kanaler.",
    )  # fmt: skip

    def __init__(self, *args: Any, parties: Sequence[Party] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._parties = {str(party.pk): party for party in parties}
        field = self.fields["parties"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, party.name) for key, party in self._parties.items()]

    @property
    def chosen(self) -> list[Party]:
        """The chosen parties, in the list's order."""
        self.is_valid()
        wanted = set(self.cleaned_data.get("parties") or ())
        return [party for key, party in self._parties.items() if key in wanted]


class PartyForm(After):
    """A party and its channels."""

    name = forms.CharField(label="Partiets namn", required=False)
    channels = forms.CharField(
        label="Egna kanaler", required=False, widget=forms.Textarea({"rows": 3}),
        help_text="En på varje rad: namn och adress, till exempel Webbplats https://parti.example",
    )  # fmt: skip


class ElectedForm(After):
    """Someone elected, as their profile says it."""

    elected_name = forms.CharField(label="Namn på profilen", required=False)
    handle = forms.CharField(
        label="Användarnamn", required=False, help_text="Frivilligt. Finns det räknas bara det."
    )
    party = forms.ChoiceField(label="Parti", required=False)

    def __init__(self, *args: Any, parties: Iterable[Party] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._parties = {str(party.pk): party for party in parties}
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Inget"), *((key, party.name) for key, party in self._parties.items())]

    @property
    def chosen(self) -> Party | None:
        """The chosen party."""
        return self._parties.get(self.words("party"))
