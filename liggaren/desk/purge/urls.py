"""Addresses of immediate destruction."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.purge import views

urlpatterns = [
    path("ta-bort/<uuid:item_id>/forstor/", views.order, name="purge-order"),
    path("forstoring/<uuid:order_id>/", views.purge, name="purge"),
    path("forstoring/<uuid:order_id>/las/", views.read, name="purge-read"),
    path("forstoring/<uuid:order_id>/forstor/", views.confirm, name="purge-confirm"),
    path("forstoring/<uuid:order_id>/ta-tillbaka/", views.withdraw, name="purge-withdraw"),
    path("forstoring/<uuid:order_id>/polis/", views.police, name="purge-police"),
]
