"""Addresses of the crisis mode."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.crisis import answer_views, text_views, views

urlpatterns = [
    path("krislage/", views.overview, name="crisis"),
    path("krislage/nytt/", views.order, name="crisis-order"),
    path("krislage/<int:crisis_id>/avsluta/", views.end, name="crisis-end"),
    path("krislage/<int:crisis_id>/svara/", answer_views.answer, name="crisis-answer"),
    path("krislage/texter/", text_views.texts, name="crisis-texts"),
    path("krislage/texter/<int:text_id>/", text_views.decide, name="crisis-text"),
]
