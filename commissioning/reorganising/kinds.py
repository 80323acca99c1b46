"""How the council reorganises, and where such an act stands."""

from django.db.models import TextChoices


class ReorganisationKind(TextChoices):
    """What becomes of bodies."""

    RENAME = "rename", "A body gets another name"
    MERGE = "merge", "Bodies become part of another"
    SPLIT = "split", "Cases of a body go to several others"
    TRANSFER = "transfer", "Cases of a body go to another"


class ReorganisationState(TextChoices):
    """Where an act stands."""

    PROPOSED = "proposed", "Waits for a second person"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CONFIRMED = "confirmed", "Confirmed"
    MOVING = "moving", "Being carried out"
    DONE = "done", "Carried out"
