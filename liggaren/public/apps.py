from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "liggaren.public"
    label = "public"
