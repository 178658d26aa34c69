"""Everyone's check of an evidence file: the answer first, then the steps, then what it does not prove.

The file is read in memory, checked and forgotten. No sign-in, no cookie needed beyond the form's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from liggaren.ledger import public as ledger
from liggaren.ledger.public import Verdict

LARGEST = 50 * 1024 * 1024
TOO_LARGE = "Filen är större än 50 MB. Kontrollera den på din egen dator, så som det står på den här sidan."


@dataclass(frozen=True)
class Shown:
    """A verdict in words: stamp, tone, title and one sentence."""

    stamp: str
    tone: str
    title: str
    text: str


WORDS = {
    "holds": Shown(
        "yes", "", "Beviset stämmer", "Innehållet är det som kommunen förseglade. Inget är ändrat sedan dess."
    ),
    "whole_not_confirmed": Shown(
        "unsure",
        "unsure",
        "Filen är hel, men liggaren är inte bekräftad",
        "Inget är ändrat i filen. Att den hör till kommunens liggare är inte prövat.",
    ),
    "fails": Shown("no", "no", "Beviset stämmer inte", "Lita inte på filen."),
    "unreadable": Shown(
        "no", "no", "Filen går inte att läsa som bevis", "Den är ändrad, avkortad eller av ett annat slag."
    ),
}


@csrf_exempt  # nothing is kept and nobody is signed in here: no cookie is asked of a stranger
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """`/kontrollera/`: the form, and the verdict when a file was sent."""
    context: dict[str, object] = {"place": "proof", "largest": "50 MB"}
    if request.method != "POST":
        return render(request, "public/proof.html", context)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + 10_000:
        return render(request, "public/proof.html", context | {"problem": TOO_LARGE}, status=413)
    sent = request.FILES.get("fil")
    problem = _problem(sent)
    if problem or sent is None:
        return render(request, "public/proof.html", context | {"problem": problem}, status=422)
    verdict = ledger.verify_file(sent.read())
    shown = WORDS[verdict.outcome]
    context |= {"verdict": verdict, "shown": shown, "name": sent.name, "steps": _steps(verdict)}
    return render(request, "public/proof.html", context)


def _problem(sent: UploadedFile[bytes] | None) -> str:
    """Why the file cannot be checked at all, saying what to do; empty when it can."""
    if sent is None:
        return "Välj en fil först. Den heter oftast evidence- och slutar på .zip."
    size = sent.size or 0
    if size > LARGEST:
        return TOO_LARGE
    if size == 0:
        return "Filen är tom. Hämta den på nytt, eller be den som gav dig den om en ny."
    return ""


def _steps(verdict: Verdict) -> list[dict[str, object]]:
    """The steps with their tag; after the first that fails the rest are shown as they came out."""
    tags = {
        True: ("check", "Stämmer", "own"),
        False: ("x", "Stämmer inte", "red"),
        None: ("pause", "Inte prövat", ""),
    }
    return [{"step": step, "tag": tags[step.ok]} for step in verdict.steps]


@require_GET
def key(request: HttpRequest) -> HttpResponse:
    """The log's public key as a file, in the form that `liggaren verify --key` reads."""
    response = HttpResponse(ledger.log_key() + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="log.pub"'
    return response


urlpatterns: list[URLPattern] = [
    path("kontrollera/", check, name="proof"),
    path("kontrollera/log.pub", key, name="log-key"),
]
