"""Forms and lists shown in the gallery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest


class Sample(forms.Form):
    """One field of each kind, two of them wrong."""

    template_name = "desk/parts/field.html"
    unit = forms.CharField(label="Verksamhet", initial="Badhuset Vågen")
    address = forms.URLField(
        label="Webbadress",
        help_text="Adressen som allmänheten ska använda.",
        required=False,
        assume_scheme="https",
    )
    hours = forms.IntegerField(
        label="Timmar per vecka",
        help_text="Skriv med siffror.",
        error_messages={"invalid": "Skriv antalet timmar med siffror, till exempel 4"},
    )
    number = forms.CharField(
        label="Diarienummer",
        help_text="Sätts av registratorn.",
        widget=forms.TextInput(attrs={"readonly": True}),
    )
    platform = forms.ChoiceField(label="Socialt medium", choices=[("b", "Bluesky"), ("m", "Mastodon")])
    reason = forms.CharField(
        label="Motivering",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv en motivering i en eller två meningar"},
    )
    basis = forms.ChoiceField(
        label="Stöd för beslutet",
        help_text="Lag och egna regler hålls isär.",
        widget=forms.RadioSelect,
        choices=[("law", "Vi är skyldiga enligt lag"), ("data", "Dataskydd"), ("rule", "Våra egna regler")],
    )
    more = forms.MultipleChoiceField(
        label="Mer som ska göras",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("tell", "Meddela avsändaren"), ("police", "Polisanmäl")],
    )
    sure = forms.BooleanField(
        label="Jag har läst riktlinjen", help_text="Version 7, antagen den 24 juni.", required=False
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything the gallery shows that is not plain markup."""
    wrong = Sample(
        {
            "unit": "Badhuset Vågen", "hours": "många", "number": "KS 2026:0417",
            "platform": "b", "basis": "data", "more": ["tell"],
        }
    )  # fmt: skip
    wrong.is_valid()
    return {
        "form": wrong,
        "page": Paginator(range(480), 50).get_page(request.GET.get("sida", "2")),
        "steps": [
            {"title": "Säkra", "state": "done"}, {"title": "Grund", "state": "now"},
            {"title": "Åtgärd", "state": ""}, {"title": "Bekräfta", "state": ""},
            {"title": "Utfall", "state": ""},
        ],
        "ended": [
            {"title": "Säkra", "state": "done"}, {"title": "Grund", "state": "done"},
            {"title": "Åtgärd", "state": "done"}, {"title": "Bekräfta", "state": "done"},
            {"title": "Utfall", "state": "unsure"},
        ],
    }  # fmt: skip
