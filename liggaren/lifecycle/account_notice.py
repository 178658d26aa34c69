"""The information text that an account must carry: who answers for it, who sees what is written, that it
becomes a public record, what may not be written and what then follows (BBS-lagen 3 §; E-delegationen 2010).

Kept version by version. Where the platform gives the profile's text it is read and compared; else a named
person confirms where they saw it.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from django.db import transaction

from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.lib.errors import Refusal
from liggaren.lib.hashing import sha256_hex
from liggaren.lifecycle.models import AccountNotice, NoticeCheck
from liggaren.lifecycle.rights import NotYours, may_start
from liggaren.people import queries as people
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register import services as accounts
from liggaren.register.models import Account

LONGEST = 3_000
R = NoticeCheck.Result
# Media whose connector gives the profile's own text, read 24 November 2026. A feed's or a blog's subtitle is
# no such text.
GIVES_TEXT = frozenset({"playground"})


@dataclass(frozen=True)
class Standing:
    """How the newest version stands; `notice` None: no text is written."""

    notice: AccountNotice | None
    check: NoticeCheck | None

    @property
    def is_in_place(self) -> bool:
        """Whether we have read it there, or a person has confirmed that it is."""
        return self.check is not None and self.check.result in (R.IN_PLACE, R.CONFIRMED)


def propose(account: Account) -> str:
    """A text made of the account's facts, to begin from."""
    town = people.municipality()
    purpose = f" {account.purpose.strip()}" if account.purpose.strip() else ""
    facts = register.working_facts(account)
    hours = f" Vi svarar inom {facts.reply_hours} timmar på bevakad tid." if facts else ""
    page = f" Läs mer: {account.public_page}" if account.public_page else f" Läs mer: {town.web}"
    return (
        f"{account.name} är ett konto för {account.unit.name}, {town.name}.{purpose}{hours}\n"
        "Det du skriver här kan alla läsa. Det blir en allmän handling som vi sparar och kan lämna ut.\n"
        "Skriv inget om enskilda personers förhållanden. Hot, hets, personangrepp, reklam och annat som "
        "bryter mot lag eller våra regler tar vi bort, och den som gör om det kan spärras.\n"
        f"Har du ett eget ärende? Kontakta oss på annat sätt.{page}"
    )


def standing(account: Account) -> Standing:
    """The newest version and its newest check. Two queries."""
    notice = (
        AccountNotice.objects.filter(account=account).select_related("account").order_by("-version").first()
    )
    check = notice.checks.select_related("by").order_by("-at", "-pk").first() if notice else None
    return Standing(notice, check)


@transaction.atomic
def write(*, account: Account, text: str, by: User) -> AccountNotice:
    """The next version of the text; the same words again make none. Raises NotYours, Refusal."""
    if not may_start(by, account):
        raise NotYours
    words = clean(text).text.replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST:
        raise Refusal(f"Skriv en text på högst {LONGEST} tecken.", "account_notice")
    Account.objects.select_for_update().get(pk=account.pk)
    last = standing(account).notice
    if last and last.text == words:
        return last
    row = AccountNotice.objects.create(
        account=account, version=last.version + 1 if last else 1, text=words, written_by=by,
        written_at=clock.now(),
    )  # fmt: skip
    digests = {"text": sha256_hex(words.encode())}
    ledger.append(
        kind="account_notice.written", actor=by.actor, obj=account.obj, facts={"version": row.version},
        digests=digests,
    )  # fmt: skip
    return row


def check(*, account: Account, by: User | None) -> NoticeCheck:
    """Read the profile on the platform and compare. The call is made outside any transaction.

    Raises NotYours; Refusal without a text, and where the platform does not answer now (nothing is noted).
    """
    if by is not None and not may_start(by, account):
        raise NotYours
    notice = _written(account)
    if account.platform not in GIVES_TEXT or register.connection_state(account) is None:
        return _note(notice, R.UNREADABLE, by)
    profile = accounts.check_connection(account, by=by)
    if profile is None:
        raise Refusal("Plattformen svarade inte. Vi vet inte om texten är på plats. Pröva igen.", "no_answer")
    found = clean(profile.description).text
    return _note(notice, R.IN_PLACE if stands_in(notice.text, found) else R.DIFFERS, by, found=found)


def confirm(*, account: Account, where: str, by: User) -> NoticeCheck:
    """A named person has seen the text, and says where. Raises NotYours, Refusal."""
    if not may_start(by, account):
        raise NotYours
    where = " ".join(clean(where).text.split())[:200]
    if not where:
        raise Refusal("Skriv var på kontot du såg texten, till exempel under Om.", "notice_where")
    return _note(_written(account), R.CONFIRMED, by, where=where)


def _written(account: Account) -> AccountNotice:
    notice = standing(account).notice
    if notice is None:
        raise Refusal("Skriv texten först.", "no_account_notice")
    return notice


@transaction.atomic
def _note(
    notice: AccountNotice, result: NoticeCheck.Result, by: User | None, *, found: str = "", where: str = ""
) -> NoticeCheck:
    row = NoticeCheck.objects.create(
        notice=notice, result=result, found=found, where=where, at=clock.now(), by=by
    )
    if result in (R.IN_PLACE, R.CONFIRMED):
        duties.close(duty_key(notice.account), "done", by=by)
    facts: dict[str, Json] = {"version": notice.version, "result": result.value}
    actor = by.actor if by else "system"
    ledger.append(kind="account_notice.checked", actor=actor, obj=notice.account.obj, facts=facts)
    return row


def duty_key(account: Account) -> str:
    """The duty to put the text in place."""
    return f"account.{account.pk}.notice"


def stands_in(text: str, found: str) -> bool:
    """Whether all of the text stands in what was found, whatever the spacing; more may stand beside it."""
    return _level(text) in _level(found)


def _level(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@dataclass(frozen=True)
class Piece:
    """A stretch of words: `same`, `missing` on the platform, or `extra` there."""

    kind: str
    text: str


def difference(text: str, found: str) -> list[Piece]:
    """What differs between our text and the platform's, word by word."""
    ours, theirs = _level(text).split(), _level(found).split()
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(ours[a:b])))
            continue
        pieces += [Piece("missing", " ".join(ours[a:b]))] if a < b else []
        pieces += [Piece("extra", " ".join(theirs[c:d]))] if c < d else []
    return pieces
