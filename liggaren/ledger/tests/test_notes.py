"""Signed notes, checkpoints and proofs: what is written is read back, and only its one spelling is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liggaren.ledger import notes
from liggaren.ledger.factories import SmallLog

LOG = SmallLog().grow(7)
KEY = notes.parse_key(LOG.key)


def test_a_checkpoint_is_read_back_and_its_signature_holds() -> None:
    note = LOG.checkpoint()
    head = notes.parse_checkpoint(note)
    assert (head.origin, head.size) == (LOG.origin, 7)
    assert notes.is_signed_by(note, KEY)
    assert str(notes.parse_key(str(KEY))) == LOG.key


def test_another_key_of_the_same_name_does_not_confirm() -> None:
    other = SmallLog(seed=b"annan").grow(7)
    assert not notes.is_signed_by(other.checkpoint(), KEY)
    assert not notes.is_signed_by(LOG.checkpoint(), notes.parse_key(other.key))


def test_a_false_signature_under_our_name_and_id_spoils_the_note() -> None:
    note = LOG.checkpoint()
    line = note.splitlines()[-1]
    raw = notes._decode(line.split(" ")[2])
    forged = f"\u2014 {LOG.origin} {notes._encode(raw[:4] + bytes(64))}\n"
    assert not notes.is_signed_by(note + forged, KEY)


def test_unknown_signatures_beside_ours_are_ignored_up_to_sixteen_in_all() -> None:
    stranger = "\u2014 vittne.example AAAAAAAAAAA=\n"
    assert notes.is_signed_by(LOG.checkpoint() + stranger * 15, KEY)
    with pytest.raises(notes.BadNote):
        notes.is_signed_by(LOG.checkpoint() + stranger * 16, KEY)


BROKEN = {
    "leading zero": lambda n: n.replace("\n7\n", "\n07\n"),
    "plus": lambda n: n.replace("\n7\n", "\n+7\n"),
    "other digits": lambda n: n.replace("\n7\n", "\n\u0667\n"),
    "CRLF": lambda n: n.replace("\n", "\r\n"),
    "control character": lambda n: n.replace("prov", "pr\x07ov"),
    "tab in origin": lambda n: n.replace("prov", "pr\tov"),
    "no signature": lambda n: n.split("\n\n")[0] + "\n",
    "no last newline": lambda n: n[:-1],
    "hyphen for dash": lambda n: n.replace("\u2014", "-"),
    "extension line": lambda n: n.replace("\n\n", "\nmer\n\n", 1),
    "base64 with stray bits": lambda n: n.replace("=\n\n", "=\n\n", 1).replace(
        n.split("\n")[2], _stray(n.split("\n")[2])
    ),
    "base64 without padding": lambda n: n.replace(n.split("\n")[2], n.split("\n")[2].rstrip("=")),
    "short root": lambda n: n.replace(n.split("\n")[2], "AAAA"),
    "empty origin": lambda n: n.replace(LOG.origin + "\n7", "\n7", 1),
    "too long": lambda n: "x" * notes.MAX_NOTE + n,
}


def _stray(text: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = text.rstrip("=")[-1]
    return text.rstrip("=")[:-1] + alphabet[alphabet.index(last) ^ 1] + "="


@pytest.mark.parametrize("name", BROKEN)
def test_a_checkpoint_in_any_other_spelling_is_refused(name: str) -> None:
    broken = BROKEN[name](LOG.checkpoint())
    assert broken != LOG.checkpoint()
    with pytest.raises(notes.BadNote):
        notes.parse_checkpoint(broken)


@settings(deadline=None)
@given(st.data())
def test_no_single_byte_of_a_checkpoint_can_change_and_still_be_signed(data: st.DataObject) -> None:
    raw = bytearray(LOG.checkpoint().encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    with suppress(notes.BadNote, UnicodeDecodeError):
        assert not notes.is_signed_by(bytes(raw).decode(), KEY)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_the_readers_fail_in_another_way(text: str) -> None:
    for reader in (notes.parse_checkpoint, notes.parse_proof, notes.parse_key):
        with pytest.raises(notes.BadNote):
            reader(text)


@pytest.mark.parametrize("index", range(7))
def test_a_proof_is_read_back(index: int) -> None:
    text = LOG.proof(index)
    proof = notes.parse_proof(text)
    assert proof.index == index
    assert notes.write_proof(proof.index, proof.path, proof.checkpoint) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("@v1", "@v2"),
        ("index 3", "extra AA==\nindex 3"),
        ("\n\n", "\n"),
    ],
)
def test_a_proof_in_another_spelling_is_refused(old: str, new: str) -> None:
    with pytest.raises(notes.BadNote):
        found = notes.parse_proof(LOG.proof(3).replace(old, new))
        notes.parse_checkpoint(found.checkpoint)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        "a+00000000+AAAA",
        LOG.key.replace("+", "+0", 1),
        LOG.key + "A",
        "a b+" + LOG.key.split("+", 1)[1],
    ],
)
def test_a_key_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.parse_key(text)
