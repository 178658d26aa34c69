"""One world per platform, all driven alike, so that one suite can ask the same of every connector."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest

from liggaren.connectors import factories, registry
from liggaren.connectors.base import Connection
from liggaren.playground.serve import running

SITE = Path(__file__).parents[3] / "tests" / "servers" / "wordpress_site.py"


@dataclass
class World:
    """A platform with one post on it, and what its people can do. `wrong` has a key that does not work."""

    key: str
    connection: Connection
    wrong: Connection | None
    post: str
    comment: Callable[[str, str], str]
    edit: Callable[[str, str], None]
    remove: Callable[[str], None]
    many: Callable[[int], None]


@contextmanager
def playground() -> Iterator[World]:
    """Torget in a thread."""
    with running() as torget:
        registry.configure(loopback_origins=[torget.origin])
        admin = torget.admin
        admin.add_page("sidan", "Sidan")
        post = admin.post("sidan", "Första inlägget")
        connection = Connection(torget.origin, "sidan", admin.token("sidan"))
        yield World(
            "playground", connection, replace(connection, token="fel-nyckel-som-inte-finns"), post,
            admin.comment, admin.edit, admin.delete, lambda count: admin.many(post, count) and None,
        )  # fmt: skip


@contextmanager
def feed() -> Iterator[World]:
    """A small blog with feeds."""
    blog = factories.SmallBlog()
    with factories.serving(blog.answer) as server:
        blog.origin = server.origin
        registry.configure(loopback_origins=[server.origin])
        post = blog.post("Första inlägget")

        def edit(native_id: str, text: str) -> None:
            blog.comments[native_id.partition("#")[0]][native_id] = text

        def remove(native_id: str) -> None:
            del blog.comments[native_id.partition("#")[0]][native_id]

        def many(count: int) -> None:
            for number in range(count):
                blog.comment(post, f"Kommentar {number}")

        connection = Connection(server.origin, f"{server.origin}/feed/")
        yield World("feed", connection, None, post, blog.comment, edit, remove, many)


@contextmanager
def wordpress() -> Iterator[World]:
    """Debian's WordPress."""
    site = real_wordpress().shared()
    registry.configure(loopback_origins=[site.origin])
    number = site.post("Första inlägget", "Text")

    def comment(parent: str, text: str) -> str:
        above = int(parent.partition("-")[2]) if parent.startswith("comment-") else 0
        return f"comment-{site.comment(number, text, parent=above)}"

    def edit(native_id: str, text: str) -> None:
        site.edit(int(native_id.partition("-")[2]), text)

    def remove(native_id: str) -> None:
        site.delete(int(native_id.partition("-")[2]))

    def many(count: int) -> None:
        site.comments(number, [f"Kommentar {n}" for n in range(count)])

    connection = Connection(site.origin, site.origin, site.token)
    try:
        yield World(
            "wordpress", connection, replace(connection, token="redaktion:fel lösen"), f"post-{number}",
            comment, edit, remove, many,
        )  # fmt: skip
    finally:
        site.empty()


def real_wordpress() -> ModuleType:
    """The starter in tests/servers. Skips where WordPress is not installed, unless servers are required."""
    name = "liggaren_wordpress_site"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, SITE)
        assert spec and spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    module = sys.modules[name]
    if lacks := module.missing():
        if os.environ.get(module.REQUIRE) == "1":
            pytest.fail(lacks)
        pytest.skip(lacks)
    return module


WORLDS = {"playground": playground, "wordpress": wordpress, "feed": feed}
