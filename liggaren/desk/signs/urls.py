"""Addresses of proposals."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.signs import views

urlpatterns = [
    path("inlagg/<uuid:item_id>/oppna/", views.open_item, name="item-open"),
    path("forslag/<int:finding_id>/", views.judge, name="finding-judge"),
]
