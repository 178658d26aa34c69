"""Every address, by everyone: the anonymous signs in first, a stranger finds nothing, no page breaks."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

spec = importlib.util.spec_from_file_location("access_matrix", Path(__file__).with_name("access_matrix.py"))
assert spec and spec.loader
matrix = importlib.util.module_from_spec(spec)
spec.loader.exec_module(matrix)
PAGES = 60  # for each person; enough to reach every kind of page
LINK = re.compile(rb'(?:href|action|data-autosave|data-news|hx-get)="(/[^"#?]*)')


def patterns(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of ours, with its name space; allauth's own are tested where they come from."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if route.startswith("inloggning/"):
            continue
        if isinstance(each, URLResolver):
            yield from patterns(each, route, f"{each.namespace}:" if each.namespace else space)
        else:
            yield space, each


ADDRESSES = {str(each.name or each.pattern): (space, each) for space, each in patterns(get_resolver())}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(ADDRESSES) == set(matrix.ROWS)


@dataclass
class Town:
    """The demonstration's people, a stranger, and one real object for each kind of address."""

    users: dict[str, Any]
    stranger: Any
    objects: dict[str, Any] = field(default_factory=dict)

    def path(self, name: str) -> str:
        space, pattern = ADDRESSES[name]
        if not pattern.name:
            return f"/{pattern.pattern}"
        words = {
            word: self.objects.get(word, _nobody(kind)) for word, kind in pattern.pattern.converters.items()
        }
        return reverse(space + name, kwargs=words)


def _nobody(converter: object) -> Any:
    """A name that fits the address and belongs to nothing."""
    return {"UUIDConverter": uuid4(), "IntConverter": 0}.get(type(converter).__name__, "ingen")


def client(user: Any | None) -> Client:
    made = Client(raise_request_exception=False, REMOTE_ADDR="127.0.0.1")
    if user is not None:
        made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.fixture
def town(committed: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    settings.DATA, settings.DEMO = tmp_path, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SECURE_SSL_REDIRECT = False
    with running(tmp_path / "playground.sqlite3") as platform:
        platform.admin.seed()
        settings.PLAYGROUND_ORIGIN = platform.origin
        settings.LOOPBACK_ORIGINS = [platform.origin]
        registry.configure(loopback_origins=settings.LOOPBACK_ORIGINS)
        yield _made()
    registry.client().close()
    registry.configure()


def _made() -> Town:
    from liggaren.archive.models import Snapshot
    from liggaren.capture.models import Item
    from liggaren.config import demonstration
    from liggaren.config.demonstration import cast
    from liggaren.people.services import enter_user
    from liggaren.plans.models import Plan

    demonstration.seed(say=lambda _text: None)
    found = cast.enter()
    stranger = enter_user(email="utsocknes@exempelkoping.example", name="Utsocknes", by=None)
    town = Town(found.people, stranger)
    item = Item.objects.filter(handling__account__name="Badhuset Vågen").first()
    assert item is not None
    snapshot = Snapshot.objects.get(account__name="Badhuset Vågen")
    town.objects = {
        "plan_id": Plan.objects.get(state="with_manager").pk, "account_id": snapshot.account_id,
        "item_id": item.pk, "snapshot_id": snapshot.pk, "index": 0, "number": 1,
        "removal_id": _removal(town, item), "appeal_id": uuid4(), "picture_id": uuid4(), "key": "sprak",
        "finding_id": 0, "parcel_id": uuid4(), "token": "ingen", "acceptance_id": 0,
        "step_id": uuid4(),
    }  # fmt: skip
    return town


def _removal(town: Town, item: Any) -> Any:
    from liggaren.moderation import services
    from liggaren.moderation.factories import decision

    by = town.users["Lovanna"]
    opened = services.open_removal(item=item, by=by)
    services.decide_removal(removal=opened, version_id=item.latest_id, decision=decision(), by=by)
    return opened.pk


def test_a_stranger_finds_nothing_and_the_anonymous_is_sent_to_sign_in(town: Town) -> None:
    wrong = []
    for name, row in matrix.ROWS.items():
        path = town.path(name)
        for who, user in (("anonymous", None), ("stranger", town.stranger)):
            for method in ("get", "post"):
                answer = getattr(client(user), method)(path)
                if not _right(row, who, method, answer):
                    wrong.append(f"{name} {path}: {who} {method} got {answer.status_code}")
    assert wrong == []


def _right(row: str, who: str, method: str, answer: Any) -> bool:
    to_sign_in = answer.status_code == 302 and "/inloggning/" in answer.headers["Location"]
    shut = answer.status_code in {403, 404, 405}
    if row == matrix.OPEN:
        return bool(answer.status_code in {200, 302, 304, 400, 403, 404, 405, 422})
    if who == "anonymous":
        return bool(to_sign_in or shut)
    return bool(answer.status_code < 500) if row == matrix.SIGNED else bool(shut)


def test_staff_of_another_board_cannot_open_what_is_not_their_work(town: Town) -> None:
    """Bokvinda works at the libraries; the plan is hers, everything else here is the pool's."""
    wrong = []
    other = client(town.users["Bokvinda"])
    for name, row in matrix.ROWS.items():
        if row != matrix.OBJECT or "plan" in name:
            continue
        for method in ("get", "post"):
            answer = getattr(other, method)(town.path(name))
            if answer.status_code not in {403, 404, 405}:
                wrong.append(f"{name}: {method} got {answer.status_code}")
    assert wrong == []


def test_every_link_that_someone_sees_leads_somewhere(town: Town) -> None:
    """From the start page on, every link and form address: never "not found" and never broken."""
    wrong = [f"{name} {fault}" for name, user in town.users.items() for fault in _broken(client(user))]
    assert wrong == []


def _broken(visitor: Client) -> Iterator[str]:
    seen, waiting = set[str](), [("", "/start/"), ("", "/")]
    while waiting and len(seen) < PAGES:
        before, path = waiting.pop()
        if path in seen or path.startswith(("/static/", "/inloggning/")):
            continue
        seen.add(path)
        answer = visitor.get(path)
        if answer.status_code not in {200, 302, 405}:
            yield f"{before} -> {path}: {answer.status_code}"
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [(path, html.unescape(found.decode())) for found in LINK.findall(answer.content)]
