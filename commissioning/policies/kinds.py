"""The words of the policy register: how far a version has come, what became of a priority, who comments."""

from django.db.models import TextChoices


class VersionState(TextChoices):
    """How far a version of a policy has come."""

    DRAFT = "draft", "Being drafted"
    CONSULTATION = "consultation", "In consultation"
    PROPOSED = "proposed", "Put forward, waits to be approved"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = (VersionState.DRAFT, VersionState.CONSULTATION, VersionState.PROPOSED)


class Fate(TextChoices):
    """What became of a priority of the version before."""

    KEPT = "kept", "Kept"
    MERGED = "merged", "Merged into another"
    ENDED = "ended", "Ended"


class Side(TextChoices):
    """For whom somebody comments on a policy."""

    SERVICE = "service", "A service or board of the council"
    VOLUNTARY_SECTOR = "voluntary_sector", "The voluntary sector"
    PUBLIC = "public", "The public"


class Received(TextChoices):
    """How a comment reached the council."""

    SIGNED_IN = "signed_in", "Written here"
    ONLINE = "online", "Written on the public page"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By email"
    MEETING = "meeting", "At a meeting"
    TELEPHONE = "telephone", "By telephone"


HERE = (Received.SIGNED_IN, Received.ONLINE)  # nobody enters these for somebody else


class Bond(TextChoices):
    """How one policy bears on another."""

    REINFORCES = "reinforces", "Reinforces"
    OVERLAPS = "overlaps", "Overlaps with"
    CONFLICTS = "conflicts", "Conflicts with"
    DEPENDS = "depends", "Depends on"


class Part(TextChoices):
    """What somebody does in the group that develops a policy."""

    SPONSOR = "sponsor", "Sponsor"
    CHAIR = "chair", "Chair"
    MEMBER = "member", "Member"
