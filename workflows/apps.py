"""The engine as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register


class WorkflowsConfig(AppConfig):
    """Flows, nodes and what places a case in them. Registers who moves cases on and answers for higher rooms."""

    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the ports through which lower rooms ask those above them, and check stored references."""
        advancing, checks, ports, lane, owners, answering, requiring, declaring, marking, appointing, nominations = (
            import_module(name)  # they need the models, which are ready only now
            for name in (
                "workflows.advancing",
                "workflows.checks",
                "commissioning.case.ports",
                "commissioning.fast.lane",
                "commissioning.ownership.asking",
                "commissioning.waivers.answering",
                "commissioning.interests.requiring",
                "commissioning.tender.declaring",
                "commissioning.award.marking",
                "accounts.ports",
                "commissioning.nominations.telling",
            )
        )
        for stage in ("needs", "social_value", "tender", "award", "monitoring", "review", "fast", "joining"):
            import_module(f"workflows.{stage}")
        ports.on_opened(lane.set_lane)
        ports.on_moved(advancing.advance)
        ports.on_submitting(owners.require_accepted)
        ports.on_kept_out(answering.approved_before)
        ports.on_kept_out(marking.marked_before)
        ports.on_panels(marking.panels_with)
        ports.on_naming(declaring.evaluators_of)
        ports.on_acting(requiring.require_declared)
        appointing.on_nomination(nominations.tell_of_nomination)
        register(checks.check_references, Tags.database)
