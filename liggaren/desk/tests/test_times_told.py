"""What is told of times: how long is left, and that what goes by itself has gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from liggaren.desk.plans import way
from liggaren.desk.templatetags.swedish import until
from liggaren.lib import clock
from liggaren.people.factories import cast
from liggaren.plans import factories

AFTERNOON = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=78), "1 tim 18 min"),
        (timedelta(hours=23, minutes=59), "23 tim"),
        (timedelta(days=1, hours=1), "1 dag"),
        (timedelta(days=1, hours=10), "2 dagar"),  # past midnight: the day after tomorrow, in Sweden
        (datetime(2026, 12, 7, 23, 0, tzinfo=UTC) - AFTERNOON, "14 dagar"),  # 8 December begins
        (datetime(2026, 12, 8, 22, 59, tzinfo=UTC) - AFTERNOON, "14 dagar"),  # and ends
        (datetime(2027, 2, 21, 23, 0, tzinfo=UTC) - AFTERNOON, "90 dagar"),
    ],
)
def test_what_is_left_agrees_with_the_date_beside_it(left: timedelta, said: str) -> None:
    with clock.frozen(AFTERNOON):
        assert until(AFTERNOON + left).replace("\xa0", " ") == said


@pytest.mark.django_db
def test_the_copy_to_the_information_function_is_told_when_it_has_gone() -> None:
    copy = "Kopia till informationsfunktionen"
    people = cast()
    before = [row for row in way.rows(factories.sent(people)) if row.title == copy]
    assert [(row.text, row.tone, row.at) for row in before] == [("Går av sig själv.", "next", None)]
    plan = factories.approved(people)
    after = [row for row in way.rows(plan) if row.title == copy]
    assert [(row.text, row.tone) for row in after] == [("Gick av sig själv.", "")]
    assert after[0].at == max(row.at for row in plan.versions.get().approvals.all())
