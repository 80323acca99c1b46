"""The engine as a Django app."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Flows, nodes and what places a case in them."""

    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"
