"""Canary: words of what may be secret reach nobody without right to read them (design 3.11, 3.14).

Whatever page, list, count, mail, file, job, session or log is looked at. Who may read them does find them.
"""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from liggaren.actions.factories import World
from liggaren.archive import queries as archiving
from liggaren.archive import services as archive
from liggaren.capture import queries as capture
from liggaren.capture import services as capturing
from liggaren.capture.models import Item, Sighting, Version
from liggaren.ledger.models import Record
from liggaren.lib import clock, dates
from liggaren.moderation import purging, secrecy, services
from liggaren.moderation.factories import incoming, plant
from liggaren.moderation.models import Opening, PurgeOrder, RegistrationRequest, Removal
from liggaren.moderation.tests.deciding import carried_out, decide
from liggaren.notices.models import Notice
from liggaren.notices.services import mail as send
from liggaren.people.models import User
from liggaren.search import queries as searching

pytestmark = pytest.mark.clause("G5.3", "C7.1", "C7.2")
STATES = ("flagged", "suspected", "restricted", "removed", "purged", "message")
FIELDS = ("text", "name", "handle", "reason")
PEOPLE = ("anna", "second", "bertil", "cecilia", "disa", "erik", "frida", "gustav", "sara")


def word(kind: str, state: str) -> str:
    """An unmistakable word: nothing else holds it."""
    return f"Kanarie{kind}{state}"


WORDS = {state: tuple(word(kind, state) for kind in FIELDS) for state in STATES}


@dataclass
class Town:
    world: World
    items: dict[str, Item]
    removal: Removal
    order: PurgeOrder
    snapshot: Any = None
    opened: set[tuple[int, str]] = field(default_factory=set)

    def people(self) -> Iterator[tuple[str, User | None]]:
        yield "anonymous", None
        for name in PEOPLE:
            yield name, getattr(self.world.cast, name)

    def forbidden(self, user: User | None) -> dict[str, str]:
        """The words that may not be shown to this person, each with its item's state."""
        found = {}
        for state, item in self.items.items():
            reads = user is not None and capture.may_read(user, item)
            opened = user is not None and (user.pk, state) in self.opened
            if not (reads and (opened or state == "message")):
                found |= dict.fromkeys((one.lower() for one in WORDS[state]), state)
        return found


@pytest.fixture
def town(world: World, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Town:
    settings.DATA = tmp_path
    caplog.set_level(logging.DEBUG)
    plant()
    items = {state: said(world, state) for state in STATES}
    anna, erik, second = world.cast.anna, world.cast.erik, world.cast.second
    capturing.restrict(
        items["flagged"], level=Item.Visibility.FLAGGED, by=None, reason=word("reason", "flagged")
    )
    for state in ("suspected", "restricted", "removed"):
        secrecy.suspect(item=items[state], by=anna, reason=word("reason", state))
    services.open_masked(item=items["restricted"], by=erik)
    secrecy.restrict(
        item=items["restricted"], provision="OSL 26:1", reason=word("reason", "restricted"), by=erik
    )
    services.open_masked(item=items["removed"], by=anna)
    removal = decide(items["removed"], anna, basis="secrecy", reason=word("reason", "removed"))
    removal = carried_out(removal)
    order = purging.order_purge(
        item=items["purged"],
        by=anna,
        description="Bild.",
        reason="Får inte innehas.",
        police_number="",
        removes=False,
    )
    purging.confirm_purge(order=order, by=second)
    Item.objects.filter(pk=items["message"].pk).update(kind="message")
    Sighting.objects.filter(item=items["message"]).update(relation="message")
    made = Town(world, {state: Item.objects.get(pk=item.pk) for state, item in items.items()}, removal, order)
    for row in Opening.objects.all():
        made.opened |= {(row.by_id, state) for state, item in items.items() if item.pk == row.item_id}
    return made


def said(world: World, state: str) -> Item:
    item = incoming(world, f"Han har {word('text', state)} sedan i våras.", name=word("name", state))
    Version.objects.filter(item=item).update(sender_handle=word("handle", state))
    return item


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if str(each.pattern).startswith("inloggning/"):
            continue  # allauth's own, which know of no item
        if isinstance(each, URLResolver):
            yield from patterns(each, f"{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield space, each


def addresses(town: Town) -> set[tuple[str, str]]:
    """Every address of ours, once for each of the objects that it may be about."""
    snapshot = town.snapshot.pk if town.snapshot else uuid4()
    ids: dict[str, list[Any]] = {
        "item_id": [item.pk for item in town.items.values()], "removal_id": [town.removal.pk],
        "request_id": list(RegistrationRequest.objects.values_list("pk", flat=True)),
        "account_id": [town.world.account.pk], "order_id": [town.order.pk], "snapshot_id": [snapshot],
        "index": list(range(Record.objects.count())), "number": [1],
    }  # fmt: skip
    found = set()
    for space, pattern in patterns(get_resolver()):
        names = list(pattern.pattern.converters)
        if len(names) > 1 or (names and names[0] not in ids):
            continue
        for value in ids[names[0]] if names else [None]:
            kwargs = {names[0]: value} if names else {}
            found.add((str(pattern.name), reverse(space + str(pattern.name), kwargs=kwargs)))
    return found


def client(user: User | None) -> Client:
    made = Client(raise_request_exception=False)
    if user is not None:
        made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def words_of(response: Any) -> str:
    """All that an answer says: body, headers, and the files of a packed one."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode(errors="replace")
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            text += " ".join(
                f"{name} {packed.read(name).decode(errors='replace')}" for name in packed.namelist()
            )
    return f"{response.headers} {text}".lower()


def test_no_page_of_the_desk_or_the_public_shows_a_word_to_whoever_may_not_read_it(town: Town) -> None:
    leaks, shown, asked = [], set(), 0
    every = sorted(addresses(town))
    for who, user in town.people():
        visitor, forbidden = client(user), town.forbidden(user)
        for name, address in every:
            if (
                name.startswith("evidence")
                and user
                and user
                in (
                    town.world.cast.anna,
                    town.world.cast.erik,
                    town.world.cast.gustav,
                    town.world.cast.bertil,
                )
            ):
                continue  # taking the file is itself an opening
            text = words_of(visitor.get(address))
            asked += 1
            leaks += [(who, address, one) for one, state in forbidden.items() if one in text]
            shown |= {one for one in (w.lower() for ws in WORDS.values() for w in ws) if one in text}
    print(f"{asked} answers read, {len(leaks)} leaks")
    assert leaks == []
    for state in ("removed", "restricted"):  # so that the test can fail: who may read does find them
        assert word("text", state).lower() in shown, state


def test_no_search_finds_or_counts_it_for_whoever_may_not_read_it(town: Town) -> None:
    for who, user in town.people():
        if user is None:
            continue
        for state, item in town.items.items():
            for one in WORDS[state]:
                found = searching.search(user, one).count
                assert found == 0 or capture.may_read(user, item), (who, one)
                page = words_of(client(user).get("/sok/", {"q": one})).replace(one.lower(), "")
                opened = (user.pk, state) in town.opened or state == "message"
                shown = [other for other in WORDS[state] if other.lower() in page]
                assert not shown or (opened and capture.may_read(user, item)), (who, one)
    assert searching.search(town.world.cast.erik, word("text", "restricted")).count == 1


def kept(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")  # noqa: S608
        return str(cursor.fetchone()[0]).lower()


def every_word(*, but: tuple[str, ...] = ()) -> list[str]:
    return [one.lower() for state, words in WORDS.items() if state not in but for one in words]


def test_no_notice_mail_job_session_duty_or_log_holds_a_word(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    for notice in Notice.objects.all():
        send(notice)
    for _, user in town.people():
        client(user).get("/start/")
    places = {
        "mails": " ".join(f"{one.subject} {one.body} {one.message()}" for one in mail.outbox).lower(),
        "sessions": " ".join(str(one.get_decoded()) for one in Session.objects.all()).lower(),
        "log": " ".join(
            logging.Formatter().format(one) for one in caplog.records if "playground" not in one.name
        ).lower(),
        **{name: kept(name) for name in (
            "procrastinate_jobs", "procrastinate_events", "notices_notice", "duties_duty")},
    }  # fmt: skip
    assert len(places["mails"]) > 100 and len(places["procrastinate_jobs"]) > 100
    assert [(name, one) for name, text in places.items() for one in every_word() if one in text] == []
    assert word("text", "flagged").lower() in kept("capture_version")  # so that the test can fail


def test_what_a_broken_page_says_and_logs_holds_no_word(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused row is quoted by the database in its error: neither page nor written log repeats it."""
    from liggaren.lib.quiet_logs import QuietFormatter

    item = town.items["restricted"]

    def broken(*args: Any, **named: Any) -> Any:
        Version.objects.create(
            item=item, number=1, change="edit", text=word("text", "restricted"), seen_at=clock.now(),
            sender_name=word("name", "restricted"), digest="0" * 64, entry_id=0, position=0,
            trust=None,
        )  # fmt: skip

    monkeypatch.setattr("liggaren.desk.start.views.render", broken)
    caplog.clear()
    answer = client(town.world.cast.anna).get("/start/")
    assert answer.status_code == 500
    written = " ".join(QuietFormatter().format(one) for one in caplog.records).lower()
    assert "violates not-null constraint" in written
    for one in every_word():
        assert one not in words_of(answer) and one not in written
    raw = " ".join(logging.Formatter().format(one) for one in caplog.records).lower()
    assert word("text", "restricted").lower() in raw  # so that the test can fail


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: make extras")
def test_no_snapshot_package_or_file_name_holds_a_word(town: Town, settings: Any) -> None:
    frida = town.world.cast.frida
    snapshot = archive.make_snapshot(
        account=town.world.account, period=dates.half_year(clock.now()), by=town.world.cast.disa
    )
    assert archiving.pdfs(snapshot)
    archive.deliver(snapshot=snapshot, by=town.world.cast.disa, accepted_by=frida)
    files = [
        path for path in Path(settings.DATA).rglob("*") if path.is_file() and "playground" not in path.name
    ]
    read = " ".join(f"{path} {content(path)}" for path in files).lower()
    assert ".pdf" in read and ".jsonl" in read
    assert [one for one in every_word(but=("flagged",)) if one in read] == []
    assert "utebadet öppnar på lördag" in read  # so that the test can fail: what is open is there


def content(path: Path) -> str:
    """A file's words: a PDF's as `pdftotext` reads them, any other as it stands."""
    if path.suffix != ".pdf":
        return path.read_bytes().decode(errors="replace")
    return subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True, timeout=60
    ).stdout  # fmt: skip
