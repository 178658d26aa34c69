"""My own page and the demonstration's door; allauth has its addresses under /inloggning/."""

from django.urls import path

from liggaren.desk.sign_in import views

urlpatterns = [
    path("mitt-konto/", views.me, name="me"),
    path("demo/", views.demo, name="demo"),
]
