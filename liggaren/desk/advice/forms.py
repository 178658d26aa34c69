"""Forms of advice."""

from __future__ import annotations

from django import forms


class AskForm(forms.Form):
    """A question, and the screen that it came from."""

    text = forms.CharField(
        label="Din fråga", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Skriv inga namn och inga personnummer. Säg vad du vill göra och vad du undrar.",
    )  # fmt: skip
    screen = forms.CharField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer to the one who asked."""

    answer = forms.CharField(label="Svaret", widget=forms.Textarea(attrs={"rows": 6}))


class PublishForm(forms.Form):
    """The answer made general."""

    title = forms.CharField(label="Rubrik", max_length=150, help_text="Så som någon skulle söka efter det.")
    text = forms.CharField(
        label="Rådet", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Alla som arbetar här kan läsa det. Inga namn.",
    )  # fmt: skip
