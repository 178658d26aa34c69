"""Compounds by a list of the words that a municipality's compounds end with."""

from __future__ import annotations

from liggaren.lib.swedish.endings import tidy

# Last parts as roots (see `endings.roots`). Short roots that hide in other words are left out on purpose.
_WORDS = """
plats hållplats badplats arbetsplats marknad sophämtning hämtning
ansökan ansökning anställd anläggning arbet arkiv avdelning avfall avgift avtal badhus barn behov
beslut bibliotek bidrag biljett block bolag bostad bro brygg buss byggnad båt cykl central center
centr chef dag dagis deltag diari direktör djur ekonomi elev enhet ersättning fest film flygplat
fond fordon forum fotboll frisk fråg följd förbund förening förskol förslag förvaltning försäkring
gat gemenskap grupp gym gymnasi gympa gård hall hamn handling hantering hem hjälp hus häls idrott
information insats intyg invånar kalender kart klagomål klass klubb kommun konsert konst kontor
kontroll kort kost kostnad kultur kurs kvarter kyrk kö kök köp körkort lag lagning ledamot ledning
lek lekplat linj list lokal lov lunch läger läkar lärar läxhjälp mark markering mat material matsal
medborgar miljö minn möt mötesplat motion mottagning muse musik myndighet natur nämnd näring nät
odling omsorg område ordning ordförand orkester park parkering pass pedagog peng person personal
plan plantering plat plattform plogning policy politik post pris program projekt protokoll rabatt
rastgård regl region register renovering rest restaurang robot rum råd räddning rätt sal samtal
samhäll saml samling sandning sekreterar service sid simhall sjukhus skatt skog skol skolbuss
skolmat skydd skylt snö socken spår stad stadion station stig stipendi stol strand styrels städning
stöd stöt svar symfoni system sökning tak tax teater teatr terrass tid tidning tillstånd tillsyn
tjänst tomt torg trafik transport träd trädgård träning tunnl turism tvätt tåg undervisning uppdrag
utbildning utredning utskott utställning val vatn veck verk verksamhet vikari vistels vård väg
väktar vänd vänster växt åkeri återvinning äldreboend boend ägar ämn ärend översikt övning
"""
_LAST_PARTS = frozenset(_WORDS.split())
_MIN_FIRST = 3


def parts(roots: set[str]) -> set[str]:
    """First and last parts of a compound, from the word's roots: `grundskol` gives `grund` and `skol`."""
    found: set[str] = set()
    for root in roots:
        for at in range(_MIN_FIRST, len(root) - 2):
            if root[at:] in _LAST_PARTS:
                found |= {tidy(part) for part in (root[at:], *_first(root[:at]))}
                break  # the longest last part: the others lie inside it
    return found


def _first(part: str) -> set[str]:
    # A joining s belongs to neither word: kommunstyrelse, but hus in husbåt keeps its own.
    return {part, part[:-1]} if part.endswith("s") and len(part) > _MIN_FIRST else {part}
