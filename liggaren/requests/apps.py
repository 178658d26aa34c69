from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "liggaren.requests"
    label = "requests"
