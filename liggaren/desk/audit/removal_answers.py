"""The audit page's first half: what was removed, on which ground, by whom, and sealed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from liggaren.actions.models import Outbox
from liggaren.desk.audit.answers import IN_ORDER, Answer, Part, amber, plain, red
from liggaren.desk.audit.asking import address
from liggaren.desk.audit.period import Period
from liggaren.desk.audit.words import lasted, listed, of, several
from liggaren.lib import dates
from liggaren.moderation.how_long import Stayed
from liggaren.moderation.like_cases import Unlike
from liggaren.moderation.oversight import Sealed


@dataclass(frozen=True)
class Facts:
    """Everything the first half is answered from."""

    period: Period
    stayed: Stayed
    sealed: Sealed
    emergencies: Sequence[Outbox]
    unlike: Sequence[Unlike]
    counts: Mapping[str, int]
    two_deciders: bool


def part(facts: Facts) -> Part:
    """The questions in the order that an auditor asks them."""
    given = (
        _sealed,
        _stayed,
        _target,
        _grounds,
        _deciders,
        _alike,
        _told,
        _vanished,
        _unknown,
        _alarms,
        _blocks,
        _purged,
    )
    return Part("Det som tagits bort", "borttaget", tuple(answer(facts) for answer in given))


def _list(facts: Facts, **narrowed: object) -> str:
    return address(reverse("audit-decisions"), facts.period, **narrowed)


def _report(facts: Facts, by: str) -> str:
    return f"{reverse('audit-treatment')}?{facts.period.query}&efter={by}"


def _sealed(facts: Facts) -> Answer:
    question, row = "Var allt säkrat innan det togs bort?", facts.sealed
    if not row.reached:
        return Answer(question, "Inget har begärts borttaget under perioden.", "", "", look=plain())
    lines = tuple((_emergency(act), _decision(act)) for act in facts.emergencies)
    tail = "begäran om borttagning gick i väg först när beviset var säkrat och prövat."
    look = red("Utan bevis") if row.unproven else amber("Nödväg") if row.emergencies else IN_ORDER
    if row.unproven:
        tail += f" {dates.number(row.unproven)} saknar både bevis och nödväg. Det får inte hända."
    if row.emergencies:
        tail += f" Nödvägen användes {several(row.emergencies, 'en gång', 'gånger')}:"
    return Answer(question, "", of(row.sealed_first, row.reached), tail, _list(facts), more=lines, look=look)


def _emergency(act: Outbox) -> str:
    assert act.emergency is not None
    names = f"{act.emergency.one.name} och {act.emergency.two.name}"
    return f"{dates.date_and_time(act.emergency.made_at)}, {act.account.name}: {names}."


def _decision(act: Outbox) -> str:
    removal = getattr(act, "removal", None)
    return reverse("audit-decision", args=[removal.pk]) if removal else ""


def _stayed(facts: Facts) -> Answer:
    question, figures = "Hur länge låg det kvar?", facts.stayed.figures
    if not figures.gone:
        return Answer(question, "Inget har tagits bort eller dolts under perioden.", "", "", look=plain())
    tail = f"i mitten, från sedd till borta. Längst låg något kvar {lasted(facts.stayed.longest)}."
    if figures.tail:
        tail += f" Nio av tio var borta inom {lasted(figures.tail)}."
    return Answer(question, "", lasted(figures.median).capitalize(), tail, _list(facts, order="lange"))


def _target(facts: Facts) -> Answer:
    question, figures = "Hölls målet för hur fort det ska gå?", facts.stayed.figures
    if not figures.gone:
        return Answer(question, "Inget har tagits bort eller dolts under perioden.", "", "", look=plain())
    kept = figures.gone - figures.over
    look = amber("Över målet") if figures.over else IN_ORDER
    href = _list(facts, over=1) if figures.over else _list(facts)
    tail = "var borta inom målet för sin kategori."
    return Answer(
        question,
        "",
        of(kept, figures.gone),
        tail,
        href,
        more=(("Målen", reverse("audit-targets")),),
        look=look,
    )


def _grounds(facts: Facts) -> Answer:
    question, number = "På vilken grund?", facts.stayed.figures.number
    if not number:
        return Answer(question, "Inget beslut har fattats under perioden.", "", "", look=plain())
    bases = [f"{dates.number(count)} {_short(key)}" for key, _, count in facts.stayed.bases if count]
    obvious = facts.stayed.figures.obvious
    tail = f"har sin grund utskriven: {listed(bases)}. {of(obvious, number)} var uppenbara."
    return Answer(question, "", of(number, number) + " beslut", tail, _report(facts, "stod"))


def _short(basis: str) -> str:
    return {
        "duty_by_law": "för att lagen kräver det", "data_protection": "för dataskydd",
        "secrecy": "för sekretess", "house_rule": "efter egna regler",
    }[basis]  # fmt: skip


def _deciders(facts: Facts) -> Answer:
    question, row = "Vem beslutar?", facts.stayed
    if not row.figures.number:
        return Answer(question, "Inget beslut har fattats under perioden.", "", "", look=plain())
    rule = "Kommunen kräver två där lagen är grunden" if facts.two_deciders else "Kommunen kräver inte två"
    tail = (
        f"har beslutat, var och en med namn och skäl. {rule}; {of(row.by_two, row.figures.number)} har två."
    )
    figure = several(row.deciders, "en person", "personer").capitalize()
    return Answer(question, "", figure, tail, _report(facts, "beslutare"))


def _alike(facts: Facts) -> Answer:
    question, number = "Behandlas lika fall lika?", len(facts.unlike)
    href = _report(facts, "kategori") + "#lika"
    if not facts.stayed.figures.number:
        return Answer(question, "Inget beslut har fattats under perioden.", "", "", look=plain())
    if not number:
        tail = "med samma kategori och stöd har slutat på olika sätt."
        return Answer(question, "", "Inga beslut", tail, href)
    figure = several(number, "En grupp", "grupper").capitalize()
    tail = "av beslut har samma kategori och stöd men olika utfall. Det är inte ett fel i sig, men ska läsas."
    return Answer(question, "", figure, tail, href, look=amber())


def _told(facts: Facts) -> Answer:
    question, gone, told = (
        "Har den som skrev fått veta det?",
        facts.stayed.figures.taken,
        facts.counts["told"],
    )
    if not gone:
        return Answer(question, "Inget har tagits bort eller dolts under perioden.", "", "", look=plain())
    look = IN_ORDER if told == gone else amber("Inte sagt")
    tail = "beslut säger hur den som skrev fick veta det, eller varför inte."
    return Answer(question, "", of(told, gone), tail, _list(facts), look=look)


def _vanished(facts: Facts) -> Answer:
    question, number = "Vad har försvunnit utan beslut?", facts.counts["vanished"]
    href = f"{reverse('audit-vanished')}?{facts.period.query}"
    if not number:
        return Answer(question, "", "Inget", "har försvunnit utan att någon här har beslutat det.", href)
    figure = several(number, "Ett inlägg", "inlägg").capitalize()
    tail = "är borta utan vårt beslut. Författaren, plattformen eller en kollega kan ha gjort det."
    why = facts.counts["unanswered"]
    tail += f" Varför är obesvarat för {dates.number(why)}." if why else " Allt finns kvar här."
    return Answer(question, "", figure, tail, href, look=amber())


def _unknown(facts: Facts) -> Answer:
    question, number, href = "Är något utfall okänt nu?", facts.sealed.unknown, reverse("audit-unknown")
    if not number:
        return Answer(question, "", "Inget", "utfall är okänt.", href)
    figure = several(number, "En begäran", "begäran").capitalize()
    return Answer(question, "", figure, "har inget säkert utfall än.", href, look=amber("Utfall okänt"))


def _alarms(facts: Facts) -> Answer:
    question, number = "Väntar något akut längre än det får?", facts.counts["alarms"]
    href = reverse("audit-targets")
    if not number:
        return Answer(question, "", "Inget", "akut väntar längre än målet.", href)
    figure = several(number, "Ett akut inlägg", "akuta inlägg").capitalize()
    return Answer(question, "", figure, "väntar på beslut längre än målet.", href, look=red("Försenat"))


def _blocks(facts: Facts) -> Answer:
    question, number, over = (
        "Prövas spärrar mot personer om i tid?",
        facts.counts["blocks"],
        facts.counts["blocks_over"],
    )
    if not number:
        return Answer(question, "Ingen är spärrad.", "", "", look=plain("Inga spärrar"))
    figure = several(number, "En spärr", "spärrar").capitalize()
    tail = f"gäller, var och en med skäl och slutdag. {dates.number(over)} har passerat sin slutdag."
    return Answer(question, "", figure, tail, look=red("Hävs inte") if over else IN_ORDER)


def _purged(facts: Facts) -> Answer:
    question, number = "Har något förstörts genast?", facts.counts["purged"]
    if not number:
        return Answer(question, "Inget har förstörts under perioden.", "", "", look=plain("Inget"))
    figure = several(number, "Ett inlägg", "inlägg").capitalize()
    tail = "har två namngivna personer låtit förstöra, för att det inte får finnas."
    tail += " Länk, beskrivning och skäl är kvar."
    return Answer(question, "", figure, tail, reverse("ledger"), look=amber())
