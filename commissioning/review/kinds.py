"""What can follow a contract that was reviewed."""

from django.db.models import TextChoices


class ExitDecision(TextChoices):
    """What comes after a contract."""

    EXTEND = "extend", "Extend the contract"
    RE_PROCURE = "re_procure", "Buy it again: begin the next cycle"
    STOP = "stop", "Stop: buy nothing in its place"
