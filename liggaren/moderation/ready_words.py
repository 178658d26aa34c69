"""Ready words for each category: what the author may be told, and reasons to begin from (C6.3-C6.10).

The proposals here hold until the municipality writes its own. They choose nothing: a person taps a reason and
may change it, and ticks whether the author is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.cleaning import clean
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Category, CategoryWords
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

TELLS = (
    "Hej! Vi har tagit bort en kommentar här, eftersom den {grund}. Reglerna för {konto} står på {kommun}s "
    "webbplats. Tycker du att vi har fel kan du be oss titta en gång till."
)
PARTS = "|"  # between a reason's short label and its sentence


@dataclass(frozen=True)
class Reason:
    """A reason to begin from: a label short enough for a thumb, and the sentence that it writes.

    `basis` and `words` are named by the label too, where the reason can rest on one ground alone.
    """

    label: str
    sentence: str
    basis: str = ""
    words: str = ""


@dataclass(frozen=True)
class Ready:
    """A category's words. `tells_author`: whether telling the author is usual; a person still ticks it."""

    author_text: str
    tells_author: bool
    reasons: tuple[Reason, ...]


def _ready(ground: str, tells: bool, *reasons: tuple[str, str]) -> Ready:
    return Ready(TELLS.replace("{grund}", ground), tells, tuple(Reason(*pair) for pair in reasons))


# No word to the author where the police may come: it could warn, and it is theirs to speak.
PROPOSED: dict[str, Ready] = {
    "personangrepp": _ready(
        "angriper en person", True,
        ("Angriper en person", "Kommentaren angriper en enskild person."),
        ("Sprider personuppgifter", "Kommentaren sprider uppgifter om en enskild person."),
    ),
    "hets": _ready(
        "kränker en grupp människor", False,
        ("Kränker en grupp", "Kommentaren kränker en grupp människor."),
        ("Trakasserar", "Kommentaren trakasserar den som den riktas till."),
    ),
    "vald": _ready(
        "visar sådant som inte är tillåtet", False,
        ("Visar våld", "Inlägget visar våld på ett sätt som inte är tillåtet."),
        ("Pornografi", "Inlägget innehåller pornografi."),
    ),
    "brott": _ready(
        "uppmanar till brott", False,
        ("Uppmanar till brott", "Kommentaren uppmanar till brott."),
        ("Hotar", "Kommentaren innehåller ett hot."),
    ),
    "upphovsratt": _ready(
        "använder någon annans verk", True,
        ("Någon annans verk", "Inlägget använder någon annans verk utan lov."),
    ),
    "sprak": _ready(
        "innehåller grovt språk", True,
        ("Grovt språk", "Kommentaren innehåller svordomar eller grovt språk."),
    ),
    "reklam": _ready(
        "är reklam", True,
        ("Reklam", "Inlägget är reklam."),
        ("Försäljning", "Inlägget säljer något."),
    ),
    "annat": _ready("bryter mot våra regler", True),
}  # fmt: skip
# The guideline has no category of its own for it, and its ground can be no other (C7.1, G5.4).
SECRECY = Reason(
    "Kan omfattas av sekretess", "Innehåller uppgifter som kan omfattas av sekretess.", "secrecy",
    "Kan omfattas av sekretess",
)  # fmt: skip
NOTHING = Ready("", False, ())


def all_ready(categories: Iterable[Category]) -> dict[int, Ready]:
    """Each category's words, the municipality's own before the proposal. One query."""
    own = {row.category_id: row for row in CategoryWords.objects.all()}
    return {row.pk: _of(own.get(row.pk), row.key) for row in categories}


def ready(category: Category) -> Ready:
    """One category's words."""
    return all_ready([category])[category.pk]


def _of(row: CategoryWords | None, key: str) -> Ready:
    if row is None:
        return PROPOSED.get(key, NOTHING)
    return Ready(row.author_text, row.tells_author, read_reasons(row.reasons))


def read_reasons(text: str) -> tuple[Reason, ...]:
    """Lines of `label | sentence`; a line without the bar is its own label."""
    found = []
    for line in text.splitlines():
        label, _, said = (part.strip() for part in line.partition(PARTS))
        if label:
            found.append(Reason(label, said or label))
    return tuple(found)


def write_reasons(reasons: Iterable[Reason]) -> str:
    """The reasons as lines that `read_reasons` reads."""
    return "\n".join(f"{reason.label} {PARTS} {reason.sentence}" for reason in reasons)


@transaction.atomic
def change_words(
    *, category: Category, name: str, author_text: str, tells_author: bool, reasons: str, by: User
) -> CategoryWords:
    """The information function's own words for a category. Raises NotYours; Incomplete without a name."""
    if not people.has_role(by, RoleKind.INFORMATION):
        raise NotYours
    if not (name := " ".join(clean(name).text.split())):
        raise Incomplete([Problem("name", "Skriv vad kategorin heter")])
    category.name = name
    category.save(update_fields=["name"])
    facts = {
        "author_text": clean(author_text).text.strip(), "tells_author": tells_author,
        "reasons": clean(reasons).text.strip(), "changed_by": by, "changed_at": clock.now(),
    }  # fmt: skip
    row, _ = CategoryWords.objects.update_or_create(category=category, defaults=facts)
    ledger.append(
        kind="category.words_changed", actor=by.actor, obj=f"category:{category.key}",
        facts={
            "name": name, "author_text": row.author_text, "tells_author": tells_author,
            "reasons": row.reasons,
        },
    )  # fmt: skip
    return row
