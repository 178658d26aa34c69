"""/planer/ and /godkann/."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.plans import deciding, views, writing

urlpatterns = [
    path("planer/", views.plans, name="plans"),
    path("planer/ny/", writing.new, name="plan-new"),
    path("planer/<uuid:plan_id>/", views.plan, name="plan"),
    path("planer/<uuid:plan_id>/skriv/", writing.write, name="plan-write"),
    path("planer/<uuid:plan_id>/spara/", writing.autosave, name="plan-autosave"),
    path("planer/<uuid:plan_id>/valj/", writing.choose, name="plan-choose"),
    path("planer/<uuid:plan_id>/ta-tillbaka/", writing.withdraw, name="plan-withdraw"),
    path("godkann/", deciding.waiting, name="approve"),
    path("godkann/<uuid:plan_id>/", deciding.decide, name="approve-plan"),
]
