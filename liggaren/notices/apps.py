from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "liggaren.notices"
    label = "notices"
