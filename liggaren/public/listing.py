"""Search and filter in the directory: a few hundred rows, so in memory and in Swedish."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from liggaren.register.public import Directory, PublicAccount


@dataclass(frozen=True)
class Medium:
    """A medium with accounts in the directory: key, name and how many."""

    key: str
    name: str
    count: int


Groups = list[tuple[str, list[PublicAccount]]]


def matching(whole: Directory, *, words: str, medium: str) -> Groups:
    """Groups with the accounts that hold every word and are on the medium; empty groups left out."""
    wanted = words.casefold().split()
    found: Groups = []
    for name, accounts in whole.groups:
        rows = [one for one in accounts if medium in ("", one.platform) and _holds(one, wanted)]
        if rows:
            found.append((name, rows))
    return found


def _holds(account: PublicAccount, wanted: list[str]) -> bool:
    text = " ".join(
        (
            account.name,
            account.platform_name,
            account.purpose,
            account.unit,
            account.administration,
            account.address,
        )
    ).casefold()
    return all(word in text for word in wanted)


def media_of(whole: Directory) -> list[Medium]:
    """Media in use, most used first."""
    every = [account for _, accounts in whole.groups for account in accounts]
    names = {account.platform: account.platform_name for account in every}
    return [Medium(key, names[key], count) for key, count in Counter(a.platform for a in every).most_common()]
