"""The way to a colleague and back."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.colleague import views

urlpatterns = [
    path("inkorg/<uuid:item_id>/kollega/", views.ask, name="colleague-ask"),
    path(
        "inkorg/<uuid:item_id>/kollega/<uuid:question_id>/ta-tillbaka/",
        views.withdraw,
        name="colleague-withdraw",
    ),  # fmt: skip
    path("fraga/<str:secret>/", views.answer, name="colleague-answer"),
]
