"""/blockera/ and /blockeringar/."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.blocks import account_views, views

urlpatterns = [
    path("konton/<uuid:account_id>/blockeringar/", account_views.of_account, name="account-blocks"),
    path("blockera/<uuid:item_id>/", views.sender, name="block-sender"),
    path("blockeringar/<int:block_id>/", views.block, name="block"),
    path("blockeringar/<int:block_id>/gjort/", views.done, name="block-done"),
    path("blockeringar/<int:block_id>/hav/", views.lift, name="block-lift"),
    path("blockeringar/<int:block_id>/omprova/", views.review, name="block-review"),
]
