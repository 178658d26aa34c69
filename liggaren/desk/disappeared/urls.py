"""/forsvunnet/."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.disappeared import views

urlpatterns = [
    path("forsvunnet/", views.disappeared, name="disappeared"),
    path("forsvunnet/<int:row_id>/", views.answer, name="disappeared-answer"),
]
