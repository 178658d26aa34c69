from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "liggaren.search"
    label = "search"
