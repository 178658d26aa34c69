"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.inbox import acts, freshness, live, saved, views

urlpatterns = [
    path("inkorg/", views.queue, name="inbox"),
    path("inkorg/flera/", acts.many, name="inbox-many"),
    path("inkorg/angra/<uuid:step_id>/", acts.undo, name="inbox-undo"),
    path("inkorg/vyer/", saved.save, name="inbox-view-save"),
    path("inkorg/vyer/bort/", saved.drop, name="inbox-view-drop"),
    path("inkorg/nytt/", freshness.news, name="inbox-news"),
    path("inkorg/linje/", live.line, name="inbox-line"),
    path("inkorg/<uuid:item_id>/", views.item, name="inbox-item"),
    path("inkorg/<uuid:item_id>/ta/", views.take, name="inbox-take"),
    path("inkorg/<uuid:item_id>/slapp/", views.release, name="inbox-release"),
    path("inkorg/<uuid:item_id>/klar/", views.done, name="inbox-done"),
    path("inkorg/<uuid:item_id>/utkast/", views.autosave, name="inbox-draft"),
    path("inkorg/<uuid:item_id>/svarslage/", views.answer_state, name="inbox-answer-state"),
    path("inkorg/<uuid:item_id>/svara/", views.answer, name="inbox-answer"),
]
