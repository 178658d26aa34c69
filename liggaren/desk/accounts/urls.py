"""/konton/."""

from __future__ import annotations

from django.urls import path

from liggaren.desk.accounts import changing, fetching, starting, views

urlpatterns = [
    path("konton/", views.accounts, name="accounts"),
    path("konton/nytt/", changing.adopt, name="account-adopt"),
    path("konton/<uuid:account_id>/", views.account, name="account"),
    path("konton/<uuid:account_id>/historia/", views.past, name="account-past"),
    path("konton/<uuid:account_id>/andra/", changing.change, name="account-change"),
    path("konton/<uuid:account_id>/administrator/", changing.appoint, name="account-appoint"),
    path("konton/<uuid:account_id>/avsluta-uppdrag/", changing.dismiss, name="account-dismiss"),
    path("konton/<uuid:account_id>/anslut/", starting.connect, name="account-connect"),
    path("konton/<uuid:account_id>/prova/", starting.check, name="account-check"),
    path("konton/<uuid:account_id>/hamta/", fetching.fetch, name="account-fetch"),
    path("konton/<uuid:account_id>/hamtning/", fetching.fetch_state, name="account-fetch-state"),
    path("konton/<uuid:account_id>/start/", starting.checklist, name="account-start"),
]
