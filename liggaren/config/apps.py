from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "liggaren.config"
    label = "house"

    def ready(self) -> None:
        from liggaren.config import wiring

        wiring.connect()
