"""House style: every page of the desk says what it is, offers one first act, and weighs little."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern, URLResolver

from liggaren.lib import state_words
from liggaren.people import factories

DESK = Path(__file__).resolve().parents[1]
ROOT = DESK.parents[1]
TEMPLATES = sorted((ROOT / "liggaren").glob("*/templates/**/*.html"))
PAGE, STYLES, SCRIPT = 14_000, 15_000, 3_000  # bytes, compressed (ui.md §10)


class Reader(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.h1, self.filled, self.title, self.inline, self.ids = 0, 0, "", [], []
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_title = tag == "title"
        self.h1 += tag == "h1"
        self.filled += bool({"go", "stop"} & set((given.get("class") or "").split()))
        self.ids += [given["id"]] if given.get("id") else []
        if "style" in given or tag == "style" or any(name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append(tag)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


def addresses() -> list[str]:
    """Every address of desk and public that takes no parameter."""
    found: list[str] = []

    def walk(resolver: URLResolver, before: str) -> None:
        for each in resolver.url_patterns:
            path = before + _route(each)
            if isinstance(each, URLResolver):
                walk(each, path)
            elif "<" not in path and "(" not in path and not path.startswith("inloggning/"):
                found.append("/" + path)

    for each in get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            walk(each, _route(each))
    return sorted(set(found) - {"/sw.js"})


def _route(each: URLPattern | URLResolver) -> str:
    # A regular expression is never an address without parameters.
    return str(each.pattern._route) if isinstance(each.pattern, RoutePattern) else "<"


@pytest.mark.django_db
def test_every_page_has_one_heading_one_first_act_and_nothing_inline() -> None:
    cast = factories.cast()
    wrong: list[str] = []
    for person in (cast.anna, cast.bertil, cast.disa, cast.erik, cast.frida, cast.gustav):
        client = Client()
        client.force_login(person)
        for path in addresses():
            if path == "/inkorg/linje/":  # a line that stays open, not a page
                continue
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                wrong += [f"{person.name} {path}: {fault}" for fault in faults(path, answer.content)]
    assert wrong == []


def faults(path: str, content: bytes) -> list[str]:
    """What is wrong with one page, in words."""
    page, found = Reader(content.decode()), []
    if page.h1 != 1:
        found.append(f"{page.h1} h1")
    if page.filled > 1 and path != "/galleri/":
        found.append(f"{page.filled} filled buttons")
    if not re.search(r"\S+ – \S+", page.title):
        found.append(f"title {page.title!r}")
    if page.inline:
        found.append(f"inline {page.inline}")
    if twice := {one for one in page.ids if page.ids.count(one) > 1}:
        found.append(f"ids twice {sorted(twice)}")
    if path != "/galleri/" and (size := len(gzip.compress(content))) > PAGE:
        found.append(f"{size} bytes")
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "liggaren")))
def test_no_template_holds_styles_scripts_or_handlers(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "liggaren")))
def test_no_template_shouts_begs_or_speaks_of_machines(path: Path) -> None:
    text = re.sub(r'{% translate "([^"]*)" %}', r"\1", path.read_text())
    words = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.DOTALL)
    assert not re.search(r"\w!(\s|$)", words)
    assert not re.search(r"\b(vänligen|ogiltig[at]?|notifikation|error|okay|ok)\b", words, re.IGNORECASE)


def test_styles_and_script_weigh_little() -> None:
    styles = sum(len(gzip.compress(path.read_bytes())) for path in (DESK / "static/desk").glob("*.css"))
    script = len(gzip.compress((DESK / "static/desk/liggaren.js").read_bytes()))
    assert styles <= STYLES
    assert script <= SCRIPT


def test_styles_name_no_colour_but_the_accent_and_the_deviations() -> None:
    text = "".join(path.read_text() for path in (DESK / "static/desk").glob("*.css"))
    colours = set(re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))
    assert colours <= {"#1c5a4a", "#fff", "#000"}


def test_every_used_icon_is_drawn() -> None:
    drawn = set(re.findall(r'id="([a-z-]+)"', (DESK / "static/desk/icons.svg").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([a-z-]+)"', path.read_text())}
    used |= {name for path in TEMPLATES for name in re.findall(r'{% tag "([a-z-]+)"', path.read_text())}
    assert used - drawn == set()


def test_the_state_words_are_those_of_the_written_list() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+ · [^|]+) \|$", (ROOT / "docs/face.md").read_text(), re.MULTILINE
    )
    written = [[word.strip() for word in words.split("·")] for _, words in rows]
    assert written == [list(words.values()) for words in state_words.WORDS.values()]
