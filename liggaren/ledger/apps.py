from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "liggaren.ledger"
    label = "ledger"
