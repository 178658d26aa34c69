"""The question to a colleague, and the colleague's answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from liggaren.desk.removal.after_forms import After
from liggaren.moderation.colleague_asking import LONGEST_ANSWER, LONGEST_QUESTION
from liggaren.people.models import User


class AskForm(After):
    """Whom, and what."""

    who = forms.ChoiceField(label="Välj någon i kommunen", required=False)
    email = forms.CharField(
        label="Eller skriv en adress hos kommunen", required=False,
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "off"}),
    )  # fmt: skip
    question = forms.CharField(
        label="Vad vill du veta?", required=False,
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST_QUESTION}),
        help_text="Står bara på sidan bakom länken, aldrig i mejlet.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[User] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        named = [(one.email, f"{one.name}, {one.title}" if one.title else one.name) for one in people]
        field.choices = [("", "Ingen i listan"), *named]

    @property
    def address(self) -> str:
        """The address that was written, else that of the one chosen."""
        return self.words("email").strip() or self.words("who")


class AnswerForm(After):
    """What the colleague answers."""

    text = forms.CharField(
        label="Ditt svar", required=False, widget=forms.Textarea({"rows": 8, "maxlength": LONGEST_ANSWER}),
        help_text="Blir ett utkast hos den som frågade, som läser det innan något skickas.",
    )  # fmt: skip
