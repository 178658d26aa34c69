"""Addresses of decisions."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.removal import after_views, outcome_views, views, words_views

urlpatterns = [
    path("ta-bort/<uuid:item_id>/", views.remove, name="remove"),
    path("ta-bort/<uuid:item_id>/mening/", views.sentence, name="remove-sentence"),
    path("beslut/<uuid:removal_id>/", outcome_views.removal, name="removal"),
    path("beslut/<uuid:removal_id>/instam/", outcome_views.agree, name="removal-agree"),
    path("beslut/<uuid:removal_id>/ta-tillbaka/", outcome_views.withdraw, name="removal-withdraw"),
    path("beslut/<uuid:removal_id>/kontrollera/", outcome_views.check, name="removal-check"),
    path("beslut/<uuid:removal_id>/gjort/", outcome_views.done_by_hand, name="removal-done"),
    path("beslut/<uuid:removal_id>/igen/", outcome_views.again, name="removal-again"),
    path("beslut/<uuid:removal_id>/beratta/", outcome_views.tell, name="removal-tell"),
    path("beslut/<uuid:removal_id>/visa-igen/", after_views.reverse, name="removal-reverse"),
    path("beslut/<uuid:removal_id>/omprova/", after_views.appeal, name="removal-appeal"),
    path("beslut/<uuid:removal_id>/omprova/<uuid:appeal_id>/", after_views.answer, name="removal-answer"),
    path("beslut/<uuid:removal_id>/avsandaren/", after_views.author, name="removal-author"),
    path("beslut/<uuid:removal_id>/polis/", after_views.police, name="removal-police"),
    path("beslut/<uuid:removal_id>/bild/", after_views.picture, name="removal-picture"),
    path("beslut/<uuid:removal_id>/bild/<uuid:picture_id>/", after_views.blurred, name="removal-blurred"),
    path("beslut/<uuid:removal_id>/bild/<uuid:picture_id>/oppna/", after_views.opened, name="removal-opened"),
    path("beslut/grunder/", words_views.grounds, name="removal-grounds"),
    path("beslut/grunder/<slug:key>/", words_views.ground, name="removal-ground"),
]
