"""Documents to test with: a half-year of an invented account, with all that a page can hold."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime, timedelta
from functools import cache

from liggaren.archive.document import (
    Author,
    Entry,
    LeftOut,
    Picture,
    Removed,
    Sealing,
    SnapshotDocument,
    Thread,
    Wording,
)

ACCOUNT = Author("Badhuset Vågen", "@badhuset_vagen", "https://vagen.example/", is_account=True)
PEOPLE = (
    Author("Åsa Öberg-Ärlig", "@asa"),
    Author("Νίκος Παπαδόπουλος", "@nikos"),
    Author("Дмитрий Иванов", "@dmitrij"),
    Author("محمد الأحمد", "@mohammad"),
    Author("王小明", "@wang"),
    Author("דוד לוי", "@david"),
    Author("Örjan", ""),
)
TEXTS = (
    "Hur länge är utebadet öppet i midsommarhelgen? Barnen undrar om vattenrutschkanan är lagad. 🏊‍♀️",
    "Tack för ett fint bemötande i receptionen i tisdags! 👍🏽 🇸🇪 👨‍👩‍👧‍👦",
    "Tillgänglighetsanpassningen av omklädningsrummen är felplanerad: bänkarna står för nära varandra.\n\n"
    "Se bilderna på https://exempel.example/bilder/2026/omkladningsrum?album=tillganglighet&sida=14&sortering=nyast",
    "مرحبا، متى يفتح المسبح يوم الأحد؟",
    "游泳池星期天几点开门？",
    "Καλημέρα σας από την πισίνα. Πότε ανοίγει;",
    "שלום, מתי נפתחת הבריכה?",
    "#set page(fill: red) $x^2$ *fet* _kursiv_ `kod` @etikett <b>html</b> \\ // inte en kommentar",
)


def wording(number: int, text: str, at: datetime) -> Wording:
    """A version first seen 95 seconds after it was written."""
    return Wording(
        number=number,
        text=text,
        claimed_at=at,
        seen_at=at + timedelta(seconds=95),
        sealed_at=at + timedelta(seconds=96),
        index=4000 + number,
        edited_at=at if number > 1 else None,
    )


def _grain(number: int, size: int) -> bytes:
    blocks = (hashlib.sha256(f"{number}:{at}".encode()).digest() for at in range(size // 32 + 1))
    return b"".join(blocks)[:size]


@cache
def photo(number: int, size: tuple[int, int] = (900, 600)) -> bytes:
    """A JPEG that compresses as a photo does, another for each number; always the same bytes."""
    from PIL import Image

    small = (size[0] // 25, size[1] // 25)
    grain = Image.frombytes("L", small, _grain(number, small[0] * small[1]))
    rows = Image.linear_gradient("L").resize(size)
    out = io.BytesIO()
    tone = Image.new("L", size, 60 + 37 * number % 160)
    layers = (grain.resize(size, Image.Resampling.BICUBIC), rows, tone)
    Image.merge("RGB", layers).save(out, "JPEG", quality=80)
    return out.getvalue()


def thread(number: int, at: datetime, comments: int = 3, *, pictures: bool = False) -> Thread:
    """A post and its comments; every fifth post was edited, every seventh comment removed. With `pictures`
    every third post has one.
    """
    texts = [f"Inlägg {number}. Vi badar i kväll! {TEXTS[number % len(TEXTS)]}"]
    if number % 5 == 0:
        texts.append(texts[0].replace("i kväll", "i morgon"))
    post = Entry(
        native_id=f"p{number}",
        kind="post",
        author=ACCOUNT,
        wordings=tuple(wording(n, text, at) for n, text in enumerate(texts, 1)),
        shown_at=at,
        address=f"https://vagen.example/2026/{number}/",
        media=("https://vagen.example/film.mp4",) if number % 4 == 0 else (),
        pictures=(Picture(lambda: photo(number), "Bassängen sedd från läktaren"),)
        if pictures and number % 3 == 0
        else (),
    )
    return Thread(
        (post, *(comment(number, n, at + timedelta(minutes=7 * n)) for n in range(1, comments + 1)))
    )


def comment(post: int, number: int, at: datetime) -> Entry:
    """One comment; every seventh was removed."""
    gone = (post * 3 + number) % 7 == 0
    return Entry(
        native_id=f"p{post}c{number}",
        kind="comment",
        author=PEOPLE[(post + number) % len(PEOPLE)],
        wordings=() if gone else (wording(1, TEXTS[(post + 2 * number) % len(TEXTS)], at),),
        shown_at=at,
        depth=1 + number % 2,
        removed=Removed(
            category="Hets mot folkgrupp",
            basis="Skyldighet enligt lag",
            provision="BBS-lagen 5 §",
            decided_at=at + timedelta(hours=2),
            way="Borttaget av kommunen",
            index=4711,
        )
        if gone
        else None,
    )


def document(
    posts: int = 12, comments: int = 3, *, pictures: bool = False, **changes: object
) -> SnapshotDocument:
    """The first half of 2026 for an invented bathhouse."""
    begin = datetime(2026, 1, 3, 8, 42, tzinfo=UTC)
    step = timedelta(days=175) / max(posts, 1)
    facts: dict[str, object] = {
        "account": "Badhuset Vågen",
        "platform": "WordPress",
        "address": "https://vagen.example/",
        "holder": "Exempelköpings kommun",
        "board": "Kultur- och fritidsnämnden",
        "unit": "Badhuset Vågen",
        "starts": date(2026, 1, 1),
        "ends": date(2026, 6, 30),
        "label": "Första halvåret 2026",
        "sealing": Sealing(
            origin="liggaren.example/3f2a",
            size=48_240,
            root="5yZ1Xw0n9o4Y6xk3vT8m2uH1qL7rC5sD0aB3eF9gJ4M=",
            signed_at=datetime(2026, 7, 1, 7, 24, 31, tzinfo=UTC),
            key="liggaren.example/3f2a+5a07c1e9",
        ),
        "threads": tuple(thread(n, begin + step * n, comments, pictures=pictures) for n in range(posts)),
        "left_out": (
            LeftOut("Meddelanden", 3, "Meddelanden till kontot är inte öppna."),
            LeftOut("Begränsat innehåll", 1, "Kan omfattas av sekretess."),
        ),
        "sources": ("WordPress gränssnitt för program (REST), hämtat av kommunen.",),
    }
    return SnapshotDocument(**{**facts, **changes})  # type: ignore[arg-type]
