"""/partier/, and the way to them from an item."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.referral import views

urlpatterns = [
    path("inkorg/<uuid:item_id>/hanvisa/", views.refer, name="refer"),
    path("partier/", views.parties, name="parties"),
    path("partier/<int:party_id>/avsluta/", views.end, name="party-end"),
    path("partier/fortroendevalda/<int:elected_id>/ta-bort/", views.remove, name="elected-remove"),
]
