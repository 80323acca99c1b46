"""What the demonstration's records say: one good example of each stage, for a purchase described in a few words.

A row names other rows as people would: an option by its title, an outcome or measure by its reference, a priority by
its code, a bid by its supplier, a person by their address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commissioning.vocabulary import Lane, Stage
from workflows.demonstration.content import award, fast, joining, monitoring, needs, review, social_value, tender
from workflows.demonstration.content.said import Purchase, Rows, Said, Says

__all__ = ["Purchase", "Rows", "Said", "sections_of"]

SECTIONS: Mapping[Stage, Mapping[str, Says]] = {
    Stage.NEEDS: needs.SECTIONS,
    Stage.SOCIAL_VALUE: social_value.SECTIONS,
    Stage.TENDER: tender.SECTIONS,
    Stage.AWARD: award.SECTIONS,
    Stage.MONITORING: monitoring.SECTIONS,
    Stage.REVIEW: review.SECTIONS,
}
OWN: Mapping[tuple[Lane, Stage], Mapping[str, Says]] = {
    (Lane.FAST, Stage.NEEDS): fast.SECTIONS,
    (Lane.JOINING, Stage.NEEDS): joining.SECTIONS,
}


def sections_of(stage: Stage, purchase: Purchase, today: date, lane: Lane = Lane.STANDARD) -> Mapping[str, Said]:
    """Return what each section of a stage's record says when it is written on a day.

    In the fast lane that is the one page; where another body leads, the joining record.
    """
    said = OWN.get((lane, stage)) or SECTIONS[stage]
    return {key: says(purchase, today) for key, says in said.items()}
