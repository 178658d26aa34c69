"""Addresses of a person's notices."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.notices import views

urlpatterns = [path("jag/aviseringar/", views.mine, name="notices")]
