"""What of a record's answers ended with a newer version of the policy: its measures stay, and count no more."""

from __future__ import annotations

from commissioning.policies.mapping import heirs_of, images
from commissioning.records.rooms import Fault
from commissioning.social_value.models import PriorityChoice, SocialValueRecord


def ended_in(record: SocialValueRecord) -> list[PriorityChoice]:
    """Return the choices whose priority ended on the way to the version that a record holds, and that measures serve.

    Such a measure cannot always be removed: a tender that was begun names it. Where nothing ended no query but for the
    choices; else three.
    """
    version = record.policy_version
    strange = [one for one in record.choices.all() if version is not None and not record.holds(one)]
    served = {measure.choice_id for measure in record.measures.all()} if strange else set()
    left = [one for one in strange if one.pk in served]
    if version is None or not left:
        return []
    heirs = heirs_of([version.policy_id])
    wanted = {priority.pk for priority in version.priorities.all()}
    return [one for one in left if not images(one.priority_id, wanted, heirs)]


def of_ended(record: SocialValueRecord) -> list[Fault]:
    """Say which measures count no more, and what may be done about them: advice alone."""
    ended = {one.pk: one for one in ended_in(record)}
    return [
        Fault(
            "measures",
            f"Measure {measure.reference} serves “{ended[measure.choice_id]}”, which ended with "
            f"{record.policy_version}. It counts no more, and no tender may ask for it. Let it serve another priority, "
            "or leave it as it is.",
        )
        for measure in (record.measures.all() if ended else ())
        if measure.choice_id in ended
    ]
