"""Addresses of the watch."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.watch import absence_views, views

urlpatterns = [
    path("bevakning/", views.overview, name="watch"),
    path("bevakning/konto/<uuid:account_id>/", views.month, name="watch-account"),
    path("bevakning/borta/", absence_views.away, name="watch-away"),
    path("bevakning/borta/<int:absence_id>/", absence_views.answer, name="watch-away-answer"),
    path("bevakning/larm/", views.alarm_times, name="watch-alarms"),
]
