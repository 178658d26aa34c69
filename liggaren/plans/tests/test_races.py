from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from liggaren.lib.errors import Refusal
from liggaren.people.factories import cast
from liggaren.plans import factories, queries, services
from liggaren.plans.models import Approval, Plan
from liggaren.register.models import Account


@pytest.mark.clause("C1.2", "C1.3")
def test_of_sixteen_simultaneous_approvals_by_two_people_one_of_each_is_entered(committed: None) -> None:
    who = cast()
    plan = factories.sent(who)
    digest = queries.newest(plan).digest

    def approve(turn: int) -> str:
        by = (who.bertil, who.cecilia)[turn % 2]
        try:
            services.approve(plan=Plan(pk=plan.pk), by=by, digest=digest, second_factor=True)
        except Refusal as refused:
            return refused.code
        finally:
            connections["default"].close()
        return "entered"

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(approve, range(16)))
    if Approval.objects.count() == 1:  # every director came too early
        services.approve(plan=plan, by=who.cecilia, digest=digest, second_factor=True)
        answers.append("entered")
    assert answers.count("entered") == 2
    assert sorted(Approval.objects.values_list("step", flat=True)) == ["director", "unit_manager"]
    assert Account.objects.count() == 1
