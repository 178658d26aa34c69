"""Addresses of the ledger's entries and of evidence files."""

from __future__ import annotations

from django.urls import URLPattern, path

from liggaren.desk.proof import evidence_views, views

urlpatterns: list[URLPattern] = [
    path("liggare/", views.entries, name="ledger"),
    path("liggare/<int:index>/", views.entry, name="ledger-entry"),
    path("liggare/<int:index>/bevis/", views.proof, name="ledger-proof"),
    path("bevis/inlagg/<uuid:item_id>/", evidence_views.of_item, name="evidence-item"),
    path("bevis/beslut/<uuid:removal_id>/", evidence_views.of_removal, name="evidence-removal"),
]
