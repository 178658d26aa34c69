"""Addresses of decisions."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.removal import outcome_views, views

urlpatterns = [
    path("ta-bort/<uuid:item_id>/", views.remove, name="remove"),
    path("ta-bort/<uuid:item_id>/mening/", views.sentence, name="remove-sentence"),
    path("beslut/<uuid:removal_id>/", outcome_views.removal, name="removal"),
    path("beslut/<uuid:removal_id>/instam/", outcome_views.agree, name="removal-agree"),
    path("beslut/<uuid:removal_id>/ta-tillbaka/", outcome_views.withdraw, name="removal-withdraw"),
    path("beslut/<uuid:removal_id>/kontrollera/", outcome_views.check, name="removal-check"),
    path("beslut/<uuid:removal_id>/gjort/", outcome_views.done_by_hand, name="removal-done"),
    path("beslut/<uuid:removal_id>/beratta/", outcome_views.tell, name="removal-tell"),
]
