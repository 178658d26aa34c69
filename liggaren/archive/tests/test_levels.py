"""How much of an account is printed: everything, what no other account says, or an overview."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from liggaren.archive import choosing, factories, levels, periods, services
from liggaren.archive.models import Choice, Kind, Level, Snapshot
from liggaren.capture.factories import Said, captured
from liggaren.lib import clock, dates

PERIOD = dates.half_year(datetime(2026, 11, 24, tzinfo=UTC))
LONG = "Badhuset håller stängt hela veckan för att vi byter vatten i bassängen."


def test_texts_are_the_same_whatever_their_spaces_and_case_and_short_ones_never() -> None:
    assert levels.normalised(LONG) == levels.normalised(f"  {LONG.upper()}\n".replace(" ", "  "))
    assert levels.normalised("Öppet i dag") == ""


def test_an_overview_prints_the_newest_posts_and_counts_every_month() -> None:
    whole = factories.document(posts=30, comments=2)
    printed = levels.apply(whole, Level.OVERVIEW, dict)
    assert len(printed.entries) == levels.NEWEST and {one.kind for one in printed.entries} == {"post"}
    assert printed.entries[-1].shown_at == max(one.shown_at for one in whole.entries if one.kind == "post")
    (left,) = printed.left_out[len(whole.left_out) :]
    assert left.count == len(whole.entries) - levels.NEWEST and "poster.jsonl" in left.why
    assert printed.notes[0].startswith("Januari 2026: ") and len(printed.notes) == 6
    assert printed.level.startswith("Översikt")


def test_unique_leaves_out_what_another_says_and_keeps_the_comments_to_it() -> None:
    whole = factories.document(posts=3, comments=1)
    first, second, _ = whole.threads
    alone = replace(whole, threads=(replace(first, entries=first.entries[:1]), *whole.threads[1:]))
    same = {first.entries[0].native_id: "Kommunen", second.entries[0].native_id: "Kommunen"}
    printed = levels.apply(alone, Level.UNIQUE, lambda: same)
    assert [len(thread.entries) for thread in printed.threads] == [1, 2]
    assert "Kommunen" in printed.threads[0].outside
    assert printed.left_out[-1].count == 2 and "Kommunen" in printed.left_out[-1].why
    assert levels.apply(whole, Level.FULL, dict).threads == whole.threads


@pytest.mark.django_db
@pytest.mark.clause("G6.1")
def test_a_text_that_two_accounts_share_is_printed_by_one_of_them_and_kept_by_both(
    account: Any, cast: Any, verdict: Any
) -> None:
    from liggaren.archive import queries
    from liggaren.capture import factories as capturing

    other = capturing.account(cast, name="Kommunens sida")
    now = clock.now()
    at = [(now - timedelta(days=days)).isoformat() for days in (3, 2)]
    captured(other, Said("k1", LONG, kind="post", ours=True, claimed=at[0]))
    captured(account, Said("b1", LONG, kind="post", ours=True, claimed=at[1]))
    for one in (account, other):
        services.choose(account=one, level="unique", flavour="2u", by=cast.frida)
        services.open_account(account=one, period=PERIOD, by=None)
    ours = services.make_snapshot(account=account, period=PERIOD, by=None)
    theirs = services.make_snapshot(account=other, period=PERIOD, by=None)
    assert (ours.counts["posts"], theirs.counts["posts"]) == (0, 1)
    assert ours.counts["items"] == 1 and ours.counts["left_out"][-1][1] == 1
    assert LONG.encode() in queries.content(ours.volumes.get(name="poster.jsonl"))
    assert (ours.level, ours.flavour) == ("unique", "2u-ua1")


@pytest.mark.django_db
def test_the_choice_is_versioned_and_only_the_archive_and_the_information_function_make_it(
    account: Any, cast: Any, verdict: Any
) -> None:
    assert choosing.current(account) == (Level.FULL, "2u")
    services.choose(account=account, level="overview", flavour="1b", by=cast.frida)
    services.choose(account=account, level="overview", flavour="1b", by=cast.disa)
    services.choose(account=account, level="full", flavour="1b", by=cast.disa)
    assert list(Choice.objects.order_by("version").values_list("version", "level")) == [
        (1, "overview"), (2, "full"),
    ]  # fmt: skip
    for other in (cast.anna, cast.sara, cast.gustav):
        with pytest.raises(Exception, match="Bara informationsfunktionen"):
            services.choose(account=account, level="full", flavour="2u", by=other)
    with pytest.raises(services.NotChosen):
        services.choose(account=account, level="half", flavour="2u", by=cast.disa)
    captured(account, Said("p1", "Vi badar", kind="post"))
    assert services.make_snapshot(account=account, period=PERIOD, by=None).flavour == "1b"


@pytest.mark.django_db
@pytest.mark.clause("G3.5")
def test_a_crisis_snapshot_of_the_same_days_stays_when_the_half_years_run_opens(
    account: Any, cast: Any
) -> None:
    services.open_account(account=account, period=PERIOD, by=None, kind=Kind.CRISIS_START)
    shorter = dates.HalfYear(PERIOD.start, PERIOD.end - timedelta(days=20), "krisläge, slut")
    services.open_account(account=account, period=shorter, by=None, kind=Kind.CRISIS_END)
    services.open_run(period=PERIOD, by=None)
    assert sorted(Snapshot.objects.values_list("kind", flat=True)) == [
        "crisis_end", "crisis_start", "half_year",
    ]  # fmt: skip
    assert periods.duty_key(Snapshot.objects.get(kind="half_year"))
