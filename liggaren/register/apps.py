from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "liggaren.register"
    label = "register"
