"""The public check: the answer first, the steps, what it does not prove; and every kind of bad file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liggaren.ledger import evidence_format, queries, services
from liggaren.public import proof_views

pytestmark = pytest.mark.django_db


@pytest.fixture
def evidence() -> bytes:
    entry = services.append(kind="plan.sent", actor="user:1", obj="plan:1")
    services.sequence()
    record = queries.record(entry)
    member = evidence_format.Member(record.canonical(), record.salt, queries.proof(entry))
    return evidence_format.pack([member], note="item")


def send(data: bytes, name: str = "evidence-1.zip") -> Any:
    return Client(enforce_csrf_checks=True).post("/kontrollera/", {"fil": SimpleUploadedFile(name, data)})


def test_the_page_needs_no_sign_in_and_sets_no_cookie() -> None:
    answer = Client().get("/kontrollera/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Det här säger beviset inte" in answer.content.decode()


def test_a_whole_file_holds_and_says_what_it_does_not_prove(evidence: bytes) -> None:
    answer = send(evidence)
    page = answer.content.decode()
    assert '<h2 id="utslag">Beviset stämmer</h2>' in page
    assert "<title>Beviset stämmer" in page
    assert page.count("Stämmer</span>") == 5
    assert "Att filen innehåller allt" in page
    assert not answer.cookies


def test_a_changed_file_does_not_hold(evidence: bytes) -> None:
    page = send(evidence.replace(b"plan:1", b"plan:2")).content.decode()
    assert "Beviset stämmer inte" in page or "går inte att läsa som bevis" in page
    assert "Beviset stämmer</h2>" not in page


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "Filen är tom"),
        (b"hej", "går inte att läsa som bevis"),
        (b"PK\x03\x04" + b"\0" * 99, "går inte att läsa"),
    ],
)
def test_what_is_no_evidence_file_is_told_plainly(data: bytes, word: str) -> None:
    assert word in send(data).content.decode()


def test_a_file_of_another_log_does_not_hold(evidence: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from liggaren.ledger import notes

    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    monkeypatch.setattr(queries, "public_key", lambda: str(notes.VerifierKey("annan.example", public)))
    assert "Beviset stämmer inte" in send(evidence).content.decode()


def test_no_file_and_a_too_large_one_are_errors_that_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Client().post("/kontrollera/")
    assert answer.status_code == 422
    assert "Välj en fil först" in answer.content.decode()
    monkeypatch.setattr(proof_views, "LARGEST", 10)
    assert send(b"x" * 20).status_code == 422
    assert send(b"x" * 20_000).status_code == 413


def test_a_strange_file_name_is_shown_as_text(evidence: bytes) -> None:
    assert "<script>" not in send(evidence, "<script>.zip").content.decode()


def test_the_key_is_a_file_that_the_verifier_reads() -> None:
    answer = Client().get("/kontrollera/log.pub")
    assert answer.content.decode().strip() == queries.public_key()
