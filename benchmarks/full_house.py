"""A municipality many years on, put in by plain SQL: items, versions, the queue, decisions, the log's rows.

Used by `bench_desk.py` (1,000,000 items) and by the house's test of query counts (20,000). Only for
measuring: the log's leaves are filler, so nothing in such a house can be proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ACCOUNTS, MINE = 40, 4  # the first four are Anna's and Selma's
GUARDED = ("ledger_entry", "ledger_pending", "ledger_number", "ledger_checkpoint")  # by triggers of their own
THREAD = 21  # a post of ours and twenty comments
WORDS = (
    *("badhuset", "bussen", "skolan", "gatlyktan", "vattnet", "parken", "barnen", "biblioteket"),
    "simhallen",
    *("kulturen", "miljön", "trafiken", "snöröjningen", "festen", "hamnen", "öppettider", "avgiften"),
    "vägen",
    *("personalen", "verksamheten", "kontoret", "dagen", "och", "det", "som", "är", "inte", "på", "för"),
    "att",
    *("vi", "har", "när", "kommer", "var", "tack", "hej", "varför", "igen", "nu", "hela", "tiden", "alla"),
    *("gångvägen", "kvarnbron", "trasig", "lagar", "vem", "hur", "länge"),
)  # fmt: skip


@dataclass(frozen=True)
class House:
    """What the measuring needs to know: the people, and one of Anna's accounts."""

    cast: Any
    account: Any


def people_and_accounts() -> House:
    """The cast, and forty accounts, by the models: this is small."""
    from liggaren.lib import clock
    from liggaren.people import factories
    from liggaren.people.models import Unit, UnitKind
    from liggaren.register.models import Account, AccountOwnership, Administrator, Status

    cast, now = factories.cast(), clock.now()
    units = [cast.unit] + [
        Unit.objects.create(name=f"Enhet {n}", kind=UnitKind.UNIT, parent=cast.administration)
        for n in range(1, 11)
    ]
    accounts = []
    for n in range(ACCOUNTS):
        unit = units[0] if n < MINE else units[1 + n % 10]
        accounts.append(Account.objects.create(
            platform="playground", profile="full", instance="https://torget.example", native_id=f"sida-{n}",
            name=f"Konto {n}", sort_key=f"konto {n:03}", unit=unit, board=cast.board, status=Status.ADOPTED,
            address=f"https://torget.example/{n}", address_key=f"torget.example/{n}",
            entered_at=now - timedelta(days=2_000), changed_at=now,
        ))  # fmt: skip
        AccountOwnership.objects.create(account=accounts[-1], unit=unit, board=cast.board)
        for person in (cast.anna, cast.second) if n < MINE else (cast.second, cast.bertil):
            Administrator.objects.create(
                account=accounts[-1], user=person, valid_from=now - timedelta(days=900)
            )
    return House(cast, accounts[0])


def fill(cursor: Any, items: int, start: int = 0) -> None:
    """Put `items` items in, the newest twentieth still open, numbered from
    `start` (a multiple of 21). `cursor` is the owner's (or the superuser's)."""
    from liggaren.lib.swedish import search_terms

    terms = [" ".join(sorted(set(search_terms(word)) or {word})) for word in WORDS]
    cursor.execute(
        "CREATE TEMP TABLE vocabulary AS SELECT * FROM unnest(%s::text[], %s::text[]) v(word, terms)",
        [list(WORDS), terms],
    )
    cursor.execute(
        _ground(),
        {"items": items, "start": start, "accounts": ACCOUNTS, "thread": THREAD, "words": len(WORDS)},
    )
    for table in GUARDED:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in Path(__file__).with_name("full_house.sql").read_text().split("\n--\n"):
        cursor.execute(statement, {"items": items, "start": start})
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in GUARDED:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for table in ("capture_version", "capture_sighting", "moderation_handling", "ledger_entry"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608


def settle(house: House) -> None:
    """What any house has from its start: approved facts for the first accounts."""
    from liggaren.lib import clock
    from liggaren.register.models import Account, WorkingFacts

    for account in Account.objects.filter(unit=house.cast.unit):
        WorkingFacts.objects.create(
            account=account, version=1, signature="Anna, badhuset Vågen", reply_hours=24,
            watch={"days": [0, 1, 2, 3, 4], "from": "08.00", "to": "17.00", "times_per_day": 3}, plan_ref="1",
            approver_one_id=house.cast.bertil.pk, approver_two_id=house.cast.cecilia.pk, approval_entry_id=1,
            made_at=clock.now(),
        )  # fmt: skip


def chosen() -> Any:
    """The id of an open item on one of Anna's accounts, in the middle of what waits."""
    from liggaren.moderation.models import Handling

    waiting = Handling.objects.filter(state="untaken", urgency=3, account__native_id="sida-0").order_by("pk")
    return waiting[waiting.count() // 2].item_id


def _ground() -> str:
    """One row for each item: its number, thread, account, sender, time and words."""
    words = " || ' ' || ".join(f"w{k}.word" for k in range(8))
    terms = " || ' ' || ".join(f"w{k}.terms" for k in range(8))
    joins = " ".join(
        f"JOIN (SELECT word, terms, row_number() OVER () - 1 AS at FROM vocabulary) w{k}"  # noqa: S608
        f" ON w{k}.at = ((n::bigint * {p}) >> {k}) %% %(words)s"
        for k, p in enumerate((1, 7, 13, 29, 53, 97, 131, 197))
    )
    return f"""CREATE TEMP TABLE ground AS
      SELECT n, md5('i' || n)::uuid AS id, n %% %(thread)s AS place,
        md5('i' || (n - n %% %(thread)s))::uuid AS root, a.id AS account,
        'avs-' || (n::bigint * 7919 %% 50000) AS sender,
        now() - ((n - %(start)s) * interval '1826 days' / %(items)s) AS at, {words} AS said,
        array_to_tsvector(string_to_array({terms}, ' ')) AS terms
      FROM generate_series(%(start)s, %(start)s + %(items)s - 1) n
      JOIN (SELECT id, row_number() OVER (ORDER BY sort_key) - 1 AS number FROM register_account) a
        ON a.number = (n / %(thread)s) %% %(accounts)s {joins}"""  # noqa: S608
