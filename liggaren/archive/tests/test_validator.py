from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from liggaren.archive import self_test, validator

needs_validator = pytest.mark.skipif(bool(validator.available()), reason=validator.available() or "-")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return self_test.files(tmp_path)


@pytest.mark.clause("G6.2")
@needs_validator
def test_a_good_and_a_broken_file_are_told_apart_in_one_run(files: tuple[Path, Path]) -> None:
    good, bad = validator.validate_all(files)
    assert (good.result, good.failures) == ("valid", ())
    assert good.checks > 1000
    assert bad.result == "invalid"
    assert bad.failures[0].rule == "6.6.4-2"


@needs_validator
def test_what_is_no_pdf_at_all_is_invalid_and_the_others_keep_their_verdicts(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(b"hej")
    (tmp_path / "half.pdf").write_bytes(files[0].read_bytes()[:5000])
    found = validator.validate_all([tmp_path / "x.pdf", files[0], tmp_path / "half.pdf"])
    assert [one.result for one in found] == ["invalid", "valid", "invalid"]


@pytest.mark.parametrize(("missing", "word"), [("java", "Java saknas"), ("javac", "kompilator")])
def test_without_java_nothing_is_called_valid(
    missing: str, word: str, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == missing else real(name) or "/bin/true")
    verdict = validator.validate(files[0])
    assert verdict.result == "not_validated"
    assert word in verdict.reason


def test_another_version_of_the_engine_is_not_believed(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validator, "JAR_SHA256", "0" * 64)
    assert validator.validate(files[0]).result == "not_validated"


def command(folder: Path, script: str) -> str:
    path = folder / "verapdf"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize("answer", ["exit 0", "exit 1", "exit 7"])
def test_an_official_command_that_fails_our_own_test_is_not_believed(
    answer: str, files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIGGAREN_VERAPDF", command(tmp_path, answer))
    assert validator.validate(files[0]).result == "not_validated"


def test_an_official_command_that_tells_them_apart_is_used(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'for last; do :; done; grep -qa "pdfaid:part>2<" "$last"'
    monkeypatch.setenv("LIGGAREN_VERAPDF", command(tmp_path, script))
    assert [one.result for one in validator.validate_all(files)] == ["valid", "invalid"]
    monkeypatch.setenv("LIGGAREN_VERAPDF", "/finns/inte")
    assert "finns inte" in validator.validate(files[0]).reason
