"""The stranger's verifier: an evidence file in, numbered steps and a verdict out. No Django, no network.

Stands on `evidence_format`, `notes`, `merkle` and `leaves`, and on `cryptography` for Ed25519. Nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from liggaren.ledger import evidence_format, leaves, merkle, notes, proof_alone
from liggaren.ledger.evidence_format import Member, Package, Unreadable
from liggaren.ledger.trusted_key import BadKey, is_key, read_key
from liggaren.ledger.verdicts import Outcome, Step, Verdict, unreadable, unreadable_key
from liggaren.lib import bounded_files

__all__ = ["BadKey", "Outcome", "Step", "Verdict", "read_key", "verify_bytes", "verify_files"]
_WORST_LAST: tuple[Outcome, ...] = ("holds", "whole_not_confirmed", "fails", "unreadable")


def verify_files(paths: Iterable[str | Path], key: str | None, *, leaf: bytes | None = None) -> Verdict:
    """Check evidence files; the verdict is the worst of them. `key` is a verifier key line, or None.

    `leaf`: the leaf that a proof by itself is about. Never raises for what a file holds; a file that cannot
    be opened is unreadable.
    """
    found = [(Path(path), _verify_file(Path(path), key, leaf)) for path in paths]
    if len(found) == 1:
        return found[0][1]
    named = [
        replace(step, title=f"{path.name}: {step.title}") for path, verdict in found for step in verdict.steps
    ]
    steps = tuple(replace(step, number=number) for number, step in enumerate(named, start=1))
    if not found:
        return unreadable("Ingen fil angavs.")
    return Verdict(max((verdict.outcome for _path, verdict in found), key=_WORST_LAST.index), steps)


def _verify_file(path: Path, key: str | None, leaf: bytes | None) -> Verdict:
    try:
        data = bounded_files.read(path, most=evidence_format.MAX_BYTES)
    except bounded_files.NotRead as error:
        return unreadable(f"Filen går inte att öppna: {error}.")
    return proof_alone.verify_proof(data, key, leaf) if proof_alone.is_one(data) else verify_bytes(data, key)


def verify_bytes(data: bytes, key: str | None) -> Verdict:
    """Check one evidence file's bytes. Raises nothing for bad input."""
    try:
        package = evidence_format.unpack(data)
    except Unreadable as error:
        return unreadable(str(error))
    if key is not None and not is_key(key):
        return unreadable_key()
    steps = (
        Step(
            1,
            "Filen är hel",
            True,
            f"Filen har den enda giltiga formen. Antal poster: {len(package.members)}.",
        ),
        _signature(package, key),
        _each(
            3, "Uppgifterna är de som förseglades", package, _commits, "Varje uppgift passar sitt åtagande."
        ),
        _each(
            4, "Posterna står i liggaren", package, _included, "Varje post leder till kontrollpunktens rot."
        ),
        _each(5, "Innehållet är det som förseglades", package, _content, _content_text(package)),
    )
    if any(step.ok is False for step in steps):
        return Verdict("fails", steps)
    return Verdict("holds" if steps[1].ok else "whole_not_confirmed", steps)


def _signature(package: Package, key: str | None) -> Step:
    try:
        ok, text = _judge_signature(package, key)
    except notes.BadNote:
        ok, text = False, "Kontrollpunkten går inte att läsa."
    return Step(2, "Kontrollpunkten är undertecknad av liggaren", ok, text)


def _judge_signature(package: Package, key: str | None) -> tuple[bool | None, str]:
    checkpoints = {notes.parse_proof(member.proof).checkpoint for member in package.members}
    if len(checkpoints) != 1:
        return False, "Posterna hänvisar till olika kontrollpunkter."
    checkpoint = checkpoints.pop()
    head = notes.parse_checkpoint(checkpoint)
    if head.origin != package.origin:
        return (
            False,
            f"Filen säger sig höra till {package.origin}, men kontrollpunkten hör till {head.origin}.",
        )
    if key is None:
        return None, f"Ingen nyckel angavs. Om liggaren {head.origin} har skrivit under är inte prövat."
    trusted = notes.parse_key(key)
    if trusted.name != head.origin:
        return False, f"Filen hör till liggaren {head.origin}, men nyckeln hör till {trusted.name}."
    if not notes.is_signed_by(checkpoint, trusted):
        return False, f"Underskriften är inte gjord med nyckeln för {trusted.name}."
    return True, f"Undertecknad av {trusted.name}. Liggaren hade då {head.size} poster."


def _each(
    number: int, title: str, package: Package, judge: Callable[[Member, bytes], bool], text: str
) -> Step:
    faults = []
    for member, leaf in zip(package.members, package.said_leaves, strict=True):
        if not judge(member, leaf):
            index = notes.parse_proof(member.proof).index
            faults.append(f"Post {index} ({evidence_format.title(member.record)}) stämmer inte.")
    return Step(number, title, not faults, " ".join(faults[:10]) or text)


def _commits(member: Member, leaf: bytes) -> bool:
    return len(member.salt) == leaves.SALT_BYTES and leaves.leaf(member.salt, member.record) == leaf


def _included(member: Member, leaf: bytes) -> bool:
    proof = notes.parse_proof(member.proof)
    try:
        head = notes.parse_checkpoint(proof.checkpoint)
        return merkle.root_from_path(proof.index, head.size, merkle.leaf_hash(leaf), proof.path) == head.root
    except ValueError:
        return False


def _content(member: Member, _leaf: bytes) -> bool:
    digest = None if member.slice is None else hashlib.sha256(member.slice).hexdigest()
    return digest == evidence_format.digest_of(member.record)


def _content_text(package: Package) -> str:
    found = sum(member.slice is not None for member in package.members)
    return f"{found} av {len(package.members)} poster har innehåll i filen; övriga är beslut och händelser."


def exit_code(outcome: Outcome) -> int:
    """For the command line: 0 holds, 1 fails, 2 unreadable, 4 whole but not confirmed."""
    return {"holds": 0, "fails": 1, "unreadable": 2, "whole_not_confirmed": 4}[outcome]


def main(arguments: Sequence[str]) -> int:
    """`python -m liggaren.ledger.verify [--key FILE] FILE...`: print the steps, exit by the verdict."""
    words = list(arguments)
    key = None
    if words[:1] == ["--key"] and len(words) > 1:
        try:
            key = read_key(Path(words[1]))
        except BadKey as error:
            print(error)
            return exit_code("unreadable")
        del words[:2]
    verdict = verify_files(words, key)
    for step in verdict.steps:
        mark = {True: "ja ", False: "NEJ", None: "?  "}[step.ok]
        print(f"{step.number}. [{mark}] {step.title}: {step.text}")
    print(f"Utslag: {verdict.outcome}", *(f"Visar inte: {line}" for line in verdict.does_not_prove), sep="\n")
    return exit_code(verdict.outcome)


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
