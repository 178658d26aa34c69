from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "liggaren.plans"
    label = "plans"
