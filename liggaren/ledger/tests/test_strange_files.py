"""What a stranger's command line meets: keys that are none, proofs alone, pipes, devices, lost parts."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from liggaren.config.cli import verify as command
from liggaren.ledger import evidence_format, proof_alone, verify
from liggaren.ledger.factories import SmallLog
from liggaren.lib import bounded_files

LOG = SmallLog().grow(9)
GOOD = evidence_format.pack([LOG.member(2)], note="item")
PROOF = LOG.proof(5)


@pytest.mark.parametrize(
    "key",
    [b"", b"x", b"\xef\xbb\xbf" + LOG.key.encode(), f"{LOG.key}\n{LOG.key}".encode(), b"\xff\xfe", b"a+b+c"],
    ids=["empty", "a letter", "a mark before", "two keys", "not text", "three parts"],
)
def test_a_key_that_cannot_be_read_says_nothing_of_the_file(key: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.pub"
    path.write_bytes(key)
    with pytest.raises(verify.BadKey, match="gick inte att läsa"):
        verify.read_key(path)
    verdict = verify.verify_bytes(GOOD, key.decode(errors="replace"))
    assert verdict.outcome == "unreadable" and "Nyckeln går inte att läsa" in verdict.steps[0].text
    assert verify.main(["--key", str(path), "x.zip"]) == 2


def test_a_proof_alone_holds_only_with_a_key_and_the_leaf_it_is_about(tmp_path: Path) -> None:
    path = tmp_path / "0001.tlog-proof"
    path.write_text(PROOF)
    whole = verify.verify_files([path], LOG.key, leaf=LOG.leaf(5))
    assert whole.outcome == "holds" and [step.ok for step in whole.steps] == [True, True, True]
    without_leaf = verify.verify_files([path], LOG.key)
    assert without_leaf.outcome == "whole_not_confirmed" and without_leaf.steps[2].ok is None
    assert proof_alone.ALONE[0] in without_leaf.does_not_prove
    assert verify.verify_files([path], None, leaf=LOG.leaf(5)).outcome == "whole_not_confirmed"
    assert command.LEAF_WANTED in command._lines(without_leaf)


def test_a_proof_of_another_leaf_log_or_place_fails() -> None:
    twin = SmallLog(seed=b"tvilling").grow(9)
    other_name = SmallLog(origin="annan.example/liggare").grow(3)
    cases = (
        (PROOF, LOG.leaf(4), 3), (twin.proof(5), twin.leaf(5), 2),
        (other_name.proof(1), other_name.leaf(1), 2), (PROOF.replace("index 5", "index 8"), None, 3),
    )  # fmt: skip
    for proof, leaf, failing in cases:
        verdict = proof_alone.verify_proof(proof.encode(), LOG.key, leaf)
        assert verdict.outcome == "fails"
        assert {step.number for step in verdict.steps if step.ok is False} == {failing}


@pytest.mark.parametrize("data", [PROOF[:60], PROOF.replace("index", "plats"), "c2sp.org/tlog-proof@v1\xff"])
def test_half_a_proof_is_unreadable(data: str) -> None:
    assert proof_alone.verify_proof(data.encode("latin-1", "replace"), LOG.key).outcome == "unreadable"


def test_pipes_devices_folders_and_giants_are_refused_unread(tmp_path: Path) -> None:
    pipe, giant = tmp_path / "rör", tmp_path / "stor.zip"
    os.mkfifo(pipe)
    with giant.open("wb") as out:
        out.truncate(3_000_000_000)
    for path in (pipe, giant, tmp_path, Path("/dev/zero")):
        assert verify.verify_files([path], LOG.key).outcome == "unreadable"
        with pytest.raises(verify.BadKey):
            verify.read_key(path)
    with pytest.raises(bounded_files.NotRead, match="större än 2 MB"):
        bounded_files.read(giant, most=2_000_000)


def test_a_lost_part_is_named_and_no_fault_of_the_program_is(tmp_path: Path) -> None:
    def without(name: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(target, "w") as new:
            for one in old.namelist():
                if one != name:
                    new.writestr(one, old.read(one))
        return target.getvalue()

    for name in ("evidence.json", "proofs/0001.tlog-proof", "slices/0001.json"):
        assert f"Delen {name} saknas" in verify.verify_bytes(without(name), None).steps[0].text
    for index in (b"[]", b'{"format": 1}', b"[" * 100_000, b'{"items": 3}', b"nej"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as new:
            new.writestr("evidence.json", index)
        text = verify.verify_bytes(target.getvalue(), None).steps[0].text
        assert "Error" not in text and text.startswith("Filen")
    assert "bevis för sig" in verify.verify_bytes(PROOF.encode(), None).steps[0].text
