from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "liggaren.moderation"
    label = "moderation"
