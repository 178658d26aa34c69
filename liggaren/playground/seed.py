"""The invented municipality on the platform: three pages with the last months' posts and comments.

Every person and event is made up; the phone number is one of those set aside for fiction,
and the personal number one of the authority's own for tests.
"""

# ruff: noqa: E501  (markup and prose are read whole)

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from liggaren.lib import clock
from liggaren.playground import drawings, items, pages, uploads
from liggaren.playground.citizens import citizen
from liggaren.playground.store import Store

SENSITIVE = "Var det Kalle i 4B som badade? Han har ju adhd, 850101-2382 om ni vill kolla i journalen."
INSULT = "Vågens chef är en idiot och en tjuv. Ring henne på 070-174 06 05 och säg det."


@dataclass(frozen=True)
class Said:
    """A comment with its answers; `who` is "" for the page itself; `after` is hours after what it answers."""

    who: str
    text: str
    after: float = 2.0
    answers: tuple[Said, ...] = ()
    edited: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Posted:
    """A post by the page, `days` ago."""

    days: float
    text: str
    comments: tuple[Said, ...] = ()
    picture: str = ""
    alt: str = ""


POOL = (
    Posted(
        118,
        "Sommartider från i morgon: utebadet öppnar kl. 10 varje dag till och med den 16 augusti. Entré som vanligt.",
        (
            Said("Maja Ek", "Härligt! Är det samma pris för barn under sju?", 3, (
                Said("", "Hej Maja! Barn under sju år badar gratis i sällskap med en vuxen.", 1.5),
                Said("Maja Ek", "Tack för snabbt svar!", 4),
            )),
            Said("Torsten Lind", "Går bussen 14 ända fram i år?", 20, (
                Said("", "Ja, linje 14 stannar vid utebadet från och med lördag.", 2),
            )),
        ),
        "utebadet", "Utebadet i solsken med tomma solstolar runt bassängen.",
    ),
    Posted(
        74,
        "Höstens simskola har nio grupper. Anmälan öppnar på måndag kl. 08.00 på kommunens webbplats.",
        (
            Said("Amina Holm", "Hur gör man om man inte har e-legitimation?", 5, (
                Said("", "Ring kontaktcenter så hjälper vi dig med anmälan. Det går också bra att komma in.", 17),
            )),
            Said("Per Sten", "Anmälan låg nere hela morgonen. Tredje året i rad. Blir ni aldrig klara med systemet?", 96),
        ),
    ),
    Posted(
        41,
        "Relaxen är stängd vecka 43 och 44 medan vi byter bastuaggregat. Bassängerna är öppna som vanligt.",
        (
            Said("Gun Björk", "Tråkigt men bra att det görs. Aggregatet har låtit illa länge.", 6),
            Said("Kalle Vik", "Får vi som har årskort dagarna tillbaka?", 9, (
                Said("", "Ja, alla årskort förlängs med 14 dagar. Det sker av sig självt.", 20),
            )),
            Said("Snabba Lån Nu", "BEHÖVER DU PENGAR? Klicka här för lån utan kontroll: http://lan.example/snabbt", 30),
        ),
    ),
    Posted(
        12,
        "Vattnet i 25-metersbassängen höll 24 grader i helgen i stället för 27. Felet är hittat och lagat. Vi ber om ursäkt.",
        (
            Said("Nils Dahl", "Bra att ni säger som det är. 👍", 1),
            Said("Gun Björk", "Så här ser kaklet ut vid stegen. Någon kan skära sig.", 3,
                 picture="kakelplatta", alt="En spricka tvärs över kaklet vid bassängens stege."),
            Said("Eva Sund", "Min dotter frös så att hon skakade. När upptäckte ni felet?", 4),
            Said("Ronny T", INSULT, 26),
            Said("Undrande", SENSITIVE, 31),
        ),
    ),
    Posted(
        3,
        "På lördag är det familjedag: hinderbana, musik och fri entré mellan kl. 10 och 15. Välkommen!",
        (
            Said("Maja Ek", "Tack till personalen som ordnar det här år efter år. Ni är fantastiska!", 2),
            Said("Idris Berg", "Finns det ramp till lilla bassängen? Min son använder rullstol.", 7),
            Said("Lotta Ny", "Är kafeet öppet då?", 11, edited="Är kafeet öppet då, och har ni glutenfritt?"),
        ),
        "familjedag", "Barn på en uppblåsbar hinderbana i bassängen.",
    ),
)  # fmt: skip

MUNICIPALITY = (
    Posted(
        96,
        "Gång- och cykelvägen längs Storgatan byggs om från den 24 augusti till mitten av oktober. Följ skyltarna.",
        (
            Said("Sven Ask", "Hur kommer man fram till vårdcentralen med rullator?", 8, (
                Said("", "Det finns en provisorisk gångväg på östra sidan, utan trappor.", 15),
            )),
            Said("Rut Öberg", "Skylten vid torget pekar åt fel håll.", 50, (
                Said("", "Tack! Vi har vänt den.", 5),
                Said("Rut Öberg", "Nu stämmer det.", 12),
            )),
        ),
    ),
    Posted(
        58,
        "Nu kan du tycka till om förslaget till översiktsplan. Samrådet pågår till den 30 november.",
        (
            Said("Olle Fors", "Varför ska vi rösta på er när ni ändå bygger bort Kvarnparken? Majoriteten lyssnar aldrig.", 10),
            Said("Sara Lund", "Var läser man handlingarna på papper?", 22, (
                Said("", "De finns i kommunhusets entré och på alla bibliotek.", 3),
            )),
        ),
    ),
    Posted(
        20,
        "Krisberedskapsveckan: kom till torget på torsdag kl. 16 och se vad som är bra att ha hemma.",
        (
            Said("Gösta Rask", "Bra initiativ. Har ni broschyren på finska?", 5),
            Said("Yasmin Ali", "Kan skolklasser komma på förmiddagen?", 6, (
                Said("", "Javisst, hör av er så bokar vi en tid.", 18),
            )),
        ),
    ),
    Posted(
        5,
        "I natt väntas snö. Vi börjar ploga huvudgator och gångvägar kl. 04. Bostadsgator tas efter kl. 08.",
        (
            Said("Bo Hed", "Kvarngatan glömdes förra gången. Snälla, inte igen.", 4),
            Said("Inga Ros", "Tack alla ni som kör om natten!", 9),
        ),
        "snovag", "En gata i snöfall om natten, med ljus i fönstren.",
    ),
)  # fmt: skip

LIBRARY = (
    Posted(
        66,
        "Meröppet på Österbiblioteket: från och med september kommer du in kl. 06–22 med lånekort och kod.",
        (
            Said("Tove Strand", "Underbart för oss som jobbar skift!", 3),
            Said("Harry Holt", "Hur får man en kod?", 7, (Said("", "Visa legitimation i disken så ordnar vi det.", 14),)),
        ),
    ),
    Posted(
        25,
        "Månadens bok är en deckare från Norrbotten. Bokcirkeln ses den 26 november kl. 18.",
        (Said("Birgit Ljung", "Finns den som talbok?", 12, (Said("", "Ja, den går att ladda ner redan i dag.", 5),)),),
    ),
    Posted(
        6,
        "Läxhjälpen flyttar till tisdagar och torsdagar kl. 15–17. Ingen anmälan behövs.",
        (
            Said("Amir Noor", "Gäller det gymnasiet också?", 5),
            Said("Tove Strand", "Tack, den här läxhjälpen räddade vår termin.", 20),
        ),
    ),
)  # fmt: skip

PAGES: tuple[tuple[str, str, str, str, int, tuple[Posted, ...]], ...] = (
    ("badhuset-vagen", "Badhuset Vågen", "full", "Simhall, utebad och relax i Exempelköping.", 2314, POOL),
    ("exempelkopings-kommun", "Exempelköpings kommun", "hide", "Nyheter och frågor till kommunen.", 8127, MUNICIPALITY),
    ("biblioteken", "Biblioteken i Exempelköping", "reply", "Fyra bibliotek och en bokbuss.", 1460, LIBRARY),
)  # fmt: skip


def plant(store: Store) -> None:
    """Make the pages with posts and comments, counted back from now; does nothing when there is a page."""
    if store.row("SELECT 1 FROM page"):
        return
    now = clock.now().replace(minute=12, second=0, microsecond=0)
    with store.writing():
        for page_id, name, profile, description, followers, posts in PAGES:
            pages.add_page(
                store, page_id, name, profile=profile, description=description, followers=followers
            )
            pages.token_of(store, page_id)
            page = pages.page_of(store, page_id)
            for posted in posts:
                _plant_post(store, page, posted, now - timedelta(days=posted.days))


def _plant_post(store: Store, page: sqlite3.Row, posted: Posted, at: datetime) -> None:
    picture = _draw(store, posted.picture)
    row = items.add_post(store, page, posted.text, at=at, picture=picture, alt=posted.alt)
    for said in posted.comments:
        _plant_comment(store, page, row, said, at)


def _plant_comment(
    store: Store, page: sqlite3.Row, parent: sqlite3.Row, said: Said, before: datetime
) -> None:
    at = before + timedelta(hours=said.after, minutes=len(said.text) % 47)
    if said.who:
        who, picture = citizen(store, said.who), _draw(store, said.picture)
        row = items.add_comment(
            store, page, parent, said.text, citizen=who, at=at, picture=picture, alt=said.alt
        )
    else:
        row = items.add_reply(store, page, parent, said.text, at=at)
    if said.edited:
        row = items.edit(store, row, said.edited, at=at + timedelta(minutes=9))
    for answer in said.answers:
        _plant_comment(store, page, row, answer, at)


def _draw(store: Store, name: str) -> str:
    """The name of the drawn picture as kept; empty for none."""
    return uploads.keep(store, drawings.PICTURES[name](), name=name) if name else ""
