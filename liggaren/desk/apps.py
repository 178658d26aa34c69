from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "liggaren.desk"
    label = "desk"
