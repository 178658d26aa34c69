"""Addresses of the appearance of a snapshot, and of the archive's acceptances."""

from __future__ import annotations

from django.urls import URLPattern, path

from liggaren.desk.appearance import views

urlpatterns: list[URLPattern] = [
    path("arkiv/utseende/", views.acceptances, name="appearance-acceptances"),
    path("arkiv/utseende/<int:acceptance_id>/ta-tillbaka/", views.take_back, name="appearance-take-back"),
    path("arkiv/<uuid:snapshot_id>/utseende/", views.appearance, name="appearance"),
    path("arkiv/<uuid:snapshot_id>/utseende/ta/", views.take, name="appearance-take"),
    path("arkiv/<uuid:snapshot_id>/utseende/bild/", views.picture, name="appearance-picture"),
]
