"""Addresses of the auditor's pages."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.audit import decision_views, target_views, views

urlpatterns = [
    path("granskning/", views.audit, name="audit"),
    path("granskning/likabehandling/", views.treatment, name="audit-treatment"),
    path("granskning/likabehandling.csv", views.treatment_csv, name="audit-treatment-csv"),
    path("granskning/beslut/", decision_views.decisions, name="audit-decisions"),
    path("granskning/beslut/<uuid:removal_id>/", decision_views.decision, name="audit-decision"),
    path("granskning/forsvunnet/", decision_views.vanished, name="audit-vanished"),
    path("granskning/okant/", decision_views.unknown, name="audit-unknown"),
    path("granskning/liggaren/", views.whole_log, name="audit-log"),
    path("granskning/mal/", target_views.targets, name="audit-targets"),
]
