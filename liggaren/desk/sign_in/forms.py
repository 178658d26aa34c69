"""My own choices."""

from __future__ import annotations

from django import forms

KEYS = (
    ("j k", "Nästa och förra i kön"), ("t", "Ta"), ("r", "Svara"), ("e", "Gör till ärende"),
    ("x", "Ta bort eller dölj"), ("h", "Hänvisa"), ("f", "Fråga en kollega"), ("u", "Klar utan åtgärd"),
    ("z", "Ångra"), ("/", "Sök"), ("?", "Visa alla tangenter"),
)  # fmt: skip


class KeysForm(forms.Form):
    """Which single keys are off; every one can be (WCAG 2.1.4)."""

    off = forms.MultipleChoiceField(
        label="Tangenter att stänga av",
        help_text="De verkar aldrig när du skriver i ett fält.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=KEYS,
    )
