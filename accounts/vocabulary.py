"""The words accounts uses: kinds of body, grounds that keep a person out, how a person is told."""

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
    CLAIMANT = "claimant", "said that it was done"
    EVALUATOR = "evaluator", "evaluated these bids"
    CONFLICT = "conflict", "declared a conflict of interest"


class Mail(TextChoices):
    """How a person is told by email. In Tollgate itself they read everything at once."""

    EACH = "each", "An email for each message, at once"
    DAILY = "daily", "One email a day, at 7am, with all that is new"
    NONE = "none", "No emails: I read my messages in Tollgate"


class Nominated(TextChoices):
    """What became of a nomination."""

    WAITING = "waiting", "Waits for a second person"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
