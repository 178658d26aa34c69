"""Questions to politicians go to the parties' own channels; who asked is never counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture.models import Visibility
from liggaren.capture.services import restrict
from liggaren.lib import clock
from liggaren.moderation import referral_answering, referral_parties, referral_signs, services
from liggaren.moderation.errors import Incomplete, NotRead, NotYours
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Elected, Finding, Handling, Party, Referral

QUESTION = "Varför röstade majoriteten för att lägga ner filialen?"


@pytest.fixture
def parties(world: World) -> list[Party]:
    for name in ("Bokpartiet", "Badpartiet"):
        referral_parties.set_party(
            party=None, name=name, by=world.cast.disa,
            channels=f"Webbplats https://{name.lower()}.example\nBild https://bild.example/{name.lower()}",
        )  # fmt: skip
    return list(referral_parties.parties())


@pytest.mark.clause("C5.5")
def test_a_question_to_politicians_is_answered_with_the_parties_own_channels(
    world: World, parties: list[Party]
) -> None:
    item = incoming(world, QUESTION, name="Backsippan Blomqvist")
    referral_answering.refer(item=item, parties=parties, text=referral_answering.READY, by=world.cast.anna)
    row = Outbox.objects.get(act="reply")
    assert "Badpartiet: https://badpartiet.example, https://bild.example/badpartiet" in row.text
    assert Handling.objects.get(item=item).state == "referred"
    actions.send(row.pk)
    services.act_ended(outbox_id=row.pk)
    assert Handling.objects.get(item=item).state == "referred"
    total, counted = referral_answering.counts(clock.now() - timedelta(days=1))
    assert total == 1 and [(one.party.name, one.number) for one in counted] == [
        ("Badpartiet", 1), ("Bokpartiet", 1),
    ]  # fmt: skip
    assert not any("sender" in field.name or "author" in field.name for field in Referral._meta.get_fields())


def test_an_answer_that_never_came_to_be_seen_refers_nobody(world: World, parties: list[Party]) -> None:
    item = incoming(world, QUESTION)
    referral_answering.refer(
        item=item, parties=parties[:1], text=referral_answering.READY, by=world.cast.anna
    )
    world.play.admin.switch(world.page, "refuse", {})
    row = Outbox.objects.get(act="reply")
    actions.send(row.pk)
    row.refresh_from_db()
    assert row.state == "refused"
    services.act_ended(outbox_id=row.pk)
    assert Handling.objects.get(item=item).state == "taken"
    assert referral_answering.counts(clock.now() - timedelta(days=1))[0] == 0


def test_nothing_is_sent_without_a_party_and_a_place_for_the_links(
    world: World, parties: list[Party]
) -> None:
    item = incoming(world, QUESTION)
    for chosen, text, field in (([], referral_answering.READY, "parties"), (parties, "Fråga dem.", "text")):
        with pytest.raises(Incomplete) as caught:
            referral_answering.refer(item=item, parties=chosen, text=text, by=world.cast.anna)
        assert field in {problem.field for problem in caught.value.problems}
    restrict(item, level=Visibility.FLAGGED, by=None, reason="kan vara skyddat")
    item.refresh_from_db()
    with pytest.raises(NotRead):
        referral_answering.refer(
            item=item, parties=parties, text=referral_answering.READY, by=world.cast.anna
        )
    with pytest.raises(NotYours):
        referral_answering.refer(
            item=item, parties=parties, text=referral_answering.READY, by=world.cast.sara
        )
    assert not Referral.objects.exists() and not Outbox.objects.exists()


@pytest.mark.parametrize(
    "channels",
    ["", "Webbplats", "Webbplats http://osaker.example", "Webb javascript:alert(1)", "Webb https://a@b.example",
     "Webb https://[::", "\n".join(f"K{n} https://k{n}.example" for n in range(9))],
)  # fmt: skip
def test_a_channel_is_a_safe_address(world: World, channels: str) -> None:
    with pytest.raises(Incomplete):
        referral_parties.set_party(party=None, name="Bokpartiet", channels=channels, by=world.cast.disa)
    assert not Party.objects.exists()


def test_the_information_function_keeps_the_lists(world: World, parties: list[Party]) -> None:
    with pytest.raises(NotYours):
        referral_parties.set_party(party=None, name="X", channels="W https://x.example", by=world.cast.anna)
    with pytest.raises(Incomplete):
        referral_parties.set_party(
            party=None, name="bokpartiet", channels="W https://x.example", by=world.cast.disa
        )
    referral_parties.end_party(party=parties[0], by=world.cast.disa)
    assert [party.name for party in referral_parties.parties()] == ["Bokpartiet"]
    referral_parties.add_elected(name="Ledamot Exempel", handle="@ledamot", party=None, by=world.cast.disa)
    with pytest.raises(Incomplete):
        referral_parties.add_elected(name="Ledamot Exempel", handle="ledamot", party=None, by=world.cast.disa)
    with pytest.raises(NotYours):
        referral_parties.remove_elected(elected=Elected.objects.get(), by=world.cast.anna)
    referral_parties.remove_elected(elected=Elected.objects.get(), by=world.cast.disa)
    assert not Elected.objects.exists()


@pytest.mark.clause("C5.6")
def test_an_elected_person_who_debates_gives_a_proposal_and_no_more(world: World) -> None:
    referral_parties.add_elected(name="Ledamot Exempel", handle="", party=None, by=world.cast.disa)
    debates = incoming(world, "Rösta på oss, oppositionen har fel om budgeten.", name="Ledamot Exempel")
    asks = incoming(world, "När öppnar badet på lördag?", name="ledamot exempel")
    citizen = incoming(world, "Rösta på dem, oppositionen har fel.", name="Kim Exempel")
    services.find_signs([item.latest_id for item in (debates, asks, citizen) if item.latest_id])
    found = Finding.objects.filter(rule=referral_signs.RULE)
    assert [one.version.item_id for one in found] == [debates.pk]
    debates.refresh_from_db()
    assert debates.visibility == "open" and Handling.objects.get(item=debates).state == "untaken"
    assert found.get().reason == referral_signs.REASON and len(referral_signs.REASON) <= 200
