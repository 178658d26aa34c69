"""The registrar's page of one request: what is protected, who is responsible, numbers, mails, the draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.desk.tests.deciding import as_, text
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.moderation import registration_reading, secrecy
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import DiaryPattern, ProtectedReading, RegistrationRequest
from liggaren.notices import returns
from liggaren.notices import services as notices
from liggaren.notices.models import Notice
from liggaren.notices.tests.mail_server import MailServer, running
from liggaren.people.models import Role, Unit, UnitKind

SECRET, NAME = "KANARIEDIAGNOS", "Kanarienamn"


@pytest.fixture
def item(world: World) -> Item:
    plant()
    return incoming(world, f"Pojken i 7B har {SECRET}.", name=NAME)


@pytest.fixture
def row(world: World, item: Item) -> RegistrationRequest:
    secrecy.suspect(item=item, by=world.cast.anna, reason=f"Nämner {SECRET}.")
    return RegistrationRequest.objects.get(item=item)


@pytest.fixture
def page(row: RegistrationRequest) -> str:
    return f"/att-diariefora/{row.pk}/"


@pytest.mark.clause("C7.2")
def test_the_protected_facts_are_shown_only_after_the_ledger_knows(
    world: World, row: RegistrationRequest, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    erik = as_(world.cast.erik)
    closed = text(erik.get(page))
    assert SECRET not in closed and NAME not in closed and row.permalink not in closed
    assert "Visa skyddade uppgifter" in closed and not ProtectedReading.objects.exists()
    entry = Record.objects.filter(kind="registration.protected_read", obj=f"registration:{row.pk}")

    def fail(*args: object, **facts: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(registration_reading, "enter", fail)
        with pytest.raises(RuntimeError):
            erik.post(f"{page}oppna/")
    assert SECRET not in text(erik.get(page))
    opened = text(erik.post(f"{page}oppna/", follow=True))
    assert SECRET in opened and NAME in opened and entry.get().actor == world.cast.erik.actor
    with clock.frozen(clock.now() + timedelta(hours=13)):
        assert SECRET not in text(erik.get(page))


def test_facts_saved_without_opening_leave_the_protected_ones(
    world: World, row: RegistrationRequest, page: str
) -> None:
    erik, before = as_(world.cast.erik), row.protected_summary
    forged = {"public_summary": "Kommentar", "record_type": "Kommentar", "protected_summary": "utskrivet"}
    assert erik.post(f"{page}uppgifter/", forged).status_code == 302
    row.refresh_from_db()
    assert row.protected_summary == before and row.public_summary == "Kommentar"
    erik.post(f"{page}oppna/")
    erik.post(f"{page}uppgifter/", {**forged, "protected_summary": "Nytt."})
    row.refresh_from_db()
    assert row.protected_summary == "Nytt."


def test_who_is_responsible_is_chosen_among_the_boards_own_shown_and_exported(
    world: World, row: RegistrationRequest, page: str
) -> None:
    erik, cast = as_(world.cast.erik), world.cast
    facts = {"public_summary": "Kommentar om skolan", "record_type": "Kommentar"}
    assert "Ansvarig handläggare" in text(erik.get(page)) and "Ingen vald" in text(erik.get(page))
    other = erik.post(f"{page}uppgifter/", {**facts, "responsible": str(cast.sara.pk)})
    assert other.status_code == 422 and "Välj någon som arbetar hos nämnden" in text(other)
    done = erik.post(f"{page}uppgifter/", {**facts, "responsible": str(cast.bertil.pk)}, follow=True)
    assert f"<dd>{cast.bertil.name}</dd>" in text(done)
    assert cast.bertil.name in text(erik.get("/att-diariefora/"))
    table = erik.post("/att-diariefora/csv/").content.decode("utf-8-sig").splitlines()
    assert "handlaggare" in table[0] and cast.bertil.name in table[1]
    entry = Record.objects.filter(kind="registration.described").latest("pk")
    assert entry.facts is not None and entry.facts["responsible"] == cast.bertil.actor


def test_one_that_waits_too_long_is_late_on_both_pages_and_comes_first(
    world: World, row: RegistrationRequest, page: str
) -> None:
    erik = as_(world.cast.erik)
    assert "Försenad" not in text(erik.get("/att-diariefora/"))
    with clock.frozen(row.due_at + timedelta(hours=2)):
        listed = text(erik.get("/att-diariefora/"))
        assert "En är försenad." in listed and "Försenad" in listed and "Skulle ha varit diarieförd" in listed
        assert "entry late" in listed and "Försenad" in text(erik.get(page))


def test_numbers_are_written_as_the_board_says_by_hand_and_from_a_file(
    world: World, row: RegistrationRequest, page: str
) -> None:
    erik, where = as_(world.cast.erik), "/att-diariefora/nummerform/"
    board = str(world.cast.board.pk)
    assert "Alla nummer tas emot" in text(erik.get(where))
    for wrong in ({}, {"unit": board, "pattern": "KFN"}, {"unit": "0", "pattern": "KFN #"}):
        assert erik.post(where, wrong).status_code == 422
    assert "KFN 2026/17" in text(erik.post(where, {"unit": board, "pattern": "KFN ÅÅÅÅ/#"}, follow=True))
    assert "Skrivs som KFN 2026/17." in text(erik.get(page))
    sent = {"number": "2026-17", "registered_on": "2026-11-20"}
    refused = erik.post(f"{page}nummer/", sent)
    assert refused.status_code == 422 and "Numret ska skrivas som KFN 2026/17" in text(refused)
    data = f"id,diarienummer,registrerad\n{row.pk},2026-17,2026-11-20\n".encode()
    told = text(erik.post("/att-diariefora/nummer/", {"file": SimpleUploadedFile("a.csv", data)}))
    assert "Rad 2, 2026-17" in told and "Numret ska skrivas som KFN 2026/17" in told
    assert erik.post(f"{page}nummer/", {**sent, "number": "KFN 2026/3"}).status_code == 302
    erik.post(where, {"unit": board, "pattern": ""})
    assert DiaryPattern.objects.count() == 2 and "Alla nummer tas emot" in text(erik.get(where))


def test_every_bad_row_of_a_file_is_told_by_its_line_and_the_good_ones_are_taken(
    world: World, row: RegistrationRequest
) -> None:
    erik = as_(world.cast.erik)
    other = incoming(world, "Också skyddat.")
    secrecy.suspect(item=other, by=world.cast.anna)
    second = RegistrationRequest.objects.get(item=other)
    lines = [
        "id;diarienummer;registrerad", f"{row.pk};KFN 1;2026-11-20", f"{second.pk};KFN 1;2026-11-20",
        f"{second.pk};;2026-11-20", f"{second.pk};KFN 2;igår", "inte-ett-id;KFN 3;2026-11-20",
        f"{second.pk};KFN 4;2099-01-01",
    ]  # fmt: skip
    sent = SimpleUploadedFile("a.csv", "\r\n".join(lines).encode("utf-8-sig"))
    told = text(erik.post("/att-diariefora/nummer/", {"file": sent}))
    assert "1 av 6 rader är inlästa" in told
    for line, why in (
        ("Rad 3, KFN 1", "används redan"), ("Rad 4", "Skriv diarienumret"), ("Rad 5, KFN 2", "åååå-mm-dd"),
        ("Rad 6, KFN 3", "Ingen begäran"), ("Rad 7, KFN 4", "framtiden"),
    ):  # fmt: skip
        assert line in told and why in told, line
    row.refresh_from_db()
    assert row.diary_number == "KFN 1"


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[MailServer]:
    with running(tmp_path / "retur") as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.RETURNED_MAIL = str(found.folder)
        yield found


@pytest.mark.clause("C7.2")
def test_a_mail_that_comes_back_days_later_is_told_on_the_registrars_pages_with_what_to_do(
    world: World, row: RegistrationRequest, page: str, server: MailServer
) -> None:
    erik = as_(world.cast.erik)
    for notice in Notice.objects.filter(link=page):
        notices.mail(notice)
    assert len(server.mails) == 1 and SECRET.encode() not in server.mails[0][1]
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert "kom tillbaka" not in text(erik.get(page))
        server.send_back(code="5.1.1")
        returns.sweep()
        for address in (page, "/att-diariefora/"):
            told = text(erik.get(address))
            assert "kom tillbaka" in told and "Be systemförvaltaren rätta den" in told
        again = text(erik.post(f"{page}besked/", follow=True))
        assert "Beskedet är skickat igen" in again and "kom tillbaka" not in again
        for notice in Notice.objects.filter(link=page, mailed_at=None):
            notices.mail(notice)
    assert len(server.mails) == 2
    assert Record.objects.filter(kind="registration.reminded", obj=f"registration:{row.pk}").exists()


@pytest.mark.clause("G5.4")
def test_the_draft_has_the_public_set_or_both_and_says_that_it_is_a_draft(
    world: World, row: RegistrationRequest, page: str
) -> None:
    erik, name = as_(world.cast.erik), "{http://xml.ra.se/e-arkiv/FGS-ERMS}"
    assert "Den är inte prövad mot Riksarkivets schema" in text(erik.get(page))
    assert erik.get(f"{page}fgs/").status_code == 405
    public, protected = erik.post(f"{page}fgs/"), erik.post(f"{page}fgs/", {"skyddat": "1"})
    root = ET.fromstring(public.content)  # noqa: S314  # our own file
    record = root.find(f"{name}ArkivobjektListaHandlingar/{name}ArkivobjektHandling")
    assert root.tag == f"{name}Leveransobjekt" and record is not None
    assert record.findtext(f"{name}Rubrik") == row.public_summary
    assert record.findtext(f"{name}Avsandare") == "-"
    assert record.findtext(f"{name}Inkommen", "").startswith("20")
    assert record.find(f"{name}Restriktion") is not None
    assert "UTKAST" in record.findtext(f"{name}Notering", "")
    for value in (SECRET, NAME, row.protected_party, row.protected_summary, row.permalink):
        assert value and value.encode() not in public.content
    whole = ET.fromstring(protected.content)  # noqa: S314  # our own file
    assert SECRET in whole.findtext(f".//{name}ArkivobjektHandling/{name}Beskrivning", "")
    assert SECRET not in public["Content-Disposition"] and NAME not in protected["Content-Disposition"]
    kept = Record.objects.filter(kind="registration.protected_exported", obj=f"registration:{row.pk}")
    assert kept.count() == 1


def test_an_administrator_may_ask_for_registration_without_secrecy(world: World) -> None:
    plant()
    plain, anna = incoming(world, "Förslag om nya cykelvägar."), as_(world.cast.anna)
    where = f"/inlagg/{plain.pk}/sekretess/"
    assert anna.post(where, {"beslut": "begar", "ask_words": "Hör till KFN 2026/3."}).status_code == 422
    anna.post(where, {"beslut": "begar", "ask_reason": "case", "ask_words": "Hör till KFN 2026/3."})
    row = RegistrationRequest.objects.get(item=plain)
    assert (row.reason, row.requested_by) == ("case", world.cast.anna)
    plain.refresh_from_db()
    assert plain.visibility == "open"
    assert as_(world.cast.sara).post(where, {"beslut": "begar"}).status_code == 404


def test_another_boards_registrar_chooses_no_pattern_here(world: World) -> None:
    other = Unit.objects.create(name="Byggnadsnämnden", kind=UnitKind.BOARD, parent=world.cast.top)
    Role.objects.create(user=world.cast.sara, kind="registrar", unit=other)
    sara, where = as_(world.cast.sara), "/att-diariefora/nummerform/"
    assert world.cast.board.name not in text(sara.get(where))
    assert sara.post(where, {"unit": str(world.cast.board.pk), "pattern": "BN #"}).status_code == 422
    assert not DiaryPattern.objects.exists()
    assert as_(world.cast.anna).post(where, {"unit": str(other.pk), "pattern": "BN #"}).status_code == 404
