"""The fields of registration. What is missing is told by the services, in words for people."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from liggaren.desk.removal.after_forms import LONG, After, day_field
from liggaren.moderation import registrations
from liggaren.moderation.models import RegistrationMode, RegistrationRequest
from liggaren.people.models import Unit, User

YES_NO = [("ja", "Ja"), ("nej", "Nej")]


class NumberForm(After):
    number = forms.CharField(label="Diarienummer", required=False, max_length=200)
    registered_on = day_field("Registrerad den")


class DescribeForm(After):
    """The two field sets; the protected one is there only for whoever has opened it."""

    PROTECTED = ("protected_summary", "protected_party")
    public_party = forms.CharField(
        label="Avsändare eller mottagare, offentligt", required=False, max_length=200,
        help_text="Lämna tomt om namnet inte ska visas.",
    )  # fmt: skip
    public_summary = forms.CharField(label="Vad handlingen rör, offentligt", required=False, max_length=300)
    protected_party = forms.CharField(label="Avsändare, skyddat", required=False, max_length=500)
    protected_summary = forms.CharField(label="Vad handlingen rör, skyddat", required=False, widget=LONG)
    class_code = forms.CharField(label="Klassificering", required=False, max_length=40)
    record_type = forms.CharField(label="Handlingstyp", required=False, max_length=60)
    responsible = forms.ModelChoiceField(
        label="Ansvarig handläggare", required=False, queryset=User.objects.none(),
        empty_label="Ingen vald", error_messages={"invalid_choice": "Välj någon som arbetar hos nämnden"},
    )  # fmt: skip
    related_case = forms.CharField(label="Hör till ärende", required=False, max_length=80)
    police_number = forms.CharField(label="Polisens nummer", required=False, max_length=80)

    def __init__(self, *args: Any, row: RegistrationRequest, opened: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField[User], self.fields["responsible"])
        found = registrations.may_be_responsible(row.board).order_by("first_name", "last_name", "pk")
        field.queryset = found
        if not opened:
            for name in self.PROTECTED:
                del self.fields[name]

    @property
    def protected(self) -> tuple[str, str] | None:
        """The protected party and summary, None where they were not open for writing."""
        if "protected_party" not in self.fields:
            return None
        return self.words("protected_party"), self.words("protected_summary")

    @property
    def person(self) -> User | None:
        """Who is chosen as responsible."""
        self.is_valid()
        found: User | None = self.cleaned_data.get("responsible")
        return found


class PatternForm(After):
    unit = forms.ModelChoiceField(
        label="Gäller för", required=False, queryset=Unit.objects.none(), empty_label="Välj",
        error_messages={"invalid_choice": "Välj en nämnd där du är registrator"},
    )  # fmt: skip
    pattern = forms.CharField(
        label="Så skrivs numret", required=False, max_length=200,
        help_text="ÅÅÅÅ är året och # löpnumret, till exempel KFN ÅÅÅÅ/#. Tomt: alla nummer tas emot.",
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField[Unit], self.fields["unit"])
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])


class AskForm(After):
    ask_reason = forms.ChoiceField(
        label="Varför ska den diarieföras?", required=False, widget=forms.RadioSelect,
        choices=[("case", "Den hör till ett ärende"), ("special", "Den är av särskilt intresse")],
    )  # fmt: skip
    ask_words = forms.CharField(
        label="Vad behöver registratorn veta?", required=False, widget=LONG,
        help_text="Läses bara av registratorn.",
    )  # fmt: skip


class WithdrawForm(After):
    withdraw_reason = forms.CharField(label="Varför ska den inte diarieföras?", required=False, widget=LONG)


class NumbersForm(After):
    file = forms.FileField(
        label="CSV-fil med nummer", required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        help_text="Kolumnerna id, diarienummer och registrerad. Högst 1 MB.",
    )  # fmt: skip


class SuspectForm(After):
    suspect_reason = forms.CharField(
        label="Varför? Får lämnas tomt.", required=False, widget=LONG,
        help_text="Läses bara av dem som får läsa texten.",
    )  # fmt: skip


class RestrictForm(After):
    provision = forms.CharField(
        label="Bestämmelse", required=False, max_length=200, help_text="Till exempel OSL 26 kap. 1 §."
    )
    secrecy_reason = forms.CharField(label="Varför ska texten begränsas?", required=False, widget=LONG)


class LiftForm(After):
    lift_reason = forms.CharField(
        label="Varför omfattas texten inte av sekretess?", required=False, widget=LONG
    )


class MinorForm(After):
    minor_reason = forms.CharField(
        label="Varför är den uppenbart av ringa betydelse?", required=False, widget=LONG
    )


class ReportForm(After):
    what = forms.CharField(
        label="Vad kom ut?", required=False, widget=LONG,
        help_text="Läses bara av dem som arbetar med incidenten.",
    )  # fmt: skip


class AssessForm(After):
    authority_told = forms.ChoiceField(
        label="Är incidenten anmäld till IMY?", choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    people_told = forms.ChoiceField(
        label="Har de berörda fått veta?", choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    assessment = forms.CharField(label="Hur har ni bedömt risken?", required=False, widget=LONG)

    def yes(self, name: str) -> bool | None:
        """The answer, None where none is given."""
        return {"ja": True, "nej": False}.get(self.words(name))


class CorrectForm(After):
    correction = forms.CharField(label="Rättelsen", required=False, widget=LONG)
    correction_place = forms.CharField(label="Var står rättelsen?", required=False, max_length=300)


class EndForm(After):
    ended_reason = forms.CharField(label="Varför var det inte en incident?", required=False, widget=LONG)


class ModeForm(After):
    mode = forms.ChoiceField(
        label="Hur diarieförs det som kommer in på kontot?", choices=RegistrationMode.Mode.choices,
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    mode_reason = forms.CharField(label="Varför, och enligt vilket beslut?", required=False, widget=LONG)
