"""The yardstick's app."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    """An app that only benchmarks install."""

    name = "benchmarks.bare"
    label = "bare"
