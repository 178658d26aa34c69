"""One spelling for an account's address, so that no account is entered twice and a pasted one is recognised.

Pure: text in, text out. Case, scheme, www and m, trailing slash, tracking parameters, international host
names and
the platforms' own aliases are levelled.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

import idna

from liggaren.lib.errors import Refusal

ALIASES = {
    "fb.com": "facebook.com", "fb.me": "facebook.com", "facebook.se": "facebook.com",
    "twitter.com": "x.com", "instagr.am": "instagram.com", "youtu.be": "youtube.com", "flic.kr": "flickr.com",
    "lnkd.in": "linkedin.com",
}  # fmt: skip
FRONTS = ("www", "m", "mobile", "touch", "web", "old")
HANDLES = {"facebook.com", "x.com", "instagram.com"}  # where @name and name are the same
TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|igshid?|mibextid|ref|ref_src|s|t|si|feature|hl|lang|locale|_rdr|__tn__|sk"
)
INVISIBLE = re.compile(r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
HANDLE = re.compile(r"@?([^@/\s:]+)@([^@/\s:]+\.[^@/\s:]+)")
LONGEST = 500


class BadAddress(Refusal):
    """The text is no web address that we can read."""

    def __init__(self) -> None:
        super().__init__("Skriv hela webbadressen, till exempel facebook.com/badhuset", "bad_address")


def address_key(address: str) -> str:
    """The levelled spelling `host[:port]/path[?query]`, without scheme and trailing slash.

    Raises BadAddress.
    """
    parts = _split(address)
    host = _host(parts)
    path = _path(host, parts.path)
    query = _query(host, path, parts.query)
    key = f"{host}{path}{'?' + query if query else ''}"
    if len(key) > LONGEST:
        raise BadAddress
    return key


def tidy(address: str) -> str:
    """The address as shown back: with a scheme, without blanks. Raises BadAddress."""
    address_key(address)
    return _split(address).geturl()


def _split(address: str) -> SplitResult:
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", address)).strip("<>\"'()[],;")
    if found := HANDLE.fullmatch(text):  # a fediverse handle
        text = f"https://{found[2]}/@{found[1]}"
    if "://" not in text:
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a bad port
    except ValueError as bad:
        raise BadAddress from bad
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise BadAddress
    return parts


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if "." not in name and name != "localhost" and ":" not in name:
        raise BadAddress
    host = _plain(name)
    for front in FRONTS:
        if host.startswith(f"{front}.") and host.count(".") > 1:
            host = host.removeprefix(f"{front}.")
    # A country's own front door to Facebook is the same house: sv-se.facebook.com.
    if host.endswith(".facebook.com"):
        host = "facebook.com"
    host = ALIASES.get(host, host)
    usual = {"http": 80, "https": 443}[parts.scheme.lower()]
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def _plain(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    try:
        return idna.encode(name, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        if name.isascii() and re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name.lower()):
            return name.lower()
        raise BadAddress from None


def _path(host: str, path: str) -> str:
    plain = unicodedata.normalize("NFKC", unquote(path, errors="replace")).casefold()
    steps = [step for step in plain.split("/") if step]
    if steps and re.fullmatch(r"index\.(php|html?)", steps[-1]):
        steps.pop()
    if host == "facebook.com":
        steps = _facebook(steps)
    if steps and host in HANDLES:
        steps[0] = steps[0].removeprefix("@")
    return "".join(f"/{step}" for step in steps)


def _facebook(steps: list[str]) -> list[str]:
    if len(steps) > 1 and steps[0] == "pg":
        return steps[1:]
    if len(steps) == 3 and steps[0] in {"pages", "people"}:
        return [steps[2]]
    return steps


def _query(host: str, path: str, query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    if host in HANDLES | {"youtube.com"}:
        pairs = [pair for pair in pairs if pair[0] == "id" and path.endswith("profile.php")]
    return urlencode(sorted(pair for pair in pairs if not TRACKING.fullmatch(pair[0].lower())))
