"""Large ciphertexts as files of the `vault` storage, on disk and synced before any row names them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import OperationalError

from liggaren.lib.errors import Refusal

_FULL = {errno.ENOSPC, errno.EDQUOT}


class DiskFull(Refusal):
    """There is no room; nothing of what was asked for has been stored."""

    code = "disk_full"


@contextmanager
def full_disk_is_said() -> Iterator[None]:
    """Turn a full disk, ours or the database's, into DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise _disk_full() from error
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.DiskFull):
            raise
        raise _disk_full() from error


def _disk_full() -> DiskFull:
    return DiskFull("Disken är full, så inget har sparats. Frigör utrymme och försök igen.")


def place(name: str) -> str:
    """Where a blob lies in the storage: two levels, so that no folder grows without end."""
    return f"{name[:2]}/{name[2:4]}/{name}"


def write_all(ciphertexts: Mapping[str, bytes]) -> None:
    """Write files by name, then sync their folders once each. Raises DiskFull; then none of them is left."""
    written: list[str] = []
    try:
        with full_disk_is_said():
            for name, data in ciphertexts.items():
                written.append(name)
                _write(name, data)
            for folder in {_path(name).parent for name in written} if _is_local() else set():
                _sync_up(folder)
    except BaseException:
        for name in written:
            with suppress(OSError):
                remove(name)
        raise


def _write(name: str, data: bytes) -> None:
    if not _is_local():
        storages["vault"].save(place(name), ContentFile(data))
        return
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _sync_up(folder: Path) -> None:
    # A new folder's own name must be on disk too, up to the storage's root.
    for one in (folder, folder.parent, folder.parent.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(name: str) -> bytes:
    """The ciphertext. Raises OSError when it is missing."""
    with storages["vault"].open(place(name)) as source:
        return bytes(source.read())


def remove(name: str) -> None:
    """Take a file away; a missing one is no fault."""
    storages["vault"].delete(place(name))


def exists(name: str) -> bool:
    """Whether a file of that name lies in the storage."""
    return storages["vault"].exists(place(name))


def paths() -> Iterator[Path]:
    """Every file of a local storage, drafts of broken writes too; nothing for a remote one."""
    if _is_local():
        yield from (path for path in Path(_storage().location).glob("*/*/*") if path.is_file())


def names() -> Iterator[str]:
    """Every blob name that lies in a local storage."""
    return (path.name for path in paths())


def _is_local() -> bool:
    return isinstance(storages["vault"], FileSystemStorage)


def _storage() -> FileSystemStorage:
    found = storages["vault"]
    if not isinstance(found, FileSystemStorage):
        raise TypeError("the vault's storage is not on this machine")
    return found


def _path(name: str) -> Path:
    return Path(_storage().path(place(name)))
