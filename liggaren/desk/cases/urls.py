"""/arenden/, and the way to it from an item."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.cases import act_views, opening_views, views, vocabulary_views

urlpatterns = [
    path("inkorg/<uuid:item_id>/arende/", opening_views.new, name="case-new"),
    path("arenden/", views.cases, name="cases"),
    path("arenden/ordlista/", vocabulary_views.words, name="case-words"),
    path("arenden/ordlista/<int:word_id>/ta-bort/", vocabulary_views.remove, name="case-word-remove"),
    path("arenden/<uuid:case_id>/", views.case, name="case"),
    path("arenden/<uuid:case_id>/ta-emot/", act_views.receive, name="case-receive"),
    path("arenden/<uuid:case_id>/skicka-vidare/", act_views.send_on, name="case-send-on"),
    path("arenden/<uuid:case_id>/avgor/", act_views.decide, name="case-decide"),
    path("arenden/<uuid:case_id>/besked/", act_views.tell, name="case-tell"),
    path("arenden/<uuid:case_id>/oppna-igen/", act_views.reopen, name="case-reopen"),
    path("arenden/<uuid:case_id>/ny-lank/", act_views.renew_link, name="case-link"),
    path("arenden/<uuid:case_id>/i-traden/<int:event_id>/", act_views.thread, name="case-thread"),
    path(
        "arenden/<uuid:case_id>/tillagg/<int:message_id>/last/",
        act_views.message_read,
        name="case-message-read",
    ),
    path(
        "arenden/<uuid:case_id>/tillagg/<int:message_id>/visa/",
        act_views.message_open,
        name="case-message-open",
    ),
]
