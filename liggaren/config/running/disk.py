"""Room on the disk: refuse a start that would end half-way, warn while running."""

from __future__ import annotations

import shutil
from pathlib import Path

from liggaren.config.running.refusal import CannotRun

LEAST = 200_000_000  # bytes: a first database is 60 MB, its log grows to 64 MB before the first checkpoint
WARN = 1_000_000_000
FULL = 16_000_000  # less than one file of the database's log: writing will fail now or soon


def check(folder: Path) -> None:
    """Raises CannotRun when less than LEAST bytes are free where `folder` lies."""
    free = shutil.disk_usage(folder).free
    if free < LEAST:
        raise CannotRun(
            f"Disken är nästan full: {megabytes(free)} MB ledigt där {folder} ligger, "
            f"minst {megabytes(LEAST)} MB behövs.\nFrigör plats eller välj en annan mapp med LIGGAREN_DATA. "
            "Det som redan är sparat är orört."
        )


def warning(folder: Path) -> str:
    """A sentence when less than WARN bytes are free, else an empty string."""
    free = shutil.disk_usage(folder).free
    if free >= WARN:
        return ""
    return f"Disken börjar ta slut: {megabytes(free)} MB ledigt där {folder} ligger."


def is_full(folder: Path) -> bool:
    """Whether what fails now most likely fails for want of room."""
    return shutil.disk_usage(folder).free < FULL


def megabytes(size: int) -> int:
    return size // 1_000_000
