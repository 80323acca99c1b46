"""The award room's words: what came of call-in, and how a contract is executed."""

from django.db.models import TextChoices


class CallInOutcome(TextChoices):
    """What came of the days in which a published key decision could be called in."""

    NOT_CALLED_IN = "not_called_in", "Nobody called it in"
    UPHELD = "upheld", "Called in, and the decision stands"
    REFERRED_BACK = "referred_back", "Called in, and referred back to be decided again"
    FINAL = "final", "Decided again after a referral, and not subject to call-in a second time"


class ExecutedAs(TextChoices):
    """How a contract is executed."""

    UNDER_HAND = "under_hand", "Under hand"
    SEAL = "seal", "Under seal, as a deed"


class Executed(TextChoices):
    """What came of carrying out a decision to award."""

    SIGNED = "signed", "Contract signed"
    REFERRED_BACK = "referred_back", "Called in and referred back"
    NO_AWARD = "no_award", "Nothing awarded"


class Step(TextChoices):
    """What stands between the decision to award and a signed contract, in order."""

    CALL_IN = "call_in", "Call-in"
    NOTICE = "notice", "Contract award notice"
    SIGNATURE = "signature", "Signature"
