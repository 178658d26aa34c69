"""Two people destroy what must not be held: at once, everywhere, and the rest still proves itself."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture import queries as capture
from liggaren.capture import services as capturing
from liggaren.capture.models import Item, Response, Version
from liggaren.ledger import check as ledger_check
from liggaren.ledger import services as ledger
from liggaren.ledger.models import Record
from liggaren.moderation import purging, services
from liggaren.moderation.errors import Incomplete, NotYours, SomeoneWasFirst
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Answer, PurgeOrder, Removal
from liggaren.moderation.purge_models import PURGE_MOVES, PurgeState
from liggaren.moderation.purge_removal import best_way
from liggaren.moderation.states import ForbiddenMove
from liggaren.people.models import User
from liggaren.search import queries as searching
from liggaren.vault import check as vault_check
from liggaren.vault import services as vault
from liggaren.vault.models import Blob

pytestmark = pytest.mark.clause("C6.5", "G5.5")
TEXT = "Förbjudenbild kolla https://ond.example/grodan.jpg"


@pytest.fixture
def item(world: World) -> Item:
    plant()
    return incoming(world, TEXT, name="Spindelsippan")


def ordered(item: Item, by: User, **changed: Any) -> PurgeOrder:
    words = {"description": "Länk till en bild av ett övergrepp.", "reason": "Får inte innehas.",
             "police_number": "5000-K123-26", "removes": True}  # fmt: skip
    return purging.order_purge(item=item, by=by, **{**words, **changed})


def everything_kept() -> bytes:
    """Every live blob in plain and every text column of the database."""
    parts = [vault.get(blob) for blob in Blob.objects.filter(state="live")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - the database's own names
            parts += [row[0].encode() for row in cursor.fetchall()]
    return b"\n".join(parts)


@pytest.mark.parametrize(("before", "after"), list(product(PurgeState, PurgeState)))
def test_every_pair_of_states_is_allowed_or_refused_by_the_table(before: Any, after: Any) -> None:
    row = PurgeOrder(state=before)
    if after in PURGE_MOVES[before]:
        purging.move(row, after)
        assert row.state == after
    else:
        with pytest.raises(ForbiddenMove):
            purging.move(row, after)


def test_from_the_first_name_on_nobody_reads_it_and_nothing_is_destroyed_yet(
    world: World, item: Item
) -> None:
    cast = world.cast
    order = ordered(item, cast.anna)
    for person in (cast.anna, cast.second, cast.disa, cast.erik, cast.gustav):
        assert not capture.readable_to(person).filter(pk=item.pk).exists()
        assert searching.search(person, "förbjudenbild").count == 0
    assert order.state == "ordered" and Version.objects.get(item=item).text == TEXT
    with pytest.raises(NotYours):
        services.open_removal(item=item, by=cast.second)


def test_two_names_destroy_it_everywhere_and_only_the_order_remains(world: World, item: Item) -> None:
    other = incoming(world, "Trevlig badplats!", name="Blåsippan")
    services.save_draft(item=item, text="Svar om Förbjudenbild", by=world.cast.anna)
    before = everything_kept()
    assert b"Spindelsippan" in before and b"grodan.jpg" in before and "Förbjudenbild".encode() in before
    order = ordered(item, world.cast.anna)
    purging.confirm_purge(order=order, by=world.cast.second)
    kept = everything_kept()
    for trace in (b"Spindelsippan", b"grodan.jpg", "Förbjudenbild".encode(), b"rbjudenbild"):
        assert trace not in kept.replace(b"\\u00f6", "ö".encode())
    item.refresh_from_db()
    version = item.versions.get()
    assert item.purged_at and (version.text, version.sender_name, version.terms) == ("", "", None)
    order.refresh_from_db()
    assert (order.state, order.two, order.police_number) == ("purged", world.cast.second, "5000-K123-26")
    assert order.link and order.facts["native_id"] == item.native_id and order.destroyed["versions"] == 1
    assert Answer.objects.get(item=item).text == ""
    assert Version.objects.get(item=other).text == "Trevlig badplats!"
    with pytest.raises(vault.Purged):
        vault.get(version.slice_id or "")


def test_the_checks_read_it_as_purged_and_every_other_proof_holds(world: World, item: Item) -> None:
    other = incoming(world, "Trevlig badplats!")
    ledger.sequence()
    order = ordered(item, world.cast.anna, removes=False)
    purging.confirm_purge(order=order, by=world.cast.second)
    ledger.sequence()
    log, blobs = ledger_check.check(), vault_check.check()
    assert log.ok, log.findings
    assert log.weeded >= 2 and blobs.ok and blobs.purged >= 2
    assert capturing.verify(other, other.versions.get()).entry_id == other.versions.get().entry_id
    with pytest.raises(capturing.NotSealed):
        capturing.verify(item, item.versions.get())


def test_the_purges_own_leaf_comes_before_the_weeding_and_tells_of_no_content(
    world: World, item: Item
) -> None:
    order = ordered(item, world.cast.anna)
    purging.confirm_purge(order=order, by=world.cast.second)
    done = Record.objects.get(kind="purge.done", obj=order.obj)
    weeding = Record.objects.get(kind="record.weeded", obj=order.obj)
    assert done.entry_id < weeding.entry_id and weeding.facts["decision"] == order.obj
    assert {done.facts["one"], done.facts["two"]} == {world.cast.anna.actor, world.cast.second.actor}
    assert TEXT not in str(done.facts)


def test_the_same_person_twice_is_refused_here_and_by_the_database(world: World, item: Item) -> None:
    order = ordered(item, world.cast.anna)
    with pytest.raises(Incomplete):
        purging.confirm_purge(order=order, by=world.cast.anna)
    with pytest.raises(Exception, match="purge_two_different_people"), transaction.atomic():
        PurgeOrder.objects.filter(pk=order.pk).update(two=world.cast.anna)
    assert Version.objects.get(item=item).text == TEXT


def test_those_who_have_no_part_in_the_account_may_neither_order_nor_confirm(
    world: World, item: Item
) -> None:
    cast = world.cast
    for person in (cast.sara, cast.bertil, cast.erik, cast.gustav):
        with pytest.raises(NotYours):
            ordered(item, person)
    order = ordered(item, cast.disa)
    for person in (cast.sara, cast.bertil, cast.erik, cast.gustav):
        with pytest.raises(NotYours):
            purging.confirm_purge(order=order, by=person)
        with pytest.raises(NotYours):
            purging.withdraw_purge(order=order, by=person)
    with pytest.raises(SomeoneWasFirst):
        ordered(item, cast.anna)


def test_taken_back_it_is_as_readable_as_before(world: World, item: Item) -> None:
    order = ordered(item, world.cast.anna)
    purging.withdraw_purge(order=order, by=world.cast.second)
    item.refresh_from_db()
    assert item.withheld_at is None and item.visibility == "open"
    assert capture.may_read(world.cast.anna, item)
    with pytest.raises(ForbiddenMove):
        purging.confirm_purge(order=order, by=world.cast.second)
    assert ordered(item, world.cast.anna).pk != order.pk


@pytest.mark.clause("C6.1")
def test_without_evidence_it_leaves_the_platform_by_the_two_names_as_emergency(
    world: World, item: Item
) -> None:
    order = purging.confirm_purge(order=ordered(item, world.cast.anna), by=world.cast.second)
    removal = order.removal
    assert removal is not None and (removal.way, removal.category.key) == ("delete", "vald")
    assert removal.outbox is not None and removal.outbox.emergency is not None
    assert removal.outbox.verification is None
    actions.send(removal.outbox_id)
    services.act_ended(outbox_id=removal.outbox_id)
    removal.refresh_from_db()
    assert removal.state == "done" and [act.act for act in world.acts(item)] == ["delete"]
    assert "Spindelsippan" not in removal.sentence


def test_a_colleagues_decision_that_has_not_left_the_house_gives_way(world: World, item: Item) -> None:
    from liggaren.moderation.tests.deciding import decide

    first = decide(item, world.cast.second)
    order = purging.confirm_purge(order=ordered(item, world.cast.anna), by=world.cast.second)
    first.refresh_from_db()
    assert first.state == "withdrawn" and order.removal is not None and order.removal.pk != first.pk
    assert Removal.objects.filter(item=item, state="decided").count() == 1


def test_what_still_stands_on_the_platform_is_never_taken_in_again(world: World, item: Item) -> None:
    purging.confirm_purge(order=ordered(item, world.cast.anna, removes=False), by=world.cast.second)
    world.play.admin.comment(world.post, "Något helt annat", name="Blåsippan")
    capturing.capture_account(world.account)
    capturing.look_up(item)
    assert item.versions.count() == 1 and Item.objects.filter(versions__text="Något helt annat").exists()
    assert "Förbjudenbild".encode() not in everything_kept().replace(b"\\u00f6", "ö".encode())


def test_answers_that_no_version_points_to_go_too(world: World, item: Item) -> None:
    incoming(world, "En till kommentar")  # the listing is kept anew, with the item in it
    holding = [one for one in Response.objects.all() if b"rbjudenbild" in vault.get(one.blob_id)]
    assert len(holding) > 1
    purging.confirm_purge(order=ordered(item, world.cast.anna), by=world.cast.second)
    assert not Blob.objects.filter(pk__in=[one.blob_id for one in holding], state="live").exists()


def test_a_waiting_reply_is_taken_back_and_its_words_emptied(world: World, item: Item) -> None:
    services.answer(item=item, text="Hej, angående Förbjudenbild", by=world.cast.anna)
    purging.confirm_purge(order=ordered(item, world.cast.anna), by=world.cast.second)
    reply = Outbox.objects.get(item=item, act="reply")
    assert (reply.state, reply.text) == ("cancelled", "")


def test_the_words_of_other_acts_still_never_change(world: World, item: Item) -> None:
    reply = services.answer(item=item, text="Hej", by=world.cast.anna).outbox
    assert reply is not None
    with pytest.raises(Exception, match="never changes"), transaction.atomic():
        Outbox.objects.filter(pk=reply.pk).update(text="")


def test_a_kill_before_the_commit_leaves_the_order_and_a_second_try_finishes(
    world: World, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(item, world.cast.anna)
    monkeypatch.setattr(ledger, "weed", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        purging.confirm_purge(order=order, by=world.cast.second)
    monkeypatch.undo()
    order.refresh_from_db()
    assert order.state == "ordered" and Version.objects.get(item=item).text == TEXT
    purging.confirm_purge(order=order, by=world.cast.second)
    again = purging.confirm_purge(order=order, by=world.cast.second)
    assert again.state == "purged" and Record.objects.filter(kind="purge.done").count() == 1


def test_a_kill_after_the_commit_leaves_files_that_the_next_minute_takes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liggaren.vault import files

    plant()
    item = incoming(world, "Förbjudenbild " + "x" * 60_000)
    order = ordered(item, world.cast.anna)
    monkeypatch.setattr(files, "remove", lambda name: None)  # killed before the files went
    purging.confirm_purge(order=order, by=world.cast.second)
    monkeypatch.undo()
    assert vault_check.check().not_gone
    assert purging.finish() >= 1 and vault_check.check().ok and purging.finish() == 0


def test_an_order_says_what_and_why_and_notes_the_polices_number_later(world: World, item: Item) -> None:
    with pytest.raises(Incomplete) as refused:
        ordered(item, world.cast.anna, description=" ", reason="")
    assert [problem.field for problem in refused.value.problems] == ["description", "reason"]
    order = ordered(item, world.cast.anna, police_number="")
    purging.confirm_purge(order=order, by=world.cast.second)
    purging.note_police_number(order=order, number=" 5000-K9-26 ", by=world.cast.disa)
    order.refresh_from_db()
    assert order.police_number == "5000-K9-26"


def test_the_surest_way_that_the_platform_has_is_chosen() -> None:
    from liggaren.moderation.judging import Choice, Way

    some = [Choice(Way.DELETE, False, ""), Choice(Way.HIDE, True, ""), Choice(Way.BY_HAND, True, "")]
    assert best_way(some) is Way.HIDE
    assert best_way([]) is Way.BY_HAND


@pytest.mark.clause("C7.2")
def test_the_registrars_protected_fields_are_emptied_and_the_public_ones_stand(
    world: World, item: Item
) -> None:
    from liggaren.moderation.models import RegistrationRequest
    from liggaren.moderation.registering import request_registration

    request_registration(item=item, reason="secrecy", by=world.cast.anna)
    RegistrationRequest.objects.update(
        protected_party="Spindelsippan", protected_summary="Förbjudenbild", public_summary="En kommentar"
    )
    purging.confirm_purge(order=ordered(item, world.cast.anna), by=world.cast.second)
    row = RegistrationRequest.objects.get(item=item)
    assert (row.protected_party, row.public_summary) == ("", "En kommentar")
    assert "Förbjudenbild" not in row.protected_summary
