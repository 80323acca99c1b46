"""The council's work as one Django app."""

from django.apps import AppConfig


class CommissioningConfig(AppConfig):
    """All rooms share one label and one linear history of migrations."""

    name = "commissioning"
    default_auto_field = "django.db.models.BigAutoField"
