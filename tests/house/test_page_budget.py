"""Every page of the desk keeps within its questions to the database, however much stands in it (design 7)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
MOST, FEW, MANY = 15, 2_100, 20_000
GROWS = ("/granskning/liggaren/",)  # walks up the log's tree: by the logarithm of its size
# Pages that ask more than the desk's goal, each with its number, which may only fall.
OVER: dict[str, int] = {
    "/arkiv/": 17, "/att-diariefora/nummerform/": 28, "/bevakning/borta/": 56, "/forsvunnet/": 22,
    "/granskning/": 17, "/granskning/liggaren/": 38, "/inkorg/X/": 17, "/inlagg/X/": 17, "/konton/X/": 21,
    "/krislage/nytt/": 94, "/start/": 32, "/ta-bort/X/": 44,
}  # fmt: skip


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def counted(pages: list[tuple[str, Any]]) -> dict[tuple[str, str], int]:
    found = {}
    for path, person in pages:
        client = Client()
        client.force_login(person)
        client.get(path)  # what is read once for the process
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get(path).status_code == 200
        found[path, person.name] = len(asked)
    return found


def test_no_page_asks_more_questions_when_there_is_more_to_show(committed: None) -> None:
    house, bench = load("full_house"), load("bench_desk")
    made = house.people_and_accounts()
    house.settle(made)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        house.fill(cursor, FEW)
    item = house.chosen()
    few = counted(bench.pages(made, item))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        house.fill(cursor, MANY, start=10 * FEW)
    many = counted(bench.pages(made, item))
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert {page for page in grown if page[0] not in GROWS} == set()
    most: dict[str, int] = {}
    for (path, _), asked in many.items():
        page = path.replace(str(item), "X").replace(str(made.account.pk), "X")
        most[page] = max(asked, most.get(page, 0))
    assert {page: asked for page, asked in most.items() if asked > OVER.get(page, MOST)} == {}
