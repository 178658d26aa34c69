"""Addresses of decisions about many."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.sweep import views

urlpatterns = [
    path("ta-bort-flera/<uuid:account_id>/", views.choose, name="sweep-choose"),
    path("flera/<uuid:sweep_id>/", views.sweep, name="sweep"),
    path("flera/<uuid:sweep_id>/lage/", views.standing, name="sweep-standing"),
    path("flera/<uuid:sweep_id>/instam/", views.agree, name="sweep-agree"),
    path("flera/<uuid:sweep_id>/stoppa/", views.stop, name="sweep-stop"),
    path("flera/<uuid:sweep_id>/fortsatt/", views.go_on, name="sweep-go-on"),
    path("flera/<uuid:sweep_id>/lamna/", views.withdraw, name="sweep-withdraw"),
]
