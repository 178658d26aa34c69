"""One line per platform, loaded when asked for."""

from __future__ import annotations

import pytest

from liggaren.connectors import registry


def test_a_connector_is_one_for_the_process_until_configured_anew() -> None:
    first = registry.get("feed")
    assert registry.get("feed") is first
    registry.configure(loopback_origins=["http://127.0.0.1:1"])
    assert registry.get("feed") is not first


def test_an_unknown_platform_is_said_to_be() -> None:
    with pytest.raises(registry.UnknownPlatform):
        registry.get("ansiktsboken")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://localhost:8099/sidor/badhuset-vagen", ("playground", "badhuset-vagen")),
        ("http://127.0.0.1:8099/sidor/badhuset-vagen/inlagg/100001", ("playground", "badhuset-vagen")),
        ("https://annan.example/sidor/badhuset-vagen", None),
        ("https://blogg.example/feed/", ("feed", "https://blogg.example/feed/")),
        ("https://blogg.example/", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_a_pasted_address_tells_its_platform(address: str, found: tuple[str, str] | None) -> None:
    assert registry.recognise(address) == found


def test_tokens_never_show_in_a_connection_s_words() -> None:
    from liggaren.connectors.base import Connection

    assert "hemlig" not in repr(Connection("https://x.example", "1", "hemlig"))
