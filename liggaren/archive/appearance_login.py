"""Is what the browser shows the account's page, or a login page? The latter is never kept (G6.1).

Pure. It errs towards refusing: a picture can then be uploaded by a person instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_PATH = re.compile(
    r"(^|[/_.-])(log-?in|sign-?in|logon|auth|authwall|oauth2?|authorize|checkpoint|challenge|uas|sso|idp"
    r"|inloggning|logga-?in|consent)([/_.-]|$)"
)
_HOST = re.compile(r"^(login|log-in|signin|auth|accounts?|sso|idp|id|consent)\.")
_TITLE = re.compile(r"\b(log ?in|log into|sign ?in|sign up|logga in|inloggning|authwall|access denied)\b")


@dataclass(frozen=True)
class Shown:
    """What the browser ended up with. `passwords` counts visible password fields."""

    asked: str
    address: str
    status: int
    title: str
    passwords: int


def why_not_the_page(shown: Shown) -> str:
    """Swedish, or empty when it is a page that anyone can read."""
    if shown.status in (401, 403, 407):
        return f"Sidan är stängd för den som inte är inloggad (svar {shown.status})."
    if shown.status >= 400 or shown.status == 0:
        return f"Sidan gick inte att öppna (svar {shown.status or 'saknas'})."
    if _is_login(shown):
        return "Plattformen visade en inloggningssida i stället för kontots sida."
    if shown.passwords:
        return "Sidan visade ett fält för lösenord. En inloggningssida sparas inte som utseende."
    return ""


def _is_login(shown: Shown) -> bool:
    asked, came = urlsplit(shown.asked), urlsplit(shown.address)
    elsewhere = (came.hostname or "") != (asked.hostname or "")
    path = came.path.lower()
    login_path = bool(_PATH.search(path)) and path != asked.path.lower()
    login_host = elsewhere and bool(_HOST.match((came.hostname or "").lower()))
    return login_path or login_host or bool(_TITLE.search(shown.title.lower()))
