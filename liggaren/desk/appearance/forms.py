"""What a person answers about an appearance: a picture with two promises, or a decision with its days."""

from __future__ import annotations

from django import forms

from liggaren.register import media


class UploadForm(forms.Form):
    """The picture, and that it shows the account as anyone could see it."""

    picture = forms.FileField(
        label="Bilden",
        help_text="PNG eller JPEG, högst 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"required": "Välj en bild", "empty": "Filen är tom. Välj en bild"},
    )
    open_page = forms.BooleanField(
        label="Bilden visar kontots sida, inte en inloggningssida",
        error_messages={"required": "Kryssa i att bilden visar kontots sida"},
    )
    nothing_closed = forms.BooleanField(
        label="Bilden visar inga meddelanden och inget som har tagits bort, förstörts eller begränsats",
        error_messages={"required": "Kryssa i att bilden inte visar något stängt"},
    )


class AcceptanceForm(forms.Form):
    """The archivist's standing acceptance for one platform."""

    platform = forms.ChoiceField(label="Plattform", error_messages={"required": "Välj plattform"})
    decision_number = forms.CharField(
        label="Beslutets nummer",
        help_text="Står på första sidan i varje ögonblicksbild.",
        max_length=60,
        error_messages={"required": "Skriv beslutets nummer"},
    )
    decided_on = forms.DateField(
        label="Beslutat den",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Välj dagen för beslutet", "invalid": "Skriv dagen som 2026-11-24"},
    )
    ends_on = forms.DateField(
        label="Gäller till och med",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Välj sista dagen", "invalid": "Skriv dagen som 2027-11-24"},
    )

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        choices = sorted((one.name, one.key) for one in media.every().values())
        self.fields["platform"].choices = [(key, name) for name, key in choices]  # type: ignore[attr-defined]
