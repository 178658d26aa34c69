from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "liggaren.actions"
    label = "actions"
