import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from liggaren.people.factories import cast
from liggaren.plans import factories, queries, services
from liggaren.plans.models import Approval, Plan, PlanVersion, Step

pytestmark = pytest.mark.django_db


def _approve(plan: Plan, by: object, **changes: object) -> Approval:
    digest = queries.newest(plan).digest
    return services.approve(plan=plan, by=by, **{"digest": digest, "second_factor": True, **changes})


@pytest.mark.clause("C1.2", "C1.3")
@pytest.mark.parametrize(
    "change",
    [
        "fields = '{}'",
        "digest = repeat('0', 64)",
        "number = 9",
        "sent_at = NULL, digest = ''",
        "revision = 9",
    ],
)
def test_plain_sql_cannot_change_what_was_sent(change: str) -> None:
    who = cast()
    factories.sent(who)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        _sql(f"UPDATE plans_planversion SET {change}")  # noqa: S608


@pytest.mark.parametrize(
    "statement",
    ["UPDATE plans_planversion SET approved_at = NULL", "UPDATE plans_planversion SET saved_at = now()",
     "DELETE FROM plans_planversion"],
)  # fmt: skip
def test_plain_sql_cannot_touch_an_approved_version(statement: str) -> None:
    factories.approved(cast())
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql(statement)


@pytest.mark.parametrize("table", ["approval", "remark", "goal", "planadministrator"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_decided_is_only_added_to(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _sql(statement.format(f"plans_{table}"))


def test_the_database_refuses_one_person_in_two_steps() -> None:
    who = cast()
    plan = factories.sent(who)
    first = _approve(plan, who.bertil)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            version=queries.newest(plan), step=Step.DIRECTOR, user=who.bertil, name="B", second_factor=True,
            digest="x", entry_id=first.entry_id, at=first.at,
        )  # fmt: skip


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_versions_are_numbered_once() -> None:
    who = cast()
    plan = factories.drafted(who)
    version = queries.newest(plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(plan=plan, number=1, written_by=who.anna, saved_at=version.saved_at)
