"""A `.tlog-proof` by itself: its form, its checkpoint's signature, and the way from a leaf to the root.

The proof holds no leaf (C2SP tlog-proof), so alone it says nothing of any record. With the record's leaf, as
it stands in `evidence.json`, the way is walked. No Django here.
"""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.ledger import merkle, notes
from liggaren.ledger.trusted_key import is_key
from liggaren.ledger.verdicts import DOES_NOT_PROVE, Step, Verdict, unreadable, unreadable_key

HEADER = notes.PROOF_HEADER.encode()
MAX_BYTES = 200_000
ALONE = (
    "Vilken post beviset gäller: utan postens blad går vägen inte att följa. "
    "Ange det med --leaf (det står i bevisfilens evidence.json), eller kontrollera hela bevisfilen.",
    "Vad posten innehåller: det visar bara hela bevisfilen.",
)


@dataclass(frozen=True)
class Judged:
    """One question put to the proof: `ok` is None where it could not be tried."""

    title: str
    ok: bool | None
    text: str


def is_one(data: bytes) -> bool:
    """Whether the bytes begin as a `.tlog-proof` does."""
    return data.startswith(HEADER)


def verify_proof(data: bytes, key: str | None, leaf: bytes | None = None) -> Verdict:
    """Check a `.tlog-proof` by itself; `holds` is said only with both a key and the leaf it is about."""
    if key is not None and not is_key(key):
        return unreadable_key()
    trusted = notes.parse_key(key) if key else None
    try:
        if len(data) > MAX_BYTES:
            raise notes.BadNote("the proof is too long")
        judged = judge(data, trusted, leaf)
    except notes.BadNote:
        return unreadable("Filen är inget helt bevis: den är ändrad eller avkortad.")
    steps = tuple(Step(number, one.title, one.ok, one.text) for number, one in enumerate(judged, start=1))
    not_shown = (*(ALONE if leaf is None else ALONE[1:]), *DOES_NOT_PROVE)
    if any(step.ok is False for step in steps):
        return Verdict("fails", steps, not_shown)
    return Verdict("holds" if all(step.ok for step in steps) else "whole_not_confirmed", steps, not_shown)


def judge(data: bytes, key: notes.VerifierKey | None, leaf: bytes | None) -> tuple[Judged, ...]:
    """The three questions in order. Raises notes.BadNote when the bytes are no proof."""
    try:
        proof = notes.parse_proof(data.decode())
    except UnicodeDecodeError as error:
        raise notes.BadNote("the proof is not text") from error
    head = notes.parse_checkpoint(proof.checkpoint)
    said = f"Beviset gäller post {proof.index} av {head.size} i {head.origin}."
    return Judged("Beviset är helt", True, said), _signed(proof, head, key), _included(proof, head, leaf)


def _signed(proof: notes.Proof, head: notes.Head, key: notes.VerifierKey | None) -> Judged:
    title = "Kontrollpunkten är undertecknad av liggaren"
    if key is None:
        return Judged(
            title, None, f"Ingen nyckel angavs. Om liggaren {head.origin} har skrivit under är inte prövat."
        )
    if key.name != head.origin:
        text = f"Beviset hör till liggaren {head.origin}, men nyckeln hör till {key.name}."
        return Judged(title, False, text)
    if not notes.is_signed_by(proof.checkpoint, key):
        return Judged(title, False, f"Underskriften är inte gjord med nyckeln för {key.name}.")
    return Judged(title, True, f"Undertecknad av {key.name}. Liggaren hade då {head.size} poster.")


def _included(proof: notes.Proof, head: notes.Head, leaf: bytes | None) -> Judged:
    title = "Posten står i liggaren"
    # Any leaf leads to some root; only a path of the wrong length is refused without one.
    try:
        root = merkle.root_from_path(proof.index, head.size, merkle.leaf_hash(leaf or b""), proof.path)
    except ValueError:
        return Judged(title, False, "Vägen passar inte postens plats i liggaren.")
    if leaf is None:
        return Judged(
            title, None, "Vägen har rätt längd, men postens blad angavs inte: den är inte följd till roten."
        )
    if root != head.root:
        return Judged(title, False, "Bladet leder inte till kontrollpunktens rot.")
    return Judged(title, True, "Bladet leder till kontrollpunktens rot.")
