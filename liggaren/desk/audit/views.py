"""The audit page, the equal-treatment report and its export, and the log checked while one looks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liggaren.desk.access import staff
from liggaren.desk.audit import chart, counting, order_answers, period, removal_answers, report
from liggaren.desk.audit.answers import NOT_BUILT
from liggaren.desk.audit.asking import DIMENSIONS, choice
from liggaren.desk.audit.reading import reader_required, units_of
from liggaren.ledger import check, checked, queries
from liggaren.lib import clock
from liggaren.moderation import equal_treatment, how_long, like_cases, oversight, targets
from liggaren.people import queries as people
from liggaren.people.memory import kept_while_reading

MOST_EMERGENCIES = 20
LARGEST_LOG = 50_000  # entries that are checked while someone waits for the page


@require_GET
@kept_while_reading
@reader_required
def audit(request: HttpRequest) -> HttpResponse:
    """`/granskning/?fran=&till=`: the auditor's questions, each answered by a sentence with a figure."""
    units, asked, now = units_of(staff(request)), period.asked(request.GET), clock.now()
    chosen, goals = choice({}, asked, units), targets.every_target()
    found = how_long.stayed(chosen, goals)
    sealed = oversight.sealed(units, asked.start, asked.end)
    early = (
        oversight.emergencies(units, asked.start, asked.end)[:MOST_EMERGENCIES] if sealed.emergencies else ()
    )
    counts = counting.counts(asked, units, goals, now)
    facts = removal_answers.Facts(
        asked, found, sealed, list(early), like_cases.unlike(chosen), counts,
        people.municipality().two_deciders,
    )  # fmt: skip
    parts = (
        removal_answers.part(facts),
        order_answers.accounts(counting.accounts(units), counting.snapshots(units, now)),
        order_answers.order(counts, queries.latest_checkpoint(), checked.last(), now),
    )
    words = {
        "parts": parts, "deviating": sum(answer.deviates for part in parts for answer in part.answers),
        "chart": chart.stayed(found.steps), "not_built": NOT_BUILT,
    }  # fmt: skip
    return render(request, "desk/audit/audit.html", {**words, **_period(asked)})


def _period(asked: period.Period) -> dict[str, object]:
    return {"period": asked, "choices": period.choices(), "now": clock.now()}


@require_GET
@kept_while_reading
@reader_required
def treatment(request: HttpRequest) -> HttpResponse:
    """`/granskning/likabehandling/?efter=kategori`: figures by one dimension, the period before beside."""
    units, asked = units_of(staff(request)), period.asked(request.GET)
    by = request.GET.get("efter", "")
    by = by if by in DIMENSIONS else "kategori"
    chosen, goals = choice({}, asked, units), targets.every_target()
    groups = equal_treatment.figures(chosen, DIMENSIONS[by][0], goals)
    whole = equal_treatment.whole(chosen, goals)
    unlike = like_cases.unlike(chosen)
    words = {
        "rows": report.rows(groups, by, chosen, asked), "whole": report.rows([whole], by, chosen, asked)[0],
        "number": whole.now.number, "before": whole.before.number, "unlike": unlike, "by": by,
        "title": DIMENSIONS[by][1], "enough": equal_treatment.ENOUGH_FOR_SHARES,
        "tabs": [(name, title) for name, (_, title) in DIMENSIONS.items()],
    }  # fmt: skip
    return render(request, "desk/audit/treatment.html", {**words, **_period(asked)})


@require_GET
@reader_required
def treatment_csv(request: HttpRequest) -> HttpResponse:
    """The whole report as a table for a spreadsheet: every dimension of the period."""
    asked = period.asked(request.GET)
    text = report.as_csv(choice({}, asked, units_of(staff(request))), targets.every_target())
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = f"likabehandling-{asked.first.isoformat()}-{asked.last.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
@kept_while_reading
@reader_required
def whole_log(request: HttpRequest) -> HttpResponse:
    """Derive the log again from every leaf, here and now, unless it is too long to wait for."""
    head = queries.latest_checkpoint()
    fits = head is not None and head.size <= LARGEST_LOG
    words = {
        "head": head,
        "found": check.check() if fits else None,
        "largest": LARGEST_LOG,
        "now": clock.now(),
    }
    return render(request, "desk/audit/log.html", words)
