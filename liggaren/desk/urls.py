"""Staff's addresses, one list for each area of the desk."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

AREAS = (
    "sign_in", "start", "gallery", "plans", "accounts", "inbox", "removal", "find", "archive", "proof",
    "appearance",
    "purge", "disappeared", "sweep", "blocks",
    "audit", "signs", "registration", "watch", "notices", "crisis", "advice",
    "account_notice",
    "cases", "colleague", "referral",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = []
for area in AREAS:
    # Until every area has its first screen, an area without addresses is simply not there.
    if find_spec(f"liggaren.desk.{area}") and find_spec(f"liggaren.desk.{area}.urls"):
        urlpatterns += import_module(f"liggaren.desk.{area}.urls").urlpatterns
