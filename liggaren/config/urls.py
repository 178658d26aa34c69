"""Every address of the house: staff's door, everyone's door, sign-in."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("inloggning/", include("allauth.urls")),
    path("", include("liggaren.desk.urls")),
    path("", include("liggaren.public.urls")),
]
