"""Addresses of registration, secrecy and incidents of our own."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.registration import file_views, mode_views, pattern_views, secrecy_views, slip_views, views

urlpatterns = [
    path("att-diariefora/", views.waiting, name="registrations"),
    path("att-diariefora/csv/", file_views.export, name="registrations-csv"),
    path("att-diariefora/nummer/", file_views.numbers, name="registration-numbers"),
    path("att-diariefora/nummerform/", pattern_views.pattern, name="registration-pattern"),
    path("att-diariefora/<uuid:request_id>/", views.one, name="registration"),
    path("att-diariefora/<uuid:request_id>/oppna/", views.read, name="registration-read"),
    path("att-diariefora/<uuid:request_id>/besked/", views.remind, name="registration-remind"),
    path("att-diariefora/<uuid:request_id>/fgs/", file_views.draft, name="registration-draft"),
    path("att-diariefora/<uuid:request_id>/nummer/", views.number, name="registration-number"),
    path("att-diariefora/<uuid:request_id>/uppgifter/", views.describe, name="registration-describe"),
    path("att-diariefora/<uuid:request_id>/aterta/", views.withdraw, name="registration-withdraw"),
    path("inlagg/<uuid:item_id>/diarieforing/", secrecy_views.of_item, name="item-registration"),
    path("inlagg/<uuid:item_id>/misstank/", secrecy_views.suspect, name="item-suspect"),
    path("inlagg/<uuid:item_id>/sekretess/", secrecy_views.secrecy, name="item-secrecy"),
    path("egen-miss/<uuid:slip_id>/", slip_views.slip, name="slip"),
    path("konton/<uuid:account_id>/diarieforing/", mode_views.mode, name="account-mode"),
]
