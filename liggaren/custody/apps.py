from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "liggaren.custody"
    label = "custody"
