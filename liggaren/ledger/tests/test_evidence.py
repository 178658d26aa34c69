"""The evidence file and its verifier: what holds, and that nothing else does (design 1.4, issue §5)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.ledger import evidence_format, verify
from liggaren.ledger.evidence_format import Member
from liggaren.ledger.factories import SmallLog

LOG = SmallLog().grow(9)
MEMBERS = [LOG.member(n) for n in (2, 5, 7)]
GOOD = evidence_format.pack(MEMBERS, note="item")


def outcome(data: bytes, key: str | None = LOG.key) -> str:
    return verify.verify_bytes(data, key).outcome


def failing(data: bytes, key: str | None = LOG.key) -> set[int]:
    return {step.number for step in verify.verify_bytes(data, key).steps if step.ok is False}


def test_a_whole_file_holds_with_the_key_and_is_never_said_to_hold_without() -> None:
    with_key, without = verify.verify_bytes(GOOD, LOG.key), verify.verify_bytes(GOOD, None)
    assert with_key.outcome == "holds"
    assert [step.number for step in with_key.steps] == [1, 2, 3, 4, 5]
    assert all(step.ok for step in with_key.steps)
    assert without.outcome == "whole_not_confirmed"
    assert [step.ok for step in without.steps] == [True, None, True, True, True]
    assert len(with_key.does_not_prove) >= 4


def test_the_same_members_in_any_order_give_the_same_bytes() -> None:
    assert evidence_format.pack(MEMBERS[::-1], note="item") == GOOD


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_single_byte_can_change_and_the_file_still_hold(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GOOD) - 1))
    changed = bytearray(GOOD)
    changed[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != GOOD[place]))
    assert outcome(bytes(changed)) not in {"holds", "whole_not_confirmed"}


def test_every_byte_with_one_bit_flipped_is_refused() -> None:
    for place in range(0, len(GOOD), 7):
        changed = bytearray(GOOD)
        changed[place] ^= 1 << (place % 8)
        assert outcome(bytes(changed)) != "holds", place


@pytest.mark.parametrize("kept", [0, 1, 22, 100, len(GOOD) // 2, len(GOOD) - 1])
def test_a_truncated_file_is_unreadable(kept: int) -> None:
    assert outcome(GOOD[:kept]) == "unreadable"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_other_bytes_are_unreadable_and_nothing_breaks(data: bytes) -> None:
    assert outcome(data) == "unreadable"
    assert outcome(GOOD + data) == ("unreadable" if data else "holds")
    assert outcome(data + GOOD) == ("unreadable" if data else "holds")


def rebuilt(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The file with its parts changed and packed anew as `pack` does it, check sums and all."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    return evidence_format._zip(list(files.items()))


def reindexed(change: Callable[[dict], object]) -> bytes:
    """The file with its index changed, written as `pack` writes it."""

    def edit(files: dict[str, bytes]) -> None:
        index = json.loads(files["evidence.json"])
        change(index)
        text = json.dumps(index, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        files["evidence.json"] = text.encode()

    return rebuilt(edit)


def replaced(name: str, old: str, new: str) -> bytes:
    return rebuilt(lambda files: files.update({name: files[name].replace(old.encode(), new.encode())}))


def item(index: dict, at: int) -> dict:
    found: dict = index["items"][at]
    return found


def swap(index: dict, key: str) -> None:
    one, two = item(index, 0), item(index, 1)
    one[key], two[key] = two[key], one[key]


def flipped(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


def edit_record(found: dict) -> None:
    found["record"] = found["record"].replace("system", "user:1")


SWAPPED = ("record", "salt", "title", "leaf", "slice")
PROOF = "proofs/0002.tlog-proof"
FORGED = {
    "an edited slice": replaced("slices/0001.json", "badhuset", "skolhus!"),
    "an edited record": reindexed(lambda i: edit_record(item(i, 0))),
    "an edited title": reindexed(lambda i: item(i, 0).update(title="Kommentar av Bertil")),
    "an edited salt": reindexed(lambda i: item(i, 0).update(salt=flipped(item(i, 0)["salt"]))),
    "an edited leaf": reindexed(lambda i: item(i, 0).update(leaf=flipped(item(i, 0)["leaf"]))),
    "records swapped": reindexed(lambda i: (swap(i, "record"), swap(i, "title"))),
    "records and salts swapped": reindexed(lambda i: [swap(i, key) for key in ("record", "salt", "title")]),
    "whole items swapped": reindexed(lambda i: i["items"].reverse()),
    "all but the proof swapped": reindexed(lambda i: [swap(i, key) for key in SWAPPED]),
    "an item twice": reindexed(lambda i: i["items"].append(dict(item(i, 0)))),
    "an item less, its files left": reindexed(lambda i: i["items"].pop()),
    "no items": reindexed(lambda i: i["items"].clear()),
    "another entry number": reindexed(lambda i: item(i, 0).update(entry=3)),
    "another kind": reindexed(lambda i: i.update(kind="anything")),
    "another format": reindexed(lambda i: i.update(format="liggaren-evidence/2")),
    "another origin": reindexed(lambda i: i.update(origin="annan.example/liggare")),
    "a slice less": reindexed(lambda i: item(i, 0).update(slice=None)),
    "a field more": reindexed(lambda i: item(i, 0).update(mer=1)),
    "a field of another type": reindexed(lambda i: item(i, 0).update(record=7)),
    "a list for an object": rebuilt(lambda f: f.update({"evidence.json": b"[]\n"})),
    "deep nesting": rebuilt(lambda f: f.update({"evidence.json": b"[" * 100_000})),
    "another read-me": replaced("LÄS MIG.txt", "Liggaren", "Lögnaren"),
    "a file more": rebuilt(lambda f: f.update({"mer.txt": b"hej"})),
    "a proof less": rebuilt(lambda f: f.pop(PROOF)),
    "another index in a proof": replaced(PROOF, "index 5", "index 4"),
    "a leading zero in a proof": replaced(PROOF, "index 5", "index 05"),
    "a leading zero in the size": replaced(PROOF, "\n9\n", "\n09\n"),
    "another size": replaced(PROOF, "\n9\n", "\n8\n"),
    "CRLF in a proof": replaced(PROOF, "\n", "\r\n"),
    "a control character": replaced(PROOF, "prov", "pr\x07ov"),
    "base64 without padding": replaced(PROOF, "=\n", "\n"),
    "too many signatures": replaced(PROOF, "\n\n\u2014", "\n\n" + "\u2014 x AAAAAAAA\n" * 16 + "\u2014"),
    "checkpoint cut off": rebuilt(lambda f: f.update({PROOF: f[PROOF][:-5]})),
    "an extra line of path": replaced(PROOF, "index 5\n", "index 5\n" + "A" * 43 + "=\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forgery_is_never_said_to_hold_with_or_without_the_key(name: str) -> None:
    data = FORGED[name]
    assert data != GOOD
    assert outcome(data) in {"fails", "unreadable"}
    assert outcome(data, None) in {"fails", "unreadable"}


def test_the_verdict_names_the_step_and_the_item_that_fail() -> None:
    verdict = verify.verify_bytes(FORGED["an edited slice"], LOG.key)
    assert failing(FORGED["an edited slice"]) == {5}
    assert "Post 2" in verdict.steps[4].text
    assert "item:2" in verdict.steps[4].text
    assert failing(FORGED["an edited salt"]) == {3}
    assert failing(FORGED["an edited leaf"]) == {3, 4}


def test_a_file_of_another_log_fails_by_name_and_another_key_of_the_same_name_fails_by_signature() -> None:
    stranger = SmallLog(origin="annan.example/liggare").grow(3)
    file = evidence_format.pack([stranger.member(1)], note="item")
    assert outcome(file, stranger.key) == "holds"
    assert failing(file) == {2}
    assert "annan.example" in verify.verify_bytes(file, LOG.key).steps[1].text
    twin = SmallLog(seed=b"tvilling").grow(9)
    assert failing(evidence_format.pack([twin.member(1)], note="item")) == {2}


def test_members_of_two_checkpoints_in_one_file_are_refused() -> None:
    later = SmallLog().grow(12)
    file = evidence_format.pack([LOG.member(1), later.member(2)], note="item")
    assert failing(file) == {2}


def zipped(*files: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", compression) as archive:
        warnings.simplefilter("ignore")
        for name, data in files:
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zipped(("evidence.json", b"{" * 10_000_000), compression=zipfile.ZIP_DEFLATED),
        zipped(("evidence.json", b"{}"), ("evidence.json", b"{}")),
        zipped(("../evidence.json", b"{}")),
        zipped(("/etc/passwd", b"x"), ("evidence.json", b"{}")),
        zipped(*((f"slices/{n}.json", b"") for n in range(11_000))),
        zipped(("evidence.json", b"\xff\xfe")),
        b"%PDF-1.7\n",
        b"",
    ],
    ids=["bomb", "same name twice", "up and out", "absolute", "too many", "not text", "a PDF", "nothing"],
)
def test_bombs_and_odd_files_are_unreadable(data: bytes) -> None:
    assert outcome(data) == "unreadable"


def test_a_file_beyond_the_limit_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_format, "MAX_BYTES", 100)
    assert outcome(GOOD) == "unreadable"


def test_packing_refuses_what_would_not_verify() -> None:
    member = MEMBERS[0]
    other = Member(member.record, member.salt, member.proof, b"annat")
    without = Member(member.record, member.salt, member.proof)
    for wrong in ([], [other], [without]):
        with pytest.raises(ValueError, match="member|slice"):
            evidence_format.pack(wrong, note="item")
    with pytest.raises(ValueError, match="kind"):
        evidence_format.pack(MEMBERS, note="fri text")


def test_several_files_get_the_worst_verdict_and_their_names(tmp_path: Path) -> None:
    good, bad = tmp_path / "bra.zip", tmp_path / "dalig.zip"
    good.write_bytes(GOOD)
    bad.write_bytes(FORGED["an edited slice"])
    assert verify.verify_files([good], LOG.key).outcome == "holds"
    both = verify.verify_files([good, bad], LOG.key)
    assert both.outcome == "fails"
    assert [step.number for step in both.steps] == list(range(1, 11))
    assert both.steps[9].title.startswith("dalig.zip: ")
    assert verify.verify_files([tmp_path / "ingen.zip"], LOG.key).outcome == "unreadable"
    assert verify.verify_files([], LOG.key).outcome == "unreadable"


def test_the_verifier_runs_without_django_and_says_so_by_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "bevis.zip").write_bytes(GOOD)
    (tmp_path / "log.pub").write_text(LOG.key + "\n")
    blocked = "import sys; sys.modules['django'] = None; from liggaren.ledger.verify import main; "
    blocked += "sys.exit(main(sys.argv[1:]))"
    runs = ((["--key", "log.pub", "bevis.zip"], 0), (["bevis.zip"], 4), (["log.pub"], 2))
    for words, code in runs:
        done = subprocess.run(
            [sys.executable, "-c", blocked, *words], cwd=tmp_path, capture_output=True, text=True,
            check=False, env={"PYTHONPATH": str(Path(__file__).parents[3])},
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert "Utslag:" in done.stdout


def test_the_strangers_verifier_is_at_most_five_hundred_lines() -> None:
    folder = Path(evidence_format.__file__).parent
    names = ("verify.py", "evidence_format.py", "notes.py", "merkle.py", "leaves.py", "verdicts.py")
    lines = [line for name in names for line in (folder / name).read_text().splitlines() if line.strip()]
    assert len(lines) <= 500
