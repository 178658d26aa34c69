"""The commands in docs/evidence.md, run as they stand there, by someone who has only the file and the key."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import textwrap
import zipfile
from pathlib import Path

import pytest

from liggaren.ledger import evidence_format
from liggaren.ledger.factories import SmallLog

PAGE = Path(__file__).parents[3] / "docs" / "evidence.md"
LOG = SmallLog().grow(9)


def commands() -> list[str]:
    text = PAGE.read_text().split("## Checking by hand")[1]
    return [textwrap.dedent(block) for block in re.findall(r"\n\n((?:       [^\n]*\n)+)", text)]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
@pytest.mark.parametrize("index", [0, 3, 8])
def test_the_steps_by_hand_say_yes_to_a_whole_file_and_no_to_another(tmp_path: Path, index: int) -> None:
    (tmp_path / "log.pub").write_text(LOG.key + "\n")
    file = evidence_format.pack([LOG.member(index)], note="item")
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        archive.extractall(tmp_path)  # noqa: S202
    assert [run(tmp_path, command) for command in commands()] == [
        "True",
        "True",
        "Signature Verified Successfully",
    ]
    (tmp_path / "evidence.json").write_text(
        (tmp_path / "evidence.json").read_text().replace('"leaf": "01', '"leaf": "02')
    )
    (tmp_path / "log.pub").write_text(SmallLog(seed=b"annan").key)
    said = [run(tmp_path, command) for command in commands()]
    assert said[:2] == ["False", "False"]
    assert said[2] != "Signature Verified Successfully"


def run(folder: Path, command: str) -> str:
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip()
