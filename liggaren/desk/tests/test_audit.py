"""The auditor's pages: who reads them, what they answer when there is nothing and when there is much."""

from __future__ import annotations

import pytest
from django.test import Client

from liggaren.people.factories import Cast, cast

PAGES = (
    "/granskning/", "/granskning/likabehandling/", "/granskning/likabehandling.csv", "/granskning/beslut/",
    "/granskning/forsvunnet/", "/granskning/okant/", "/granskning/liggaren/", "/granskning/mal/",
)  # fmt: skip


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.mark.parametrize("path", PAGES)
def test_the_auditor_reads_every_page_and_a_stranger_finds_none(people: Cast, path: str) -> None:
    client = Client()
    client.force_login(people.gustav)
    assert client.get(path).status_code == 200
    client.force_login(people.sara)
    assert client.get(path).status_code == 404
    client.force_login(people.anna)
    assert client.get(path).status_code == 404
    assert Client().get(path).status_code == 302
