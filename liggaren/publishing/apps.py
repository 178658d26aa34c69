from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "liggaren.publishing"
    label = "publishing"
