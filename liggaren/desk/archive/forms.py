"""What the archivist answers."""

from __future__ import annotations

from django import forms


class RejectForm(forms.Form):
    """Why a delivery is refused; whoever made it reads the words."""

    reason = forms.CharField(
        label="Varför avvisas leveransen?",
        help_text="Den som gjorde ögonblicksbilden ser det du skriver.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Skriv vad som ska rättas, till exempel fel arkivbildare"},
    )


class AcceptForm(forms.Form):
    """The archivist takes what no validator has looked at, by name."""

    accept = forms.BooleanField(
        label="Jag godtar filen fast den inte är prövad",
        help_text="Ditt namn står i liggaren och i leveransen.",
        error_messages={"required": "Kryssa i rutan om du godtar filen oprövad"},
    )
