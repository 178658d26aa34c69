"""The auditor is told when everything was last checked and how it went; of early and unknown removals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liggaren.actions.factories import World
from liggaren.desk.tests.deciding import as_, text
from liggaren.ledger import checked
from liggaren.ledger import services as sealing
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("G5.5", "C6.2")


def page(world: World) -> str:
    return text(as_(world.cast.gustav).get("/granskning/"))


def test_a_house_that_was_never_checked_says_so(world: World) -> None:
    told = page(world)
    assert "När kontrollerades allt senast?" in told and "Ingen har kontrollerat loggen" in told


def test_a_check_is_told_with_time_and_name_and_turns_amber_after_thirty_days(world: World) -> None:
    checked.note(ok=True, failed=[], by="driften")
    told = page(world)
    assert "av driften. Loggen, alla original" in told and "mer än 30 dagar" not in told
    with clock.frozen(clock.now() + timedelta(days=31)):
        told = page(world)
    assert "mer än 30 dagar" in told and "För länge sedan" in told


def test_a_check_that_failed_names_what_did_not_hold(world: World) -> None:
    checked.note(ok=True, failed=[], by="driften")
    checked.note(ok=False, failed=["Original"], by="driften")
    assert "Det här höll inte: original." in page(world)


def test_a_removal_before_its_seal_is_shown_with_both_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant()
    item, cast = incoming(world, "Jag vet var du bor."), world.cast
    removal = decide(item, cast.anna, emergency_reason="Förseglingen svarar inte.")

    def never(*args: object, **kwargs: object) -> None:
        raise sealing.NotSealed("Inte i tid.")

    monkeypatch.setattr(sealing, "checkpoint_for", never)
    removal = services.agree(removal=removal, version_id=item.latest_id or 0, by=cast.second)
    carried_out(removal)
    monkeypatch.undo()
    told = page(world)
    assert "Anna" in told and "Selma" in told
    told = text(as_(cast.gustav).get(f"/granskning/beslut/{removal.pk}/"))
    assert "Nödvägen användes" in told and "Anna och Selma" in told


def test_a_removal_whose_outcome_nobody_knows_is_listed(world: World) -> None:
    plant()
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna)
    world.play.admin.switch(world.page, "reset")
    carried_out(removal)
    assert removal.outbox is not None
    removal.outbox.refresh_from_db()
    told = text(as_(world.cast.gustav).get("/granskning/okant/"))
    assert removal.outbox.state == "unknown" and world.account.name in told
    assert "/granskning/okant/" in page(world)
