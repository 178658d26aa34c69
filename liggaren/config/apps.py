from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "liggaren.config"
    label = "house"

    def ready(self) -> None:
        from django.conf import settings

        from liggaren.config import wiring
        from liggaren.connectors import registry

        wiring.connect()
        registry.configure(loopback_origins=settings.LOOPBACK_ORIGINS)
