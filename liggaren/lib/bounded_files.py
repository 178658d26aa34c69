"""Files from strangers: only ordinary ones, and never more of them than we can hold."""

from __future__ import annotations

import stat
from pathlib import Path

from liggaren.lib import file_faults


class NotRead(ValueError):
    """The file was not read; the message is a few Swedish words without capital or full stop."""


def read(path: Path, *, most: int) -> bytes:
    """The bytes of an ordinary file of at most `most` bytes. Raises NotRead.

    A pipe would hang, and a device never ends; so the kind and the size are looked at first.
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise NotRead("det är en mapp")
        if not stat.S_ISREG(about.st_mode):
            raise NotRead("det är ingen vanlig fil")
        if about.st_size > most:
            raise NotRead(f"den är större än {_size(most)}")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise NotRead(file_faults.reason(error)) from error
    except ValueError as error:
        raise error if isinstance(error, NotRead) else NotRead("namnet går inte att använda") from error
    if len(data) > most:
        raise NotRead(f"den är större än {_size(most)}")
    return data


def _size(most: int) -> str:
    return f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1_000} kB"
