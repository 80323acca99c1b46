"""The words of measure frameworks: whose they are, how far a version has come, what a measure counts and which way."""

from django.db.models import TextChoices


class FrameworkKind(TextChoices):
    """Whose a framework is. The government's facts are none that a council keeps: they come with Tollgate."""

    OWN = "own", "The council’s own"
    LICENSED = "licensed", "Under licence"


class EditionState(TextChoices):
    """How far a version of a framework has come."""

    DRAFT = "draft", "Being drafted"
    PROPOSED = "proposed", "Put forward, waits to be published"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = (EditionState.DRAFT, EditionState.PROPOSED)


class Counts(TextChoices):
    """What a measure counts."""

    OUTPUT = "output", "Output: what is done"
    OUTCOME = "outcome", "Outcome: what changes because of it"


class Direction(TextChoices):
    """Which way a measure gets better."""

    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
