"""`liggaren`: plain help for every command, honest exit codes, and nothing but Python needed to verify."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liggaren.config import cli

ROOT = Path(__file__).resolve().parents[2]


def call(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: word for name, word in os.environ.items() if not name.startswith(("LIGGAREN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "liggaren.config.cli", *words], env={**kept, **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_explains_itself_and_has_json(name: str) -> None:
    done = call(name, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout
    assert "Slutkoder" in done.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_operations_page_names_each_command(name: str) -> None:
    assert f"`liggaren {name}" in (ROOT / "docs" / "operations.md").read_text()


def test_an_unknown_command_is_a_wrong_use() -> None:
    done = call("forget")
    assert done.returncode == 2
    assert "forget" in done.stderr


def test_verify_needs_no_settings_no_data_folder_and_no_django(tmp_path: Path) -> None:
    absent = tmp_path / "nothing"
    done = call("verify", str(tmp_path / "missing.zip"), LIGGAREN_DATA=str(absent))
    assert done.returncode == 2
    assert not absent.exists()
    code = "import sys; from liggaren.ledger import verify; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_verify_of_something_else_is_unreadable_and_says_so_as_json(tmp_path: Path) -> None:
    path = tmp_path / "not-evidence.zip"
    path.write_bytes(b"something else")
    done = call("verify", "--json", str(path))
    assert done.returncode == 2
    assert json.loads(done.stdout)["outcome"] == "unreadable"


def test_verify_with_a_key_that_cannot_be_read_is_a_wrong_use(tmp_path: Path) -> None:
    done = call("verify", "--key", str(tmp_path / "no.pub"), str(tmp_path / "x.zip"))
    assert done.returncode == 2
    assert "no.pub" in done.stderr


def test_the_sql_for_a_server_of_ones_own_makes_three_roles_without_power() -> None:
    done = call("database", "sql")
    assert done.returncode == 0
    assert done.stdout.count("NOSUPERUSER") == 3
    assert "REVOKE CREATE ON SCHEMA public FROM PUBLIC;" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Det här saknas"),
        (("glömma",), "finns inte"),
        (("run", "--port", "abc"), "ska vara ett tal"),
        (("verify", "--key"), "behöver ett värde"),
        (("verify", "--nyckel", "x", "y"), "känns inte igen"),
        (("verify", "--key", "/finns/inte", "x"), "den finns inte"),
        (("tour", "--out", "/dev/null"), "går inte att skriva i"),
        (("check",), "inget att kontrollera"),
    ],
)
def test_wrong_words_are_answered_in_swedish_and_never_with_a_traceback(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = call(*words, LIGGAREN_DATA=str(tmp_path / "none"))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "usage" not in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("fil", "det ligger redan något där"),
        ("fil/under", "en del av sökvägen är en fil"),
        ("x" * 300, "för långt"),
    ],
)
def test_a_data_folder_that_cannot_be_is_refused_in_words(data: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    done = call("run", LIGGAREN_DATA=str(tmp_path / data), PORT="8599")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_address_that_is_none_is_refused_in_words() -> None:
    done = call("check", LIGGAREN_DATABASE_URL="rappakalja")
    assert done.returncode == 2
    assert "postgresql://" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_browsers_refuse_is_refused_before_the_start(tmp_path: Path) -> None:
    done = call("run", LIGGAREN_DATA=str(tmp_path / "d"), PORT="6000")
    assert done.returncode == 2
    assert "Webbläsare vägrar" in done.stderr


def test_check_says_when_the_database_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "version.json").write_text('{"version": 1}')
    done = call("check", LIGGAREN_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "Databasen svarar inte" in done.stderr
