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


def test_check_says_when_the_database_does_not_answer(tmp_path: Path) -> None:
    done = call("check", LIGGAREN_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "Databasen svarar inte" in done.stderr
