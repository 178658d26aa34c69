"""The evidence file, format liggaren-evidence/1: a plain zip that has only one spelling. No Django here.

evidence.json            canonical JSON: format, kind, origin, items
LÄS MIG.txt              fixed text for the kind
proofs/0001.tlog-proof   one for each item (C2SP tlog-proof)
slices/0001.json         the item's own bytes, where the record has their digest

Nothing in it is free text outside a seal: titles are made from the sealed record.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liggaren.ledger import leaves, notes

FORMAT = "liggaren-evidence/1"
SLICE = "slice"
MAX_BYTES = 64_000_000
MAX_ITEMS = 5_000
KINDS = {
    "item": "Filen innehåller inlägg eller kommentarer som de såg ut när de förseglades.",
    "removal": "Filen innehåller ett beslut om att ta bort något och det som togs bort.",
    "capture": "Filen innehåller det som hämtades från en öppen adress vid ett tillfälle.",
}
_READ_ME = """Bevisfil från Liggaren
{about}

Så kontrollerar du filen själv, utan nät och utan vårt system:
1. Skaffa liggarens öppna nyckel på annat håll än tillsammans med filen.
2. Kör: liggaren verify --key NYCKELFIL DENNA_FIL
3. Eller för hand, steg för steg, enligt docs/evidence.md i programmets källkod.

Ändra eller packa inte om filen: den har bara en giltig form.
"""
_ITEM_KEYS = {"entry", "leaf", "proof", "record", "salt", "slice", "title"}


class Unreadable(ValueError):
    """The file is not an evidence file in its one spelling; the message is Swedish."""


@dataclass(frozen=True)
class Member:
    """One sealed record with its proof: the canonical record, its salt, `.tlog-proof` text, and the slice."""

    record: bytes
    salt: bytes
    proof: str
    slice: bytes | None = None


@dataclass(frozen=True)
class Package:
    """A whole evidence file."""

    kind: str
    origin: str
    members: tuple[Member, ...]
    said_leaves: tuple[bytes, ...] = ()


def title(record: bytes) -> str:
    """What the sealed record is, in one printable line. Raises ValueError or KeyError if it is none."""
    found = json.loads(record)
    line = f"{found['kind']} · {found['object']} · {found['made_at']}"
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def digest_of(record: bytes) -> str | None:
    """The slice's digest that the record names, if any."""
    found = json.loads(record)["digests"].get(SLICE)
    return None if found is None else str(found)


def pack(members: Sequence[Member], *, note: str) -> bytes:
    """The evidence file of these members; `note` is one of KINDS. The same input gives the same bytes.

    Raises ValueError for no members, an unknown kind, or a slice that the record does not commit to.
    """
    if note not in KINDS or not 0 < len(members) <= MAX_ITEMS:
        raise ValueError("an evidence file has a known kind and at least one member")
    for member in members:
        digest = None if member.slice is None else hashlib.sha256(member.slice).hexdigest()
        if digest != digest_of(member.record):
            raise ValueError("a member's slice is not the one its record commits to")
    ordered = sorted(members, key=lambda member: notes.parse_proof(member.proof).index)
    head = notes.parse_checkpoint(notes.parse_proof(ordered[0].proof).checkpoint)
    return _write(Package(note, head.origin, tuple(ordered)))


def _write(package: Package) -> bytes:
    said = package.said_leaves or tuple(leaves.leaf(one.salt, one.record) for one in package.members)
    files: list[tuple[str, bytes]] = []
    items: list[dict[str, Any]] = []
    for number, (member, leaf) in enumerate(zip(package.members, said, strict=True), start=1):
        items.append(_item(number, member, leaf))
        files.append((f"proofs/{number:04d}.tlog-proof", member.proof.encode()))
        if member.slice is not None:
            files.append((f"slices/{number:04d}.json", member.slice))
    index = {"format": FORMAT, "items": items, "kind": package.kind, "origin": package.origin}
    text = json.dumps(index, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return _zip([("evidence.json", text.encode()), ("LÄS MIG.txt", _read_me(package.kind)), *sorted(files)])


def _item(number: int, member: Member, leaf: bytes) -> dict[str, Any]:
    return {
        "entry": notes.parse_proof(member.proof).index, "leaf": leaf.hex(), "salt": member.salt.hex(),
        "proof": f"proofs/{number:04d}.tlog-proof", "record": member.record.decode(),
        "slice": None if member.slice is None else f"slices/{number:04d}.json", "title": title(member.record),
    }  # fmt: skip


def _read_me(kind: str) -> bytes:
    return _READ_ME.format(about=KINDS[kind]).encode()


def _zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return target.getvalue()


def unpack(data: bytes) -> Package:
    """Read an evidence file. Raises Unreadable unless it is, byte for byte, what `pack` would write."""
    if len(data) > MAX_BYTES:
        raise Unreadable("Filen är för stor för att vara en bevisfil.")
    if data.startswith(notes.PROOF_HEADER.encode()):
        raise Unreadable(
            "Filen är ett bevis för sig, utan sin post. Kontrollera hela bevisfilen (.zip), "
            "eller kör liggaren verify på din egen dator."
        )
    try:
        package = _package(_files(data))
        same = _write(package) == data
    except Unreadable:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(
            "Filens förteckning går inte att läsa: den är ändrad eller av ett annat slag."
        ) from error
    if not same:
        raise Unreadable("Filen är ändrad, ompackad eller avkortad: den har inte den enda giltiga formen.")
    return package


def _files(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            # Nothing is packed, so nothing can swell: sizes must fit inside the file itself.
            if any(info.compress_type for info in infos) or sum(i.file_size for i in infos) > len(data):
                raise Unreadable("Filen är packad på ett sätt som bevisfiler aldrig är.")
            if len(set(names)) != len(names) or len(names) > 2 * MAX_ITEMS + 2:
                raise Unreadable("Filen innehåller samma namn flera gånger eller för många delar.")
            return {name: archive.read(name) for name in names}
    except Unreadable:
        raise
    except Exception as error:  # the zip reader has no closed list of faults
        raise Unreadable("Filen är ingen bevisfil, eller så är den avkortad.") from error


def _package(files: dict[str, bytes]) -> Package:
    index = json.loads(_part(files, "evidence.json"))
    if index["format"] != FORMAT or index["kind"] not in KINDS or not index["items"]:
        raise Unreadable("Filen har ett okänt format.")
    if any(set(item) != _ITEM_KEYS for item in index["items"]):
        raise Unreadable("Filens förteckning har okända fält.")
    members = tuple(
        Member(
            record=item["record"].encode(), salt=bytes.fromhex(item["salt"]),
            proof=_part(files, item["proof"]).decode(),
            slice=None if item["slice"] is None else _part(files, item["slice"]),
        )
        for item in index["items"]
    )  # fmt: skip
    said = tuple(bytes.fromhex(item["leaf"]) for item in index["items"])
    return Package(index["kind"], index["origin"], members, said)


def _part(files: dict[str, bytes], name: str) -> bytes:
    if name not in files:
        plain = "".join(sign for sign in str(name)[:60] if sign.isprintable())
        raise Unreadable(f"Delen {plain} saknas i filen.")
    return files[name]
