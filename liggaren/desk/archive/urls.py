"""Addresses of the half-year run and of each snapshot."""

from __future__ import annotations

from django.urls import URLPattern, path

from liggaren.desk.archive import views

urlpatterns: list[URLPattern] = [
    path("arkiv/", views.run, name="archive"),
    path("arkiv/oppna/", views.open_run, name="archive-open"),
    path("arkiv/<uuid:snapshot_id>/", views.snapshot, name="snapshot"),
    path("arkiv/<uuid:snapshot_id>/framstall/", views.make, name="snapshot-make"),
    path("arkiv/<uuid:snapshot_id>/leverera/", views.deliver, name="snapshot-deliver"),
    path("arkiv/<uuid:snapshot_id>/kvittera/", views.receive, name="snapshot-receive"),
    path("arkiv/<uuid:snapshot_id>/avvisa/", views.reject, name="snapshot-reject"),
    path("arkiv/<uuid:snapshot_id>/fil/<int:number>/", views.file, name="snapshot-file"),
]
