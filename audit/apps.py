"""The audit room as a Django app: it keeps its triggers in place and reports a missing one."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """Reinstalls the triggers after every migrate: SQLite loses a table's triggers when it is rebuilt."""

    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hook the reinstallation and the check."""
        triggers = import_module("audit.triggers")  # it needs the models, which are ready only now
        post_migrate.connect(triggers.reinstall, sender=self, dispatch_uid="audit.triggers")
        register(triggers.check, Tags.database)
