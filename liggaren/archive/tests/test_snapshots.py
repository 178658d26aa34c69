from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from liggaren.archive import (
    collecting,
    items_file,
    pdf,
    periods,
    permissions,
    queries,
    services,
    states,
    telling,
)
from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.archive.tasks import sweep
from liggaren.capture.factories import Said, captured
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.moderation.models import Category, Removal

PERIOD = dates.half_year(date(2026, 11, 24))
S = SnapshotState
pytestmark = pytest.mark.django_db


def remove(item: Any, by: Any, **changes: Any) -> Removal:
    now = clock.now()
    facts: dict[str, Any] = {
        "category": Category.objects.first(), "legal_basis": "house_rule", "obvious": True,
        "reason": "Hot",
        "way": "delete", "state": "done", "decided_by": by, "decided_at": now,
        "seen_at": now, "opened_at": now,
        "account": item.sightings.first().account, "opened_by": by, "version": item.latest,
    }  # fmt: skip
    return Removal.objects.create(item=item, **{**facts, **changes})


def contents(snapshot: Snapshot) -> list[dict[str, Any]]:
    found = snapshot.volumes.get(name=items_file.NAME)
    return [json.loads(line) for line in queries.content(found).splitlines()]


@pytest.mark.clause("G6.1", "G6.2")
def test_a_snapshot_holds_the_periods_posts_comments_and_edits(account: Any, cast: Any, verdict: Any) -> None:
    captured(account, Said("p1", "Vi badar", kind="post", ours=True), Said("c1", "När då?", parent="p1"))
    captured(account, Said("c1", "När då, och var?", parent="p1"))
    made = services.make_snapshot(account=account, period=PERIOD, by=cast.disa)
    assert made.state == S.VALID
    assert {key: made.counts[key] for key in ("posts", "comments", "edited", "removed")} == {
        "posts": 1, "comments": 1, "edited": 1, "removed": 0,
    }  # fmt: skip
    assert queries.content(queries.pdfs(made)[0]).startswith(b"%PDF-1.7")
    comment, post = contents(made)[1:]
    assert [one["text"] for one in comment["versions"]] == ["När då?", "När då, och var?"]
    assert post["versions"][0]["entry"] is not None


def test_items_of_another_half_year_stay_out_and_a_swedish_midnight_parts_them(
    account: Any, cast: Any, verdict: Any
) -> None:
    captured(
        account,
        Said("before", "x", kind="post", claimed="2026-06-30T21:59:59+00:00"),
        Said("first", "y", kind="post", claimed="2026-06-30T22:00:00+00:00"),
    )
    made = services.make_snapshot(account=account, period=PERIOD, by=None)
    assert [row["native_id"] for row in contents(made)[1:]] == ["first"]


def test_messages_restricted_suspected_and_destroyed_items_are_counted_and_never_enter(
    account: Any, cast: Any, verdict: Any
) -> None:
    from liggaren.vault import services as vault

    secret = "Min diagnos är hemlig"
    _, _, hidden, suspected, gone = captured(
        account,
        Said("p", "Öppet", kind="post"),
        Said("m", secret, kind="message"),
        Said("r", secret),
        Said("s", secret),
        Said("d", secret),
    )
    type(hidden).objects.filter(pk=hidden.pk).update(visibility="restricted")
    type(hidden).objects.filter(pk=suspected.pk).update(visibility="suspected")
    vault.purge(gone.latest.slice, by=("user:1", "user:2"), reason="prov")
    made = services.make_snapshot(account=account, period=PERIOD, by=None)
    assert [(what, count) for what, count, _ in made.counts["left_out"]] == [
        ("Meddelanden", 1), ("Begränsat innehåll", 1), ("Misstänkt sekretess", 1),
        ("Gallrat eller förstört", 1),
    ]  # fmt: skip
    everything = b"".join(queries.content(volume) for volume in made.volumes.all())
    assert secret.encode() not in everything
    assert made.counts["comments"] == 0


@pytest.mark.clause("G5.5")
def test_what_was_removed_has_its_ground_and_no_content(account: Any, cast: Any, verdict: Any) -> None:
    (item,) = captured(account, Said("c", "Ett hot som inte ska synas"))
    remove(item, cast.anna)
    made = services.make_snapshot(account=account, period=PERIOD, by=None)
    (row,) = contents(made)[1:]
    assert row["removed"]["basis"] == "Våra egna regler"
    assert "versions" not in row
    assert "hot" not in json.dumps(row)
    assert made.counts["removed"] == 1


def test_a_counter_reply_takes_nothing_away(account: Any, cast: Any, verdict: Any) -> None:
    (item,) = captured(account, Said("c", "Påhopp"))
    remove(item, cast.anna, way="counter_reply")
    made = services.make_snapshot(account=account, period=PERIOD, by=None)
    assert contents(made)[1]["versions"][0]["text"] == "Påhopp"


def test_the_document_is_dated_by_the_checkpoint_and_made_twice_it_is_the_same(
    account: Any, cast: Any, verdict: Any
) -> None:
    captured(account, Said("p1", "Vi badar", kind="post"))
    made = services.make_snapshot(account=account, period=PERIOD, by=None)
    from liggaren.ledger.models import Checkpoint

    head = Checkpoint.objects.get(size=made.checkpoint_size)
    document = collecting.collect(made, head).document
    assert document.sealing.signed_at == made.signed_at
    assert document.notes == (collecting.UNFINISHED,)
    again = next(pdf.make(document))
    assert again.data == queries.content(queries.pdfs(made)[0])


def test_a_thread_that_began_before_the_period_says_where(account: Any, cast: Any) -> None:
    post, comment = captured(
        account,
        Said("p", "Gammalt", kind="post", claimed="2026-03-02T08:00:00+00:00"),
        Said("c", "Nytt svar", parent="p"),
    )
    assert telling.outside(comment).startswith("Svarar på något från 2 mars 2026 som inte är med här")
    type(post).objects.filter(pk=post.pk).update(visibility="restricted")
    comment.refresh_from_db()
    assert telling.outside(comment) == "Svarar på något som inte är med här."


def test_a_change_of_board_within_the_period_gives_two_snapshots(account: Any, cast: Any) -> None:
    from liggaren.people.models import Unit, UnitKind
    from liggaren.register.models import AccountOwnership

    opened = services.open_account(account=account, period=PERIOD, by=None)
    other = Unit.objects.create(name="Tekniska nämnden", kind=UnitKind.BOARD, parent=cast.top)
    AccountOwnership.objects.filter(account=account).update(valid_to=date(2026, 10, 1))
    AccountOwnership.objects.create(account=account, board=other, unit=other, valid_from=date(2026, 10, 1))
    found = services.open_account(account=account, period=PERIOD, by=None)
    assert [(one.board.name, one.due_on) for one in found] == [
        ("Kultur- och fritidsnämnden", date(2026, 9, 30)), ("Tekniska nämnden", date(2026, 12, 31)),
    ]  # fmt: skip
    assert not Snapshot.objects.filter(pk=opened[0].pk).exists()
    assert Duty.objects.filter(closed_at=None).count() == 2


@pytest.mark.clause("G6.1")
def test_no_account_of_the_period_is_without_a_snapshot_and_a_duty(account: Any, cast: Any) -> None:
    with clock.frozen(datetime(2026, 11, 24, 2, 20, tzinfo=UTC)):
        sweep(timestamp=0)
        sweep(timestamp=0)
    (row,) = Snapshot.objects.all()
    duty = Duty.objects.get(key=periods.duty_key(row))
    assert row.state == S.DUE
    assert duty.link == f"/arkiv/{row.pk}/"


def test_a_fault_on_the_way_makes_it_due_again_with_a_reason_without_content(
    account: Any, cast: Any, verdict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **facts: Any) -> Any:
        raise pdf.NotSet("hemlig text ur ett inlägg")

    monkeypatch.setattr(pdf, "make", broken)
    with pytest.raises(services.NotMade) as told:
        services.make_snapshot(account=account, period=PERIOD, by=None)
    row = Snapshot.objects.get()
    assert (row.state, row.note) == (S.DUE, "Sättningen avbröts.")
    assert "hemlig" not in told.value.message
    assert not row.volumes.exists()


def test_what_is_restricted_while_the_pages_are_set_stops_the_snapshot(
    account: Any, cast: Any, verdict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = captured(account, Said("c", "Hej"))
    real = pdf.make

    def meanwhile(*args: Any, **facts: Any) -> Any:
        type(item).objects.filter(pk=item.pk).update(visibility="restricted")
        return real(*args, **facts)

    monkeypatch.setattr(pdf, "make", meanwhile)
    with pytest.raises(services.NotMade, match="begränsades"):
        services.make_snapshot(account=account, period=PERIOD, by=None)
    assert Snapshot.objects.get().state == S.DUE


def test_one_that_a_killed_worker_left_half_made_can_be_made(account: Any, cast: Any, verdict: Any) -> None:
    (row,) = services.open_account(account=account, period=PERIOD, by=None)
    Snapshot.objects.filter(pk=row.pk).update(state=S.MAKING)
    assert services.make(snapshot=row, by=None).state == S.VALID


def test_two_runs_at_once_make_it_once(account: Any, cast: Any, verdict: Any) -> None:
    import psycopg
    from django.db import connection

    (row,) = services.open_account(account=account, period=PERIOD, by=None)
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"snapshot {row.pk}"])
        with pytest.raises(services.NotMade, match="framställs redan"):
            services.make(snapshot=row, by=None)
    row.refresh_from_db()
    assert row.state == S.DUE


def test_the_snapshots_that_printed_an_item_are_found_when_it_must_go(
    account: Any, cast: Any, verdict: Any
) -> None:
    (item,) = captured(account, Said("c", "Hej"))
    assert not queries.holding(item).exists()
    snapshot = services.make_snapshot(account=account, period=PERIOD, by=None)
    assert queries.holding(item).get() == snapshot


def test_every_pair_of_states_is_either_in_the_table_or_refused() -> None:
    for before in S:
        for after in S:
            row = Snapshot(state=before)
            if after in states.MOVES[before]:
                states.move(row, after)
                assert row.state == after
            else:
                with pytest.raises(states.NoSuchMove):
                    states.move(row, after)
    assert not any(S.DELIVERED in states.MOVES[state] for state in (S.DUE, S.MAKING, S.FAILED))


def test_the_run_shows_what_needs_a_hand_first_and_a_stranger_nothing(account: Any, cast: Any) -> None:
    services.open_account(account=account, period=PERIOD, by=None)
    found = queries.in_period(permissions.visible_to(cast.frida), PERIOD)
    states_now = list(found.values_list("state", "due_on"))
    late = queries.run(states_now, date(2027, 1, 2))
    assert (late.total, late.late, late.needs_a_hand, late.received) == (1, 1, 1, 0)
    assert queries.run(states_now, date(2026, 12, 1)).late == 0
    assert not permissions.visible_to(cast.sara).exists()
