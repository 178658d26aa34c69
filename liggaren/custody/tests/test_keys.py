from pathlib import Path

import pytest

from liggaren.custody import keys


def test_a_key_file_is_made_once_for_its_owners_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "custody.key"
    keys.make(path)
    first = path.read_text()
    keys.make(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(keys.read(path)[1]) == 32


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "custody.key"
    keys.make(path)
    path.chmod(mode)
    with pytest.raises(keys.KeyProblem, match="chmod 600"):
        keys.read(path)


@pytest.mark.parametrize("text", ["", "1 kort", "nyckel", "1 ÅÄÖ", "1 2 3"])
def test_what_is_no_key_file_is_refused_without_telling_its_content(tmp_path: Path, text: str) -> None:
    path = tmp_path / "custody.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(keys.KeyProblem) as refused:
        keys.read(path)
    assert not text or text not in str(refused.value)


def test_a_missing_file_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyProblem, match="missing"):
        keys.read(tmp_path / "custody.key")
