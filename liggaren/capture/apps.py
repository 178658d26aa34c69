from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "liggaren.capture"
    label = "capture"
