from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "liggaren.archive"
    label = "archive"
