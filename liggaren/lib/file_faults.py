"""Why a file or folder could not be used, in Swedish: the system's own words are English."""

from __future__ import annotations

import errno

REASONS = {
    errno.EEXIST: "det ligger redan något där",
    errno.ENOTDIR: "en del av sökvägen är en fil",
    errno.EISDIR: "det är en mapp",
    errno.ENOENT: "den finns inte",
    errno.EACCES: "den här användaren får inte",
    errno.EPERM: "den här användaren får inte",
    errno.EROFS: "platsen går bara att läsa",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ENOSPC: "disken är full",
    errno.ELOOP: "länken pekar på sig själv",
}


def reason(problem: OSError) -> str:
    """A few words, without capital or full stop; the error's number where there are none."""
    return REASONS.get(problem.errno or 0, f"fel {problem.errno} från systemet")
