"""The follow page as anyone meets it: no sign-in, no cookie, no trace, and one answer to every guess."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liggaren.moderation import guessing, public
from liggaren.moderation.case_code import spell

GUESS = spell(bytes(range(16)))


def said(answer: Any) -> str:
    return str(answer.content.decode())


def a_case(**changed: Any) -> public.PublicCase:
    from datetime import UTC, date, datetime

    now = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    facts: dict[str, Any] = {
        "code": GUESS, "number": "2026-0417", "title": "Trasig gatlykta", "state": "in_progress",
        "steps": (public.PublicStep("Mottaget", "done"), public.PublicStep("Åtgärdas", "now")),
        "headline": "Lagas torsdag", "text": "Du behöver inte göra något.",
        "events": (public.PublicEvent(now, "Reparationen är bokad", "<b>Inte</b> markup"),),
        "unit": "Gatuenheten", "administration": "Teknik och service", "email": "gata@exempelkoping.example",
        "phone": "", "hours": "", "came_on": date(2026, 11, 20), "platform": "Torget",
        "next_on": date(2026, 11, 26), "is_late": False, "has_escalated": False, "updated_at": now,
        "is_closed": False,
    }  # fmt: skip
    return public.PublicCase(**{**facts, **changed})


@pytest.mark.django_db
@pytest.mark.clause("C5.4")
def test_the_page_says_status_unit_next_step_and_how_to_reach_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "follow", lambda code, visitor: public.Followed(a_case()))
    answer = Client().get(f"/folj/{GUESS}/")
    for word in ("2026-0417", "Trasig gatlykta", "Lagas torsdag", "Gatuenheten, Teknik och service",
                 "Besked senast 26 november 2026", "gata@exempelkoping.example", "noindex"):  # fmt: skip
        assert word in said(answer)
    assert "&lt;b&gt;Inte&lt;/b&gt;" in said(answer)
    for header, word in (("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"),
                         ("X-Robots-Tag", "noindex, nofollow")):  # fmt: skip
        assert answer.headers[header] == word
    assert not answer.cookies


@pytest.mark.django_db
def test_what_is_late_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "follow", lambda code, visitor: public.Followed(a_case(is_late=True)))
    assert "Beskedet är sent" in said(Client().get(f"/folj/{GUESS}/"))


@pytest.mark.django_db
def test_a_guess_and_nonsense_get_the_same_404_and_then_must_wait() -> None:
    client = Client()
    first, other = client.get(f"/folj/{GUESS}/"), client.get("/folj/inte-en-kod/")
    assert first.status_code == other.status_code == 404 and said(first) == said(other)
    assert first.content == client.get("/finns-inte-alls/").content
    for _ in range(guessing.FROM_ONE):
        last = client.get(f"/folj/{GUESS}/")
    assert last.status_code == 429 and last.headers["Retry-After"] == "600"
    assert client.post(f"/folj/{GUESS}/tillagg/", {"text": "Hej"}).status_code in {404, 429}


@pytest.mark.django_db
def test_a_code_is_written_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/folj/").status_code == 200
    answer = client.post("/folj/", {"kod": f" {GUESS.upper().replace('-', ' ')}"})
    assert answer.status_code == 302 and answer.headers["Location"] == f"/folj/{GUESS}/"
    for wrong in ("", "abc", "a" * 1_000_000):
        answer = client.post("/folj/", {"kod": wrong})
        assert answer.status_code == 422 and "Fel:" in said(answer)


@pytest.mark.django_db
def test_an_addition_that_is_not_kept_stays_in_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "follow", lambda code, visitor: public.Followed(a_case()))
    monkeypatch.setattr(public, "add", lambda code, text, visitor: public.Added(is_limited=True))
    answer = Client().post(f"/folj/{GUESS}/tillagg/", {"text": "Den är släckt igen"})
    assert answer.status_code == 429 and "Den är släckt igen" in said(answer)
    monkeypatch.setattr(public, "add", lambda code, text, visitor: public.Added(is_kept=True))
    kept = Client().post(f"/folj/{GUESS}/tillagg/", {"text": "Den är släckt igen"})
    assert kept.status_code == 302 and kept.headers["Location"].endswith("?tillagt=1")
