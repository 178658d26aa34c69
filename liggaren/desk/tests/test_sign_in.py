"""Who comes in, and by which door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liggaren.desk.headers import POLICY
from liggaren.people import factories

pytestmark = pytest.mark.django_db


def test_anonymous_is_sent_to_the_sign_in_page_and_back() -> None:
    answer = Client().get("/start/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/start/")


def test_someone_without_a_role_finds_nothing() -> None:
    client = Client()
    client.force_login(factories.cast().sara)
    assert client.get("/start/").status_code == 404


def test_nobody_signs_up() -> None:
    answer = Client().get("/inloggning/signup/")
    assert "Här skapar du inget konto själv" in answer.content.decode()


def test_the_door_of_roles_opens_in_demonstrations_from_this_machine(settings: Any) -> None:
    settings.DEMO = True
    cast, client = factories.cast(), Client()
    assert "Bli Anna" in client.get("/demo/").content.decode()
    answer = client.post("/demo/", {"person": cast.anna.pk})
    assert answer["Location"] == "/start/"
    assert "Övning" in client.get("/start/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "facts",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_the_door_of_roles_is_shut_for_other_machines(
    settings: Any, facts: dict[str, str], method: str
) -> None:
    settings.DEMO = True
    cast = factories.cast()
    assert getattr(Client(), method)("/demo/", {"person": cast.anna.pk}, **facts).status_code == 404


def test_the_door_of_roles_does_not_exist_outside_demonstrations(settings: Any) -> None:
    settings.DEMO = False
    cast, client = factories.cast(), Client()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"person": cast.anna.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_door_lets_in_only_those_with_a_role(settings: Any) -> None:
    settings.DEMO = True
    cast, client = factories.cast(), Client()
    for person in (cast.sara.pk, "0", "x", ""):
        assert client.post("/demo/", {"person": person}).status_code == 404


def test_every_answer_carries_the_content_policy() -> None:
    for path in ("/", "/inloggning/login/", "/finns-inte/", "/galleri/"):
        answer = Client().get(path)
        assert answer["Content-Security-Policy"] == POLICY
        assert "unsafe" not in POLICY
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"


def test_what_only_the_signed_in_may_see_is_not_kept_by_the_browser() -> None:
    client = Client()
    client.force_login(factories.cast().anna)
    assert client.get("/start/")["Cache-Control"] == "no-store"


def test_single_keys_are_switched_off_one_by_one() -> None:
    client = Client()
    client.force_login(factories.cast().anna)
    client.post("/mitt-konto/", {"off": ["x", "t"]})
    assert 'data-keys-off="x t"' in client.get("/mitt-konto/").content.decode()


def test_a_stale_form_is_explained_in_swedish() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/inloggning/login/", {"login": "a@b.example"})
    assert answer.status_code == 403
    assert "Formuläret hann bli för gammalt" in answer.content.decode()


def test_a_missing_page_is_explained_in_swedish() -> None:
    answer = Client().get("/finns-inte/")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.content.decode()
