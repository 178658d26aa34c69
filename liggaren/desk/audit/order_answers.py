"""The audit page's second half: the accounts, what is due, and whether the log is whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from liggaren.desk.audit.answers import IN_ORDER, Answer, Part, amber, plain, red
from liggaren.desk.audit.counting import Accounts, Snapshots
from liggaren.desk.audit.words import of, several
from liggaren.ledger.checked import Checked
from liggaren.ledger.models import Checkpoint
from liggaren.lib import dates

CHECK_EVERY = timedelta(days=30)


def accounts(row: Accounts, snapshots: Snapshots) -> Part:
    """Accounts and what the guideline asks of each."""
    if not row.whole:
        none = Answer(
            "Hur många konton finns, och är alla i ordning?", "", "Inget konto", "är i bruk.",
            reverse("accounts"), look=plain(),
        )  # fmt: skip
        return Part("Konton", "konton", (none,))
    return Part("Konton", "konton", (
        _order(row),
        _each("Har varje konto två administratörer?", row.two_administrators, row.whole,
              "har minst två administratörer i dag."),
        _each("Är varje konto godkänt av två chefer?", row.approved, row.whole,
              "har en plan som två olika chefer har godkänt."),
        _each("Finns varje inloggning i säkert förvar?", row.login_kept, row.whole,
              "har sin inloggning i förvar."),
        _doors(row),
        _snapshots(snapshots),
    ))  # fmt: skip


def _each(question: str, number: int, whole: int, words: str) -> Answer:
    look = IN_ORDER if number == whole else amber("Saknas")
    return Answer(question, "", of(number, whole), f"konton {words}", reverse("accounts"), look=look)


def _order(row: Accounts) -> Answer:
    figure = several(row.whole, "Ett konto", "konton").capitalize()
    tail = f"är i bruk. {of(row.started, row.whole)} är i ordning"
    tail += (
        f", {several(row.adopted, 'ett är övertaget', 'är övertagna')} och inte i ordning än."
        if row.adopted
        else "."
    )
    if row.planned:
        tail += f" {several(row.planned, 'Ett till är planerat.', 'till är planerade.').capitalize()}"
    look = IN_ORDER if row.started == row.whole else amber("Inte i ordning än")
    return Answer(
        "Hur många konton finns, och är alla i ordning?", "", figure, tail, reverse("accounts"), look=look
    )


def _doors(row: Accounts) -> Answer:
    question = "Når vi alla konton?"
    if not row.broken:
        return Answer(question, "", "Ingen", "anslutning är bruten.", reverse("accounts"))
    figure = several(row.broken, "En anslutning", "anslutningar").capitalize()
    return Answer(
        question,
        "",
        figure,
        "är bruten. Det som skrivs där fångas inte nu.",
        reverse("accounts"),
        look=red("Bruten"),
    )


def _snapshots(row: Snapshots) -> Answer:
    question, href = "Har arkivarien fått förra halvårets ögonblicksbilder?", reverse("archive")
    if not row.whole:
        return Answer(question, "Inget halvår har tagit slut sedan kontona kom in.", "", "", look=plain())
    tail = f"ögonblicksbilder är mottagna, {dates.number(row.delivered)} är levererade."
    if row.failed:
        tail += f" {several(row.failed, 'En är underkänd eller avvisad', 'är underkända eller avvisade')}."
    look = IN_ORDER if row.received == row.whole else amber("Saknas")
    return Answer(question, "", of(row.received, row.whole), tail, href, look=look)


def order(counts: dict[str, int], head: Checkpoint | None, check: Checked | None, now: datetime) -> Part:
    """What is late, who has seen secrets, and the log."""
    return Part(
        "Ordning",
        "ordning",
        (_late(counts), _shown(counts), _opened(counts), _log(head), _checked(check, now)),
    )


def _late(counts: dict[str, int]) -> Answer:
    question, number = "Görs det som ska göras i tid?", counts["late"]
    if not number:
        return Answer(question, "", "Inget", "som har en sista dag är sent.")
    figure = several(number, "En sak", "saker").capitalize()
    told = "Nivån över har fått veta" if counts["escalated"] else "Nivån över får veta inom en kvart"
    if number > 1:
        told = f"Nivån över har fått veta om {of(counts['escalated'], number)}"
    tail = f"är {'sen' if number == 1 else 'sena'}. {told}."
    return Answer(question, "", figure, tail, look=amber("Sent"))


def _shown(counts: dict[str, int]) -> Answer:
    number, href = counts["shown"], reverse("ledger")
    figure = "Ingen gång" if not number else several(number, "En gång", "gånger").capitalize()
    tail = "har någon läst en förvarad inloggning under perioden. Varje gång står i liggaren med skäl."
    return Answer("Vem har sett lösenord?", "", figure, tail, href)


def _opened(counts: dict[str, int]) -> Answer:
    question, number, href = "Vem har öppnat det som är dolt?", counts["opened"], reverse("ledger")
    figure = "Ingen gång" if not number else several(number, "En gång", "gånger").capitalize()
    tail = "har någon öppnat en dold text under perioden."
    if counts["taken"]:
        files = several(counts["taken"], "En bevisfil", "bevisfiler").capitalize()
        tail += f" {files} med sådan text är hämtad{'' if counts['taken'] == 1 else 'e'}."
    if counts["protected"]:
        times = several(counts["protected"], "en gång", "gånger")
        tail += f" Diarieföringens skyddade uppgifter är öppnade eller hämtade {times}."
    return Answer(question, "", figure, f"{tail} Varje gång står i liggaren med namn.", href)


def _log(head: Checkpoint | None) -> Answer:
    question, href = "Är liggaren hel?", reverse("audit-log")
    if head is None:
        return Answer(question, "Ingen post är säkrad än.", "", "", look=plain())
    tail = f"är säkrade, senast {dates.date_and_time(head.made_at)}. Pröva alla själv, nu, via siffran."
    return Answer(question, "", f"{dates.number(head.size)} poster", tail, href)


def _checked(check: Checked | None, now: datetime) -> Answer:
    question, href = "När kontrollerades allt senast?", reverse("ledger")
    if check is None:
        return Answer(
            question, "Ingen har kontrollerat loggen och alla original än.", "", "", look=amber("Inte gjort")
        )
    when = dates.date_and_time(check.at)
    if not check.ok:
        what = ", ".join(check.failed).lower()
        return Answer(question, "", when.capitalize(), f"av {check.by}. Det här höll inte: {what}.", href,
                      look=red("Håller inte"))  # fmt: skip
    tail = f"av {check.by}. Loggen, alla original och databasens roller höll."
    if now - check.at <= CHECK_EVERY:
        return Answer(question, "", when.capitalize(), tail, href)
    return Answer(question, "", when.capitalize(), f"{tail} Det är mer än 30 dagar sedan.", href,
                  look=amber("För länge sedan"))  # fmt: skip
