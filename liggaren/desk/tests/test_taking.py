"""Taking an evidence file: who may, and that it counts as an opening before a byte leaves."""

from __future__ import annotations

import io
import zipfile

import pytest

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.desk.proof import evidence_views
from liggaren.desk.tests.deciding import as_, text
from liggaren.ledger.models import Record
from liggaren.moderation import secrecy
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.opening import open_masked
from liggaren.moderation.tests.deciding import decide

SECRET = "KANARIEDIAGNOS"


@pytest.fixture
def item(world: World) -> Item:
    plant()
    found = incoming(world, f"Pojken i 7B har {SECRET}.", name="Kanarienamn")
    secrecy.suspect(item=found, by=world.cast.anna)
    return found


def taken(item: Item) -> list[Record]:
    return list(Record.objects.filter(kind="evidence.taken", obj=f"item:{item.pk}"))


@pytest.mark.clause("G5.6")
def test_what_is_suspected_is_asked_about_first_and_entered_before_it_leaves(
    world: World, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, where = as_(world.cast.anna), f"/bevis/inlagg/{item.pk}/"
    page = anna.get(where)
    assert page["Content-Type"].startswith("text/html") and "Det skrivs i liggaren" in text(page)
    assert SECRET not in text(page) and not taken(item)

    def fail(**facts: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(evidence_views.taking_evidence, "take", fail)
        with pytest.raises(RuntimeError):
            anna.post(where)
    got = anna.post(where)
    assert got["Content-Type"] == "application/zip" and SECRET not in got["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert any(SECRET.encode() in archive.read(name) for name in archive.namelist())
    [entry] = taken(item)
    assert entry.actor == world.cast.anna.actor
    assert entry.facts == {"of": f"item:{item.pk}", "visibility": "suspected", "covered": True}
    assert Record.objects.filter(kind="finding.opened", obj=f"item:{item.pk}").count() == 1
    assert anna.get(where)["Content-Type"] == "application/zip"  # opened today, and still entered
    assert len(taken(item)) == 2


def test_who_may_not_read_the_item_gets_no_file_and_no_question(world: World, item: Item) -> None:
    open_masked(item=item, by=world.cast.anna)
    removal = decide(item, world.cast.anna, basis="secrecy")
    for user in (world.cast.disa, world.cast.frida, world.cast.sara):
        for where in (f"/bevis/inlagg/{item.pk}/", f"/bevis/beslut/{removal.pk}/"):
            assert as_(user).get(where).status_code == as_(user).post(where).status_code == 404
    assert not taken(item)


def test_the_file_of_a_decision_counts_too_and_the_auditor_sees_it(world: World, item: Item) -> None:
    open_masked(item=item, by=world.cast.anna)
    removal = decide(item, world.cast.anna, basis="secrecy")
    erik, where = as_(world.cast.erik), f"/bevis/beslut/{removal.pk}/"
    assert "Hämta bevisfilen för beslutet" in text(erik.get(where))
    assert erik.post(where)["Content-Type"] == "application/zip"
    assert taken(item)[-1].facts is not None
    page = text(as_(world.cast.gustav).get("/granskning/"))
    assert "Vem har öppnat det som är dolt?" in page and "En bevisfil med sådan text är hämtad." in page


def test_an_open_text_without_masks_is_taken_at_once_and_a_masked_one_is_asked_about(world: World) -> None:
    plant()
    plain, anna = incoming(world, "När öppnar ni?"), as_(world.cast.anna)
    assert anna.get(f"/bevis/inlagg/{plain.pk}/")["Content-Type"] == "application/zip"
    assert [entry.facts and entry.facts["covered"] for entry in taken(plain)] == [False]
    phone = incoming(world, "Ring mig på 070-174 06 05.")
    assert "Öppna och hämta bevisfilen" in text(anna.get(f"/bevis/inlagg/{phone.pk}/"))
