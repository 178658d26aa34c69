"""The gallery, and the municipality's colour as a style sheet."""

from django.urls import path

from liggaren.desk.gallery import accent_views, views

urlpatterns = [
    path("galleri/", views.gallery, name="gallery"),
    path("farg.css", accent_views.accent, name="accent"),
]
