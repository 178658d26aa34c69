"""The gallery, and the municipality's colour as a style sheet."""

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from liggaren.desk.gallery import accent_views, views

urlpatterns = [
    path("galleri/", views.gallery, name="gallery"),
    path("favicon.ico", RedirectView.as_view(url=static("desk/icon.svg"))),
    path("farg.css", accent_views.accent, name="accent"),
]
