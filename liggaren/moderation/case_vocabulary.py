"""Words that propose who should have a case. A person chooses; the information function edits the words
(C5.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.swedish.terms import query_terms, search_terms, words
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import CaseWord
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, Unit, User


@dataclass(frozen=True)
class Proposal:
    """A unit and the words of the text that point to it."""

    unit: Unit
    words: tuple[str, ...]


def propose(text: str, vocabulary: Iterable[CaseWord]) -> tuple[Proposal, ...]:
    """Units whose words occur in the text in any inflection, most words first. Pure."""
    terms = set(search_terms(text))
    found: dict[Unit, list[str]] = {}
    for row in vocabulary:
        if _occurs(row.word, terms):
            found.setdefault(row.unit, []).append(row.word)
    ranked = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0].name))
    return tuple(Proposal(unit, tuple(said)) for unit, said in ranked)


def _occurs(word: str, terms: set[str]) -> bool:
    """Every word of the entry is in the text, by itself or by a root they share."""
    return all(not terms.isdisjoint(term.alternatives) for term in query_terms(word))


@transaction.atomic
def add_word(*, word: str, unit: Unit | None, by: User) -> CaseWord:
    """Let a word point to a unit. Raises NotYours; Incomplete for no word, no unit, or one there already."""
    _may_edit(by)
    tidy = " ".join(words(word))
    problems = [] if tidy and len(tidy) <= 60 else [Problem("word", "Skriv ett ord, till exempel gatlykta")]
    if unit is None:
        problems.append(Problem("unit", "Välj den enhet som ordet pekar på"))
    elif CaseWord.objects.filter(word=tidy, unit=unit).exists():
        problems.append(Problem("word", f"Ordet pekar redan på {unit.name}"))
    if problems or unit is None:
        raise Incomplete(problems)
    row = CaseWord.objects.create(word=tidy, unit=unit, made_by=by, made_at=clock.now())
    _enter("case_word.added", row, by)
    return row


@transaction.atomic
def remove_word(*, word: CaseWord, by: User) -> None:
    """Take a word away. Raises NotYours."""
    _may_edit(by)
    row = CaseWord.objects.select_for_update().filter(pk=word.pk).first()
    if row is None:
        return
    CaseWord.objects.filter(pk=row.pk).delete()
    _enter("case_word.removed", row, by)


def _enter(kind: str, row: CaseWord, by: User) -> None:
    facts: dict[str, Json] = {"word": row.word, "unit": row.unit_id}
    ledger.append(kind=kind, actor=by.actor, obj=f"unit:{row.unit_id}", facts=facts)


def _may_edit(by: User) -> None:
    if not people.has_role(by, RoleKind.INFORMATION):
        raise NotYours
