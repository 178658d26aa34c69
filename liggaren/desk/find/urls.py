"""Addresses of search and of the item's page."""

from __future__ import annotations

from django.urls import URLPattern, path

from liggaren.desk.find import views

urlpatterns: list[URLPattern] = [
    path("sok/", views.search, name="search"),
    path("inlagg/<uuid:item_id>/", views.item, name="item"),
]
