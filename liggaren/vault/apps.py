from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "liggaren.vault"
    label = "vault"
