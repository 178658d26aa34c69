"""My own choices."""

from __future__ import annotations

from django import forms

KEYS = (
    ("j k", "Nästa och förra i kön"), ("t", "Ta"), ("r", "Svara"), ("e", "Gör till ärende"),
    ("x", "Ta bort eller dölj"), ("h", "Hänvisa"), ("f", "Fråga en kollega"), ("u", "Klar utan åtgärd"),
    ("z", "Ångra"), ("/", "Sök"), ("?", "Visa alla tangenter"),
)  # fmt: skip


class KeysForm(forms.Form):
    """Which single keys are on; every one can be switched off (WCAG 2.1.4)."""

    on = forms.MultipleChoiceField(
        label="Tangenter som är på",
        help_text="De verkar aldrig när du skriver i ett fält.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, f"{key.upper() if key.isalpha() else key}: {what.lower()}") for key, what in KEYS],
    )
