"""The landing page."""

from django.urls import path

from liggaren.desk.start import views

urlpatterns = [path("start/", views.start, name="start")]
