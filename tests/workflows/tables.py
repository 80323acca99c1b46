"""How many rows every table has: what a test compares that nothing may change."""

from django.apps import apps


def rows_of_every_table() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}
