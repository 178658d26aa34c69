"""Addresses of advice."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.advice import views

urlpatterns = [
    path("rad/", views.find, name="advice"),
    path("rad/<int:guidance_id>/", views.read, name="guidance"),
    path("rad/fraga/", views.ask, name="advice-ask"),
    path("rad/fragor/", views.queue, name="advice-queue"),
    path("rad/fragor/<int:question_id>/", views.question, name="advice-question"),
]
