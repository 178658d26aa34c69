from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "liggaren.lifecycle"
    label = "lifecycle"
