"""The engine as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register


class WorkflowsConfig(AppConfig):
    """Flows, nodes and what places a case in them. Registers itself as what moves cases on, and who sets their lane."""

    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the port through which decisions say that a case has moved, and check stored references."""
        advancing, checks, ports, lane, records, owners = (
            import_module(name)  # they need the models, which are ready only now
            for name in (
                "workflows.advancing",
                "workflows.checks",
                "commissioning.case.ports",
                "commissioning.fast.lane",
                "commissioning.records.ports",
                "commissioning.ownership.asking",
            )
        )
        for stage in ("needs", "social_value", "tender", "award", "monitoring", "review", "fast"):
            import_module(f"workflows.{stage}")
        ports.on_opened(lane.set_lane)
        ports.on_moved(advancing.advance)
        records.on_submitting(owners.require_accepted)
        register(checks.check_references, Tags.database)
