"""The pages of blocks: what is counted, the decision, the steps, the review."""

from __future__ import annotations

from uuid import uuid4

import pytest

from liggaren.actions.factories import World
from liggaren.desk.tests.deciding import as_, text
from liggaren.moderation import blocking
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Block
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("C6.13")


def test_a_block_is_seen_decided_done_and_reviewed_and_a_stranger_meets_no_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant()
    item = incoming(world, "Du är en idiot", name="Tisteln")
    carried_out(decide(item, world.cast.anna))
    again = incoming(world, "Hej igen", name="Tisteln")
    anna, where = as_(world.cast.anna), f"/blockera/{again.pk}/"
    page = text(anna.get(where))
    assert "kan inte blockeras" in page and "Det krävs tre." in page and "btn stop" not in page
    assert "1 av 3 överträdelser är räknade" in text(
        anna.post(where, {"reason": "x", "ends_on": "2027-01-31"})
    )
    monkeypatch.setattr(blocking, "DEFAULT_BREACHES", 1)
    empty = anna.post(where, {"ends_on": "snart"})
    assert empty.status_code == 422 and "åååå-mm-dd" in text(empty)
    assert "Se vad som räknas" in text(anna.get(f"/inlagg/{again.pk}/diarieforing/"))
    page = text(anna.post(where, {"reason": "Personangrepp.", "ends_on": "2027-01-31"}, follow=True))
    row = Block.objects.get()
    assert "Blockeringen är gjord på Torget</button>" in page
    for person in (world.cast.sara, world.cast.erik, world.cast.bertil):
        client = as_(person)
        assert client.get(where).status_code == 404
        assert client.get(f"/blockeringar/{row.pk}/").status_code == 404
        for act in ("gjort", "hav", "omprova"):
            assert client.post(f"/blockeringar/{row.pk}/{act}/").status_code == 404
    assert anna.get(f"/blockera/{uuid4()}/").status_code == 404
    anna.post(f"/blockeringar/{row.pk}/gjort/")
    as_(world.cast.second).post(f"/blockeringar/{row.pk}/omprova/")
    page = text(anna.get(f"/blockeringar/{row.pk}/"))
    assert "är blockerad till 31 januari 2027" in page and "Inte än" not in page
    assert "Blockerade avsändare" in text(anna.get(f"/konton/{world.account.pk}/"))
    assert "Häv blockeringen" in text(anna.post(f"/blockeringar/{row.pk}/hav/", follow=True))


def test_the_accounts_page_of_blocks_shows_who_is_counted_and_lets_information_choose_the_number(
    world: World,
) -> None:
    plant()
    item = incoming(world, "Du är en idiot", name="Tisteln")
    carried_out(decide(item, world.cast.anna))
    where, disa = f"/konton/{world.account.pk}/blockeringar/", as_(world.cast.disa)
    page = text(as_(world.cast.anna).get(where))
    assert "Tre överträdelser krävs" in page and "Tisteln" in page and "Nej." in page
    assert "Se vad som räknas" in page and "Spara antalet" not in page
    assert where in text(as_(world.cast.anna).get(f"/konton/{world.account.pk}/"))
    for wrong in ("1", "många", ""):
        refused = disa.post(where, {"number": wrong})
        assert refused.status_code == 422 and "<title>Fel: " in text(refused)
    page = text(disa.post(where, {"number": "2"}, follow=True))
    assert "Två överträdelser krävs" in page and world.cast.disa.name in page
    gustav = as_(world.cast.gustav)
    assert "Tisteln" in text(gustav.get(where)) and "Spara antalet" not in text(gustav.get(where))
    for person in (world.cast.anna, world.cast.gustav):
        assert as_(person).post(where, {"number": "4"}).status_code == 404
    for person in (world.cast.sara, world.cast.frida, world.cast.erik):
        assert as_(person).get(where).status_code == 404
    type(item).objects.filter(pk=item.pk).update(visibility="restricted")
    assert "Tisteln" not in text(as_(world.cast.anna).get(where))
