"""Address of an account's information text."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.account_notice import views

urlpatterns = [path("konton/<uuid:account_id>/informationstext/", views.notice, name="account-notice")]
