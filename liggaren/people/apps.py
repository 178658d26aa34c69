from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "liggaren.people"
    label = "people"
