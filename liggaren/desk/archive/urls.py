"""Addresses of the half-year run and of each snapshot."""

from __future__ import annotations

from django.urls import URLPattern, path

from liggaren.desk.archive import account_register, choice_views, parcel_views, views

urlpatterns: list[URLPattern] = [
    path("arkiv/", views.run, name="archive"),
    path("arkiv/oppna/", views.open_run, name="archive-open"),
    path("arkiv/leveranser/", parcel_views.deliveries, name="deliveries"),
    path("arkiv/leveranser/tider/", parcel_views.window, name="archive-window"),
    path("arkiv/leverera/", parcel_views.deliver_board, name="parcel-deliver"),
    path("arkiv/leverans/<uuid:parcel_id>/", parcel_views.parcel, name="parcel"),
    path("arkiv/leverans/<uuid:parcel_id>/lank/", parcel_views.link, name="parcel-link"),
    path("arkiv/leverans/<uuid:parcel_id>/kvittera/", parcel_views.receive, name="parcel-receive"),
    path("arkiv/leverans/<uuid:parcel_id>/avvisa/", parcel_views.reject, name="parcel-reject"),
    path("arkiv/hamta/<str:token>/", parcel_views.fetch, name="parcel-fetch"),
    path("arkiv/<uuid:snapshot_id>/niva/", choice_views.choose, name="snapshot-choose"),
    path("arkiv/<uuid:snapshot_id>/aterkalla/", choice_views.recall, name="snapshot-recall"),
    path("arkiv/<uuid:snapshot_id>/forstord/", choice_views.destroyed, name="snapshot-destroyed"),
    path("register/", account_register.register, name="account-register"),
    path("register/csv/", account_register.csv_file, name="account-register-csv"),
    path("arkiv/<uuid:snapshot_id>/", views.snapshot, name="snapshot"),
    path("arkiv/<uuid:snapshot_id>/framstall/", views.make, name="snapshot-make"),
    path("arkiv/<uuid:snapshot_id>/leverera/", views.deliver, name="snapshot-deliver"),
    path("arkiv/<uuid:snapshot_id>/kvittera/", views.receive, name="snapshot-receive"),
    path("arkiv/<uuid:snapshot_id>/avvisa/", views.reject, name="snapshot-reject"),
    path("arkiv/<uuid:snapshot_id>/fil/<int:number>/", views.file, name="snapshot-file"),
]
