"""The decision's fields. Nothing is chosen beforehand; what is missing is told by `moderation.judging`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from liggaren.lib import clock, dates
from liggaren.moderation.errors import Problem
from liggaren.moderation.judging import Choice, Decision
from liggaren.moderation.models import Category, Provision, Removal
from liggaren.moderation.ready_words import SECRECY, Reason, all_ready

BASIS_HINTS = {
    Removal.Basis.DUTY_BY_LAW: "När det uppenbart är brottsligt, till exempel hets eller olaga hot.",
    Removal.Basis.DATA_PROTECTION: "Någons personuppgifter syns utan skäl.",
    Removal.Basis.SECRECY: "Uppgifter som omfattas av sekretess.",
    Removal.Basis.HOUSE_RULE: "De som står på kontots informationssida.",
}
YES_NO = {"ja": True, "nej": False}


class ProvisionField(forms.ModelChoiceField[Provision]):
    """Provisions in force, each with how sure we are of it."""

    def label_from_instance(self, obj: Provision) -> str:
        """`olaga hot, 4 kap. 5 § brottsbalken`, marked where nobody has read it in its source."""
        sure = obj.certainty == Provision.Certainty.VERIFIED
        return f"{obj}" if sure else f"{obj} ({obj.get_certainty_display().lower()})"


class DecisionForm(forms.Form):
    """Reads what a person has filled in; `decision()` gives it to the rules."""

    category = forms.ModelChoiceField(Category.objects.all(), required=False, empty_label=None)
    category_words = forms.CharField(label="Vad gäller det?", max_length=200, required=False)
    basis = forms.CharField(required=False)
    provision = ProvisionField(
        Provision.objects.none(), label="Bestämmelse", required=False, empty_label="Välj"
    )
    obvious = forms.CharField(required=False)
    reason = forms.CharField(
        label="Motivering", required=False, max_length=4_000, widget=forms.Textarea({"rows": 2})
    )
    way = forms.CharField(required=False)
    distance = forms.CharField(
        label="Att kommunen inte står bakom det", required=False, widget=forms.Textarea({"rows": 2})
    )
    rule = forms.CharField(
        label="Att sådana inlägg inte är tillåtna", required=False, widget=forms.Textarea({"rows": 2})
    )
    police = forms.BooleanField(label="Polisanmält eller ska polisanmälas", required=False)
    emergency_reason = forms.CharField(
        label="Varför kan det inte vänta på beviset?", required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        today = dates.swedish_day(clock.now())
        in_force = (Q(valid_from=None) | Q(valid_from__lte=today)) & (
            Q(valid_to=None) | Q(valid_to__gt=today)
        )
        field = self.fields["provision"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Provision.objects.filter(in_force, is_duty=True)

    def decision(self) -> Decision:
        """What is filled in, whole or not."""
        self.is_valid()
        found = self.cleaned_data
        return Decision(
            category=found.get("category"), category_words=found.get("category_words") or "",
            basis=found.get("basis") or "", provision=found.get("provision"),
            obvious=YES_NO.get(found.get("obvious") or ""), reason=found.get("reason") or "",
            way=found.get("way") or "", distance=found.get("distance") or "", rule=found.get("rule") or "",
            police=bool(found.get("police")), emergency_reason=found.get("emergency_reason") or "",
        )  # fmt: skip

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field, for the summary and beside it."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


@dataclass(frozen=True)
class Ground:
    """One category as the page shows it, with its ready reasons."""

    pk: int
    name: str
    needs_words: bool
    reasons: tuple[Reason, ...]


def grounds() -> list[Ground]:
    """Every category in order. Two queries."""
    rows = list(Category.objects.all())
    words = all_ready(rows)
    return [
        Ground(
            row.pk, row.name, row.needs_words,
            (*words[row.pk].reasons, *((SECRECY,) if row.needs_words else ())),
        )
        for row in rows
    ]  # fmt: skip


def tapped(sent: QueryDict) -> QueryDict:
    """What was sent; a ready reason tapped without script is put in, and what its label names ticked."""
    said = sent.get("fras", "")
    found = [(row, reason) for row in grounds() for reason in row.reasons if said and reason.sentence == said]
    if not found:
        return sent
    filled, (ground, reason) = sent.copy(), found[0]
    filled["category"], filled["reason"] = str(ground.pk), said
    if reason.basis:
        filled["basis"], filled["category_words"] = reason.basis, reason.words
    return filled


def filled_in(sent: Mapping[str, Any]) -> dict[str, str]:
    """The decision's own fields of what was sent, as a draft keeps them."""
    return {name: str(sent.get(name) or "") for name in DecisionForm.base_fields}


def is_begun(draft: Mapping[str, str]) -> bool:
    """Whether a draft holds any choice; the proposed words of a counter-reply are none."""
    return any(draft.get(name) for name in draft if name not in ("distance", "rule"))


def basis_options(chosen: str) -> list[tuple[str, str, str, bool]]:
    """Value, label, hint and whether it is chosen, in the page's order."""
    return [(str(basis), basis.label, BASIS_HINTS[basis], basis == chosen) for basis in Removal.Basis]


def way_options(ways: Iterable[Choice], chosen: str) -> list[tuple[Choice, str, bool]]:
    """Each way with its label and whether it is chosen."""
    return [(choice, choice.way.label, choice.way == chosen) for choice in ways]
