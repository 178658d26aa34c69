"""The gallery: what the screens are put together from, for those who build and those who test."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liggaren.desk.gallery.samples import samples
from liggaren.lib import state_words
from liggaren.register import media

TITLES = {
    "plan": "Plan", "account": "Konto", "suspicion": "Misstanke", "registration": "Diarieföring",
    "item": "Inlägg", "handling": "I kön", "removal": "Borttagning", "case": "Ärende",
    "appeal": "Omprövning", "snapshot": "Ögonblicksbild", "proof": "Bevis", "duty": "Uppgift",
}  # fmt: skip


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Open to anyone: it holds nothing but examples."""
    states = [(TITLES.get(thing, thing), thing, list(words)) for thing, words in state_words.WORDS.items()]
    return render(
        request,
        "desk/gallery/gallery.html",
        {"states": states, "media": media.every(), **samples(request)},
    )
