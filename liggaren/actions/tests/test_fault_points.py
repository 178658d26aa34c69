"""No removal reaches a platform unsealed, and none twice, at any of twelve fault points.

The platform is the real playground over HTTP, and its own journal of requests is the judge. A process that
dies is an exception that nothing catches, or a real process that is killed; then time goes and the
sweep comes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections

from liggaren.actions import services
from liggaren.actions.factories import World
from liggaren.actions.factories import world as make_world
from liggaren.actions.fault_points import hooked
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.capture import services as capture
from liggaren.capture.models import Item, ItemState
from liggaren.config import embedded
from liggaren.ledger import queries as ledger
from liggaren.ledger import services as sealing
from liggaren.ledger.models import Checkpoint
from liggaren.lib import clock
from liggaren.playground.serve import Playground
from liggaren.vault import services as vault

pytestmark = [pytest.mark.clause("G5.6", "C6.1", "C6.2")]
WORKER = Path(__file__).with_name("worker.py")
ACTS = ("delete", "hide", "reject")


class Died(BaseException):
    """The process is gone: nothing after this place runs."""


def dies_at(place: str) -> Callable[[str], None]:
    def hook(name: str) -> None:
        if name == place:
            raise Died(name)

    return hook


def later(hours: float = 1) -> None:
    """Time goes, and the sweep comes."""
    with clock.frozen(clock.now() + timedelta(hours=hours)):
        services.sweep()


def settle(row: Outbox) -> Outbox:
    """Sweep until nothing more happens."""
    for hours in (1, 3, 6, 12):
        later(hours)
    row.refresh_from_db()
    return row


def judged(world: World, item: Item) -> int:
    """How many removals of the item reached the platform: each sealed before it came, none done twice."""
    lines = world.acts(item)
    for line in lines:
        row = Outbox.objects.select_related("verification", "version").get(key=line.key)
        assert row.verification is not None and row.version is not None
        # The database's own clock stamped the verification when a stored checkpoint already covered the leaf.
        assert row.verification.made_at <= datetime.fromisoformat(line.at)
        seal = ledger.seal(row.version.entry_id)
        assert seal is not None
        assert Checkpoint.objects.get(pk=row.verification.checkpoint_id).size > seal.index
    assert len({line.key for line in lines}) == len(lines), "a request was sent twice"
    assert sum(line.performed for line in lines) <= 1, "a removal was done twice"
    return len(lines)


@pytest.fixture(params=ACTS)
def ordered(request: pytest.FixtureRequest, committed: None, play: Playground) -> tuple[World, Outbox]:
    """A removal of each kind, ordered."""
    world = make_world(play, holds_comments=request.param == "reject")
    return world, world.order(request.param, world.comment("Du är en idiot."))


def done(row: Outbox) -> None:
    assert settle(row).state == OutboxState.CONFIRMED
    assert row.item is not None
    row.item.refresh_from_db()
    assert row.item.state == ItemState.DELETED or row.item.is_hidden


# 1-4: the evidence is not whole yet


@pytest.mark.parametrize("point", ["before_blob", "after_blob", "after_leaf"])
def test_1_2_3_dying_while_the_evidence_is_made_leaves_nothing_to_remove(
    world: World, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    native_id = world.play.admin.comment(world.post, "Du är en idiot.")
    real_put, real_append = vault.put, sealing.append

    def put(*args: Any, **kwargs: Any) -> Any:
        if point == "before_blob":
            raise Died(point)
        blob = real_put(*args, **kwargs)
        if point == "after_blob":
            raise Died(point)
        return blob

    def append(**kwargs: Any) -> int:
        entry = real_append(**kwargs)
        if point == "after_leaf":
            raise Died(point)
        return entry

    with monkeypatch.context() as patch:
        patch.setattr(vault, "put", put)
        patch.setattr(sealing, "append", append)
        with pytest.raises(Died):
            capture.capture_account(world.account)
    connection.close()
    assert not Item.objects.filter(native_id=native_id).exists()  # nothing that a removal could name
    capture.capture_account(world.account)
    item = Item.objects.get(native_id=native_id)
    row = world.order("delete", item)
    assert services.send(row.pk) == OutboxState.CONFIRMED
    assert judged(world, item) == 1


def test_4_dying_before_the_checkpoint_sends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "sequence", lambda: None)
        item = world.comment("Du är en idiot.")
    assert item.latest is not None and ledger.seal(item.latest.entry_id) is None
    row = world.order("delete", item)

    def died(*args: object, **kwargs: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "checkpoint_for", died)
        with pytest.raises(Died):
            services.send(row.pk)
    row.refresh_from_db()
    assert row.state == OutboxState.PREPARED and judged(world, item) == 0
    done(row)
    assert judged(world, item) == 1


# 5, 6: around the commit of *sending*


@pytest.mark.parametrize("place", ["before_verify", "after_verify", "before_sending"])
def test_5_dying_before_sending_is_committed_sends_nothing_and_then_once(
    ordered: tuple[World, Outbox], place: str
) -> None:
    world, row = ordered
    assert row.item is not None
    with hooked(dies_at(place)), pytest.raises(Died):
        services.send(row.pk)
    row.refresh_from_db()
    assert row.state == OutboxState.PREPARED and judged(world, row.item) == 0
    done(row)
    assert judged(world, row.item) == 1


def test_6_dying_after_sending_is_committed_is_looked_up_and_a_person_orders_again(
    ordered: tuple[World, Outbox],
) -> None:
    world, row = ordered
    assert row.item is not None
    with hooked(dies_at("after_sending")), pytest.raises(Died):
        services.send(row.pk)
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    services.sweep()  # at once: the worker may still be at it
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    assert settle(row).state == OutboxState.FAILED and row.note == "still_there"
    assert judged(world, row.item) == 0  # never sent again by itself
    again = world.order(row.act, row.item)
    assert services.send(again.pk) == OutboxState.CONFIRMED
    assert judged(world, row.item) == 1


def test_a_verification_that_grew_old_on_the_way_is_made_again(world: World) -> None:
    row = world.order("delete", world.comment("Du är en idiot."))

    def ages(name: str) -> None:
        if name == "before_sending":
            with connections["owner"].cursor() as cursor:
                cursor.execute("UPDATE capture_verification SET made_at = made_at - interval '2 minutes'")

    with hooked(ages):
        assert services.send(row.pk) == OutboxState.PREPARED
    assert world.acts() == []
    done(row)


def test_an_account_without_connection_waits_and_is_told_as_not_sent(world: World) -> None:
    from liggaren.register.models import ConnectionState

    row = world.order("delete", world.comment("Du är en idiot."))
    ConnectionState.objects.all().delete()
    assert services.send(row.pk) == OutboxState.PREPARED
    for hours in range(1, 12):
        later(hours)
    row.refresh_from_db()
    assert (row.state, row.note) == (OutboxState.FAILED, "not_sent")


# 7, 8, 10, 11: the platform's answer


@pytest.mark.parametrize("switch", ["silent", "error_after", "half"])
def test_7_8_a_lost_or_false_answer_is_looked_up_and_not_sent_again(
    ordered: tuple[World, Outbox], switch: str
) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, switch)

    def heals(name: str) -> None:
        if name == "before_look_up":
            row.refresh_from_db()
            assert row.state == OutboxState.UNKNOWN
            world.play.admin.switch_all_off(world.page)

    with hooked(heals):
        assert services.send(row.pk) == OutboxState.CONFIRMED
    done(row)
    assert judged(world, row.item) == 1


def test_7_a_connection_broken_before_anything_was_done_stays_a_question_until_settled(
    ordered: tuple[World, Outbox],
) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, "reset")
    assert services.send(row.pk) == OutboxState.UNKNOWN
    world.play.admin.switch_all_off(world.page)
    assert services.confirm(row.pk) == OutboxState.UNKNOWN  # it may still be on its way
    assert settle(row).state == OutboxState.FAILED
    assert judged(world, row.item) <= 1
    assert sum(line.performed for line in world.acts(row.item)) == 0


def test_10_an_unknown_outcome_waits_for_the_platform_to_answer(ordered: tuple[World, Outbox]) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, "silent")

    def falls(name: str) -> None:
        if name == "before_look_up":
            world.play.admin.switch_all_off(world.page)
            world.play.admin.switch(world.page, "down")

    with hooked(falls):
        assert services.send(row.pk) == OutboxState.UNKNOWN
    for hours in (1, 2, 5):
        later(hours)
    row.refresh_from_db()
    assert row.state == OutboxState.UNKNOWN and row.looks >= 3
    world.play.admin.switch_all_off(world.page)
    with clock.frozen(clock.now() + timedelta(hours=24)):
        services.sweep()
    row.refresh_from_db()
    assert row.state == OutboxState.CONFIRMED
    assert judged(world, row.item) == 1


@pytest.mark.parametrize("fault", ["down", "forbidden", "died"])
def test_11_a_confirmation_that_fails_is_made_later(ordered: tuple[World, Outbox], fault: str) -> None:
    world, row = ordered
    assert row.item is not None

    def fails(name: str) -> None:
        if name == "before_look_up" and fault == "died":
            raise Died
        if name == "before_look_up":
            world.play.admin.switch(world.page, fault)

    with hooked(fails):
        try:
            assert services.send(row.pk) == OutboxState.SENT
        except Died:
            row.refresh_from_db()
            assert row.state == OutboxState.SENT
    world.play.admin.switch_all_off(world.page)
    done(row)
    assert judged(world, row.item) == 1


def test_a_platform_that_says_yes_and_does_nothing_is_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liggaren.connectors import registry
    from liggaren.connectors.base import Receipt

    row = world.order("delete", world.comment("Du är en idiot."))
    connector = registry.get("playground")
    monkeypatch.setattr(type(connector), "perform", lambda self, link, act, **facts: Receipt("x"))
    assert services.send(row.pk) == OutboxState.SENT
    assert settle(row).state == OutboxState.FAILED and row.note == "still_there"


@pytest.mark.parametrize("switch", ["limited", "down"])
def test_a_request_that_did_nothing_is_tried_again_with_a_fresh_verification(
    world: World, switch: str
) -> None:
    item = world.comment("Du är en idiot.")
    row = world.order("delete", item)
    world.play.admin.switch(world.page, switch)
    state = services.send(row.pk)
    world.play.admin.switch_all_off(world.page)
    row.refresh_from_db()
    first = row.verification_id
    assert state == (OutboxState.PREPARED if switch == "limited" else OutboxState.UNKNOWN)
    settle(row)
    if switch == "limited":
        assert row.state == OutboxState.CONFIRMED and row.verification_id != first
    assert sum(line.performed for line in world.acts(item)) <= 1


# 9, 12: real processes


def environment(play: Playground, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PLAYGROUND": play.origin,
        "DJANGO_SETTINGS_MODULE": "liggaren.config.settings",
        **more,
    }


def here(play: Playground) -> dict[str, str]:
    """The test's own database, for a process beside us."""
    facts = connection.settings_dict
    where = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}@/{facts['NAME']}"
    url = f"postgresql://{where}?host={quote(facts['HOST'], safe='')}&port={facts['PORT']}"
    return environment(play, LIGGAREN_DATABASE_URL=url)


def worker(env: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), *words],
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def reads(process: subprocess.Popen[str], word: str) -> None:
    """Read what the worker says until `word`."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"the worker ended before {word}")


def says(env: dict[str, str], *words: str) -> list[str]:
    """All that a worker says until it ends by itself."""
    with worker(env, *words) as process:
        said, _ = process.communicate(timeout=60)
    return said.split()


def test_9_a_worker_killed_while_it_waits_for_the_answer(ordered: tuple[World, Outbox]) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, "silent", "hang")
    with worker(here(world.play), "send", str(row.pk)) as process:
        reads(process, "after_sending")
        wait_for(lambda: bool(world.acts(row.item)))
        process.kill()
        process.communicate()
    world.play.admin.switch_all_off(world.page)
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    done(row)
    assert judged(world, row.item) == 1


def wait_for(is_so: Callable[[], bool]) -> None:
    import time

    for _ in range(500):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


@pytest.fixture
def own_cluster() -> Iterator[tuple[embedded.Cluster, Path]]:
    """A database of the test's own that may be restarted, and the data folder it stands in."""
    base = Path("/var/lib/liggaren/tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="r-", dir=base))
    folder.chmod(0o711)
    yield (
        embedded.Cluster(
            data=folder / "postgres", socket=folder / "s", facts=folder / "keys" / "database.json"
        ),
        folder,
    )
    shutil.rmtree(folder, ignore_errors=True)


def test_12_a_database_restarted_between_the_request_and_the_answer(
    play: Playground, own_cluster: tuple[embedded.Cluster, Path]
) -> None:
    cluster, folder = own_cluster
    play.admin.add_page("badet", "Badhuset Vågen")
    native_id = play.admin.comment(play.admin.post("badet", "Utebadet öppnar."), "Du är en idiot.")
    env = environment(play, LIGGAREN_DATA=str(folder))
    env = {name: value for name, value in env.items() if not name.endswith("DATABASE_URL")}
    server = embedded.start(cluster)
    try:
        command = [sys.executable, "-m", "django", "migrate", "--database", "owner", "-v", "0"]
        subprocess.run(command, env=env, check=True)
        (outbox_id,) = says(env, "prepare", "badet", play.admin.token("badet"), native_id)
        with worker(env, "send", outbox_id, "after_answer") as process:
            reads(process, "after_answer")
            embedded.stop(server)
            server = embedded.start(cluster)
            said, _ = process.communicate("\n", timeout=60)
        assert "Error" in said, "the worker could not commit the answer"
        assert says(env, "sweep", outbox_id, "1") == ["confirmed"]
    finally:
        embedded.stop(server)
    lines = play.admin.journal(page_id="badet", item_id=native_id)
    assert [line.performed for line in lines] == [True]
