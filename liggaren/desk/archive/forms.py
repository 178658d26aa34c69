"""What the archivist answers."""

from __future__ import annotations

from django import forms

from liggaren.archive.models import Choice, Level, Parcel, Recall


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


class ChoiceForm(forms.Form):
    """How much of the account is printed, and in which PDF/A."""

    level = forms.ChoiceField(label="Hur mycket ska skrivas ut?", choices=Level.choices)
    flavour = forms.ChoiceField(label="Sorts PDF", choices=Choice.Flavour.choices)


class RecallForm(forms.Form):
    """Why a delivery is called back. Chosen, not written: the words go with the new delivery."""

    cause = forms.ChoiceField(
        label="Varför ska leveransen ersättas?",
        help_text="Skälet står i den nya leveransen. Det säger inget om innehållet.",
        choices=[one for one in Recall.Cause.choices if one[0] != Recall.Cause.DESTROYED],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj varför leveransen ska ersättas"},
    )


class DestroyedForm(forms.Form):
    """The archivist's word that the old delivery is destroyed."""

    destroyed = forms.BooleanField(
        label="Den gamla leveransen är förstörd, med alla kopior",
        help_text="Ditt namn står i liggaren. Mappen i leveransmappen tas bort samtidigt.",
        error_messages={"required": "Kryssa i rutan när leveransen är förstörd"},
    )


class DeliverBoardForm(forms.Form):
    """Which board's half-year, and how it is handed over."""

    board = forms.IntegerField(min_value=1)
    period = forms.RegexField(r"^\d{4}-[12]$")
    way = forms.ChoiceField(choices=Parcel.Way.choices)


class FetchedForm(forms.Form):
    """The checksum of the file as the archivist has it."""

    sha256 = forms.RegexField(
        r"^\s*[0-9a-fA-F]{64}\s*$",
        label="Filens kontrollsumma hos dig",
        help_text="64 tecken. På Windows: certutil -hashfile filen SHA256. På Mac: shasum -a 256 filen.",
        error_messages={
            "required": "Skriv kontrollsumman för filen som du har hämtat",
            "invalid": "Kontrollsumman är 64 tecken, 0–9 och a–f",
        },
    )


class WindowForm(forms.Form):
    """The run's window, in days after the half-year's end."""

    make_after = forms.IntegerField(label="Framställs efter (dagar)", min_value=0, max_value=60)
    answer_within = forms.IntegerField(label="Hos arkivet inom (dagar)", min_value=1, max_value=90)
