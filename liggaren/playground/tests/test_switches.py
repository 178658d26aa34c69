"""Each way to misbehave: what the caller sees, what was done, and what the journal says of both."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from liggaren.playground.errors import ApiError
from liggaren.playground.serve import Playground, running


@pytest.fixture(scope="module")
def torget() -> Iterator[Playground]:
    with running() as made:
        made.admin.add_page("sidan", "Sidan")
        yield made


@pytest.fixture
def comment(torget: Playground) -> Iterator[str]:
    yield torget.admin.comment(torget.admin.post("sidan", "Inlägg"), "Hej")
    torget.admin.switch_all_off("sidan")


def delete(torget: Playground, comment: str, *, timeout: float = 5) -> int | None:
    """The status, or None when no whole answer came."""
    headers = {"Authorization": f"Bearer {torget.admin.token('sidan')}"}
    try:
        url = f"{torget.origin}/v1/items/{comment}"
        return httpx.delete(url, headers=headers, timeout=timeout).status_code
    except httpx.TransportError:
        return None


@pytest.mark.parametrize(
    ("switch", "value", "status", "done"),
    [
        ("silent", "drop", None, True),
        ("silent", "hang", None, True),
        ("error_after", "", 500, True),
        ("reset", "", None, False),
        ("down", "", 503, False),
        ("limited", "", 429, False),
        ("refuse", "", 422, False),
        ("slow", "0.2", 204, True),
        ("forbidden", "", 204, True),
    ],
)
def test_a_switch_decides_the_answer_and_the_journal_the_truth(
    torget: Playground, comment: str, switch: str, value: str, status: int | None, done: bool
) -> None:
    torget.admin.switch("sidan", switch, value)
    began = time.monotonic()
    assert delete(torget, comment, timeout=1 if value == "hang" else 5) == status
    assert switch != "slow" or time.monotonic() - began >= 0.2
    assert bool(torget.admin.item(comment)["deleted_at"]) is done
    (line,) = torget.admin.journal(item_id=comment)
    assert (line.act, line.performed, line.status or None) == ("delete", done, status)


def test_half_an_answer_breaks_off_in_the_middle(torget: Playground, comment: str) -> None:
    torget.admin.switch("sidan", "half")
    headers = {"Authorization": f"Bearer {torget.admin.token('sidan')}"}
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{torget.origin}/v1/items/{comment}", headers=headers)
    torget.admin.switch("sidan", "half", None)
    assert httpx.get(f"{torget.origin}/v1/items/{comment}", headers=headers).status_code == 200


def test_a_look_up_still_works_while_acts_fall_silent(torget: Playground, comment: str) -> None:
    torget.admin.switch("sidan", "silent")
    headers = {"Authorization": f"Bearer {torget.admin.token('sidan')}"}
    assert httpx.get(f"{torget.origin}/v1/items/{comment}", headers=headers).status_code == 200
    torget.admin.switch("sidan", "forbidden")
    assert httpx.get(f"{torget.origin}/v1/items/{comment}", headers=headers).status_code == 403


def test_unknown_switches_and_values_are_refused(torget: Playground) -> None:
    for name, value in (("okänd", ""), ("slow", "x"), ("slow", "601"), ("slow", "nan"), ("silent", "x")):
        with pytest.raises(ApiError):
            torget.admin.switch("sidan", name, value)


def test_a_port_in_use_is_told(torget: Playground) -> None:
    port = int(torget.origin.rpartition(":")[2])
    with pytest.raises(OSError), running(port=port):
        pass
