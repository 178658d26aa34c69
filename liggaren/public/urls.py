"""Everyone's addresses: directory, check of an account, open data, contact, proof check, cases followed."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from liggaren.public import case_views, directory_views

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", directory_views.directory, name="directory"),
    path("officiella-konton/", directory_views.directory, name="directory_too"),
    path("officiella-konton.json", directory_views.as_json, name="json"),
    path("officiella-konton.csv", directory_views.as_csv, name="csv"),
    path("oppna-data/", directory_views.data, name="data"),
    path("kontakt/", directory_views.contact, name="contact"),
    *case_views.urlpatterns,
]
if find_spec("liggaren.public.proof_views"):
    from liggaren.public import proof_views

    urlpatterns += [path("", include(proof_views.urlpatterns))]
