from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "liggaren.duties"
    label = "duties"
