"""Forms about accounts. What they read is generous; what they refuse, they explain."""

from __future__ import annotations

from typing import Any

from django import forms

from liggaren.people.models import Unit, User
from liggaren.register import addresses, media
from liggaren.register.models import Account
from liggaren.register.rules import looks_personal

OFF = {"autocomplete": "off"}


def read_address(text: str) -> str:
    """The tidied address, or "" for none. Raises ValidationError."""
    try:
        return addresses.tidy(text) if text.strip() else ""
    except addresses.BadAddress as bad:
        raise forms.ValidationError(bad.message) from bad


class AccountForm(forms.Form):
    """The account's plain facts."""

    name = forms.CharField(label="Kontots namn", max_length=200, help_text="Så som det visas på plattformen.")
    address = forms.CharField(
        label="Webbadress",
        max_length=500,
        required=False,
        help_text="Den riktiga adressen, när kontot är skapat.",
    )
    email = forms.CharField(
        label="E-postadress för kontot", max_length=254, required=False,
        help_text="En egen adress som alla administratörer når. Aldrig någons personliga.",
    )  # fmt: skip
    purpose = forms.CharField(
        label="Syfte", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Visas i den öppna förteckningen.",
    )  # fmt: skip

    def __init__(self, *args: Any, domains: list[str], account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domains, self.account = domains, account

    def clean_address(self) -> str:
        return read_address(self.cleaned_data["address"])

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        known = User.objects.filter(email__iexact=email).values_list("email", flat=True) if email else []
        words = [self.account.name, self.account.unit.name] if self.account else []
        if email and looks_personal(email, domains=self.domains, known=list(known), own_words=words):
            raise forms.ValidationError(
                "Det ser ut som en persons egen adress. Ange en funktionsadress som alla administratörer når."
            )
        return email


class AdoptForm(AccountForm):
    """An account that exists already."""

    platform = forms.ChoiceField(label="Socialt medium")
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Verksamhet", empty_label="Välj",
        help_text="Enheten eller avdelningen som kontot hör till.",
    )  # fmt: skip
    is_internal = forms.BooleanField(
        label="Internt konto", required=False, help_text="Visas inte i den öppna förteckningen."
    )
    field_order = ("platform", "name", "address", "unit", "email", "purpose", "is_internal")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["platform"].choices = [  # type: ignore[attr-defined]
            ("", "Välj"), *((medium.key, medium.name) for medium in media.every().values())
        ]  # fmt: skip
        self.fields["address"].required = True


class AdministratorForm(forms.Form):
    """A person for the roster, found by address."""

    email = forms.CharField(label="E-postadress till administratören", max_length=254)
    work_profile = forms.CharField(
        label="Arbetsprofil på plattformen", max_length=200, required=False,
        help_text="Den profil som används i arbetet, aldrig den privata.",
    )  # fmt: skip

    user: User

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                "Ingen med den adressen finns här. Be informationsfunktionen lägga till personen."
            )
        self.user = found
        return email


class ConnectForm(forms.Form):
    """How the platform is reached. The token is never shown again."""

    origin = forms.CharField(
        label="Plattformens adress",
        max_length=300,
        help_text="Till exempel https://blogg.exempelkoping.example",
    )
    native_id = forms.CharField(
        label="Kontots beteckning på plattformen", max_length=300, required=False,
        help_text="Namnet eller numret som plattformen själv använder. Lämna tomt för en blogg.",
    )  # fmt: skip
    token = forms.CharField(
        label="Nyckel", max_length=4000, required=False, widget=forms.PasswordInput(attrs=OFF),
        help_text="Skapas på plattformen. Den läggs i förvar och visas aldrig igen.",
    )  # fmt: skip

    profile = forms.ChoiceField(
        label="Det här får vi göra på plattformen", widget=forms.RadioSelect,
        error_messages={"required": "Välj vad vi får göra på plattformen"},
    )  # fmt: skip

    def __init__(self, *args: Any, platform: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if profiles := media.PROFILES.get(platform):
            self.fields["profile"].choices = profiles  # type: ignore[attr-defined]
        else:
            del self.fields["profile"]

    def clean_origin(self) -> str:
        origin = str(self.cleaned_data["origin"]).strip().rstrip("/")
        origin = origin if "://" in origin else f"https://{origin}"
        read_address(origin)
        return origin
