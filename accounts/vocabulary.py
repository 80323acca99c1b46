"""The words accounts uses for kinds of body and for the grounds that keep a person out."""

from django.db.models import TextChoices


class BodyKind(TextChoices):
    """What a body is. Services belong to a council; the others stand alone."""

    COUNCIL = "council", "Council"
    SERVICE = "service", "Service"
    BOARD = "board", "Board"
    ORGANISATION = "organisation", "Organisation"
    SUPPLIER = "supplier", "Supplier"


class Ground(TextChoices):
    """Why a person may not act within a scope, as it reads after their name."""

    AUTHOR = "author", "wrote this record"
    DRAFTER = "drafter", "wrote this draft"
    SIGNER = "signer", "signed in another seat of this gate"
    CONFLICT = "conflict", "declared a conflict of interest"
