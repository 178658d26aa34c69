"""The whole way against the simulated platform over HTTP: edits, deletions, hiding, and a platform that
fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings

from liggaren.capture import services
from liggaren.capture.models import Item, ItemState, Response, Version
from liggaren.connectors import registry
from liggaren.connectors.base import ConnectorError
from liggaren.people.factories import Cast
from liggaren.playground.serve import running
from liggaren.register import services as register
from liggaren.register.models import Account, ConnectionState, ConnectionStatus
from liggaren.vault import services as vault

pytestmark = pytest.mark.django_db
PAGE = "badhuset-vagen"


@dataclass
class Place:
    """The platform's own switchboard, and our account there."""

    admin: Any
    account: Account
    post: str

    def visit(self) -> services.CaptureOutcome:
        return services.capture_account(self.account)

    def comment(self, text: str) -> str:
        return str(self.admin.comment(self.post, text, name="Backsippan"))

    def item(self, native_id: str) -> Item:
        return Item.objects.select_related("latest").get(native_id=native_id)


@pytest.fixture
def place(cast: Cast) -> Iterator[Place]:
    with running() as torget:
        torget.admin.add_page(PAGE, "Badhuset Vågen", profile="full")
        registry.configure(loopback_origins=[torget.origin])
        account = register.adopt(platform="playground", name="Badhuset Vågen", unit=cast.unit, by=cast.disa)
        token = torget.admin.token(PAGE)
        register.connect(account, origin=torget.origin, native_id=PAGE, token=token, by=cast.disa)
        yield Place(torget.admin, account, str(torget.admin.post(PAGE, "Välkommen till badet")))
        registry.client().close()
        registry.configure(loopback_origins=settings.LOOPBACK_ORIGINS)


@pytest.mark.clause("G5.1")
def test_comments_are_captured_with_their_thread_and_no_network_data(place: Place) -> None:
    native = place.comment("När öppnar ni?")
    assert place.visit().new == 2
    item = place.item(native)
    assert item.latest is not None and item.latest.slice is not None
    assert (item.latest.text, item.parent and item.parent.native_id) == ("När öppnar ni?", place.post)
    kept = [vault.get(response.blob) for response in Response.objects.select_related("blob") if response.blob]
    for data in (*kept, vault.get(item.latest.slice)):
        assert b"192.0.2." not in data and b"medborgare.example" not in data


def test_an_edit_there_is_a_version_here(place: Place) -> None:
    native = place.comment("fult")
    place.visit()
    place.admin.edit(native, "fint")
    assert place.visit().edited == 1
    assert [version.text for version in place.item(native).versions.order_by("number")] == ["fult", "fint"]


def test_a_deletion_there_is_confirmed_here(place: Place) -> None:
    native = place.comment("fult")
    place.visit()
    place.admin.delete(native)
    assert place.visit().missing == 1
    assert place.item(native).state == ItemState.DELETED


@pytest.mark.parametrize("switch", ["down", "reset", "half", "error_after", "limited", "forbidden"])
def test_a_platform_that_fails_deletes_nothing(place: Place, switch: str) -> None:
    natives = [place.comment(f"text {n}") for n in range(3)]
    place.visit()
    place.admin.switch(PAGE, switch)
    place.visit()
    assert {place.item(native).state for native in natives} == {ItemState.PRESENT}
    place.admin.switch_all_off(PAGE)
    outcome = place.visit()
    assert (outcome.error, outcome.missing) == ("", 0)
    assert ConnectionState.objects.get().state == ConnectionStatus.ALIVE


def test_a_look_up_that_gets_no_answer_says_nothing(place: Place) -> None:
    native = place.comment("text")
    place.visit()
    place.admin.switch(PAGE, "down")
    with pytest.raises(ConnectorError):
        services.look_up(place.item(native))
    assert place.item(native).state == ItemState.PRESENT


def test_many_comments_are_walked_page_by_page(place: Place) -> None:
    place.admin.many(place.post, 450)
    outcome = place.visit()
    assert outcome.new == 451 and outcome.pages >= 5
    again = place.visit()
    assert (again.new, again.edited, again.missing) == (0, 0, 0)
    assert Version.objects.count() == 451
