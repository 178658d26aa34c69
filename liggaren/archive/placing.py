"""Where pictures lie while a volume is set: each prepared once and written beside the page's data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liggaren.archive.document import Picture
from liggaren.archive.pictures import LONGEST, Prepared, Unprintable, prepare, slices

FOLDER = "pictures"
DOTS_A_COLUMN = LONGEST * 0.6  # a smaller picture is not blown up to the whole column


@dataclass(frozen=True)
class Laid:
    """A picture on disk: its path below the volume's folder (empty when it cannot be printed), how much of
    the column's width it takes (0 to 1), and what is to be said of it.
    """

    path: str
    share: float
    remark: str = ""


@dataclass
class Place:
    """The folder of one volume's pictures. `flat` for standards without transparency."""

    root: Path
    flat: bool = False
    _written: int = 0

    def item(self, picture: Picture) -> Laid:
        """One picture of an item; never raises for a picture that cannot be read."""
        try:
            ready = prepare(picture.read(), flat=self.flat)
        except Unprintable as fault:
            return Laid("", 0.0, str(fault))
        return Laid(self._write(ready), _share(ready), ready.remark)

    def whole(self, picture: Picture) -> list[Laid]:
        """A picture of a whole page, in parts. Raises Unprintable: it was readable when it was taken in."""
        return [Laid(self._write(part), 1.0) for part in slices(picture.read())]

    def _write(self, ready: Prepared) -> str:
        self._written += 1
        path = f"{FOLDER}/{self._written:05}.{ready.suffix}"
        target = self.root / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(ready.data)
        return path


def _share(ready: Prepared) -> float:
    """Wide ones take the whole column, small ones their own size, tall ones are no higher than it is wide."""
    wide = min(1.0, ready.width / DOTS_A_COLUMN)
    return round(min(wide, 0.95 * ready.width / ready.height), 3)
