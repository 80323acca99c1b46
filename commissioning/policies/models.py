"""Policies, their versions with text and priorities, what was commented on a draft, and how policies are linked."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Body, Person
from accounts.reach import Reach
from accounts.rights import Right
from audit.canonical import sha256, to_bytes
from audit.models import Appended, Streamed, Tracked
from commissioning.policies.documents import from_document
from commissioning.policies.kinds import OPEN, Bond, Fate, Received, Side, VersionState
from commissioning.policies.rules import FateTerms, PriorityTerms, SectionTerms, Wording

PREFIX_OF_LINKAGE: Final = b"tollgate/policy-linkage/1\n"
READING = (Right.DRAFT_POLICY, Right.PUBLISH_POLICY, Right.READ_TRAIL)


def scope_of(code: str, number: int) -> str:
    """Return the scope that the writers of a version are kept out of."""
    return f"policy/{code}/{number}"


class Policy(Streamed, Tracked):
    """A policy of the council, such as its social value policy, kept by the body that owns it."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="policies")

    class Meta:
        ordering: ClassVar = ["title"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title

    @property
    def stream_name(self) -> str:
        """The chain of this policy: its versions."""
        return f"policy/{self.code}"


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Versions by what holds on a day."""

    def published(self) -> Self:
        """Every version the council has approved: open to all readers."""
        return self.filter(approved_on__isnull=False)

    def in_force(self, on: date) -> Self:
        """The versions in effect on a day, the one that counts first."""
        return self.published().filter(effective_from__lte=on).order_by("-effective_from", "-number")

    def visible_to(self, reach: Reach) -> Self:
        """The versions somebody may read: approved ones, those being consulted on, and drafts of what they look after.

        A supplier reads what is approved alone.
        """
        own = set[int]().union(*(reach.over(right) for right in READING))
        consulted = Q(state=VersionState.CONSULTATION) if reach.over(Right.VIEW_CASE) else Q()
        seen = Q(approved_on__isnull=False) | Q(policy__owner__in=own)
        return self.filter(seen | consulted)

    def in_public(self) -> Self:
        """The versions that were or are consulted on, which everybody reads, also once they were withdrawn."""
        return self.filter(consulted_from__isnull=False).exclude(state=VersionState.DRAFT)


class PolicyVersion(Tracked):
    """A policy as it reads from a day on. A case keeps the version in force when it commenced.

    While it is open, `document` is all that it says; with its approval the same is written as rows, never to change.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=20, choices=VersionState, default=VersionState.DRAFT, db_default=VersionState.APPROVED
    )
    effective_from = models.DateField(null=True, help_text="None while nobody has said from which day.")
    approved_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    document = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True, db_default="", help_text="Of the document's exact bytes.")
    reason = models.TextField(blank=True, db_default="", help_text="Why the policy changes.")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    consulted_from = models.DateField(null=True)
    consulted_until = models.DateField(null=True, help_text="The last day on which comments are taken.")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_as = models.CharField(max_length=300, blank=True, db_default="", help_text="The approver's post.")
    approval = models.CharField(
        max_length=300, blank=True, db_default="", help_text="Where it was decided, as the minutes name it."
    )
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.TextField(blank=True, db_default="")
    superseded_from = models.DateField(null=True, help_text="The day on which the next version took its place.")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["policy", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.UniqueConstraint(
                fields=["policy", "effective_from"],
                condition=Q(state=VersionState.APPROVED),
                name="policy_version_one_a_day",
            ),
            models.UniqueConstraint(fields=["policy"], condition=Q(state__in=OPEN), name="policy_version_one_open"),
            models.CheckConstraint(
                condition=~Q(state=VersionState.APPROVED) | Q(approved_on__isnull=False, effective_from__isnull=False),
                name="policy_version_approved_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy.title}, version {self.number}"

    @property
    def scope(self) -> str:
        """The scope that its writers are kept out of: none of them approves it."""
        return scope_of(self.policy.code, self.number)

    @property
    def open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.state in OPEN

    @property
    def wording(self) -> Wording:
        """What it says. No query while it has its document; three for a version that was published without one."""
        if self.document is not None:
            return from_document(self.document)
        return Wording(
            self.text,
            tuple(SectionTerms(one.title, one.text) for one in self.sections.all()),
            tuple(one.terms for one in self.priorities.all()),
            tuple(one.terms for one in self.fates.select_related("old", "into")),
        )


class PolicySection(Appended):
    """One section of the full text of an approved version."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="policy_section_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Priority(Tracked):
    """What a policy version wants procurement to achieve."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    theme = models.CharField(max_length=200, blank=True, help_text="The theme of the council plan it serves.")
    mayoral_priority = models.CharField(max_length=200, blank=True, help_text="The Mayor's priority it serves, if any.")
    geography = models.CharField(max_length=200, blank=True, db_default="", help_text="Where it counts.")
    groups = models.CharField(max_length=200, blank=True, db_default="", help_text="Whom it is meant to benefit.")
    period = models.CharField(max_length=200, blank=True, db_default="", help_text="For which time it is set.")
    targets = models.TextField(blank=True, db_default="")

    class Meta:
        ordering: ClassVar = ["version", "position"]
        verbose_name_plural = "priorities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="priority_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="priority_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def terms(self) -> PriorityTerms:
        """What it says."""
        return PriorityTerms(**{name: getattr(self, name) for name in PriorityTerms.__dataclass_fields__})


class PriorityFate(Appended):
    """What became of a priority of the version before: kept, merged into another, or ended."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="fates")
    old = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="fates")
    fate = models.CharField(max_length=10, choices=Fate)
    into = models.ForeignKey(Priority, on_delete=models.PROTECT, null=True, related_name="came_from")
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "old"], name="priority_fate_once"),
            models.CheckConstraint(
                condition=Q(fate=Fate.ENDED, into=None) | (~Q(fate=Fate.ENDED) & Q(into__isnull=False)),
                name="priority_fate_goes_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old}: {self.get_fate_display().lower()}"

    @property
    def terms(self) -> FateTerms:
        """What it says."""
        return FateTerms(self.old.code, Fate(self.fate), self.into.code if self.into else "", self.reason)


class PolicyCommentQuerySet(models.QuerySet["PolicyComment"]):
    """Comments by who may read them."""

    def visible_to(self, person: Person, reach: Reach) -> Self:
        """The council and the voluntary sector read every comment, as whoever looks after the policy does.

        Anybody else, such as a supplier, reads what they wrote themselves.
        """
        if reach.over(Right.VIEW_CASE):
            return self.all()
        own = set[int]().union(*(reach.over(right) for right in READING))
        return self.filter(Q(entered_by=person) | Q(version__policy__owner__in=own))


class PolicyComment(Appended):
    """What a service, the voluntary sector or the public said of a draft in consultation."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=20, choices=Side)
    sender = models.CharField(max_length=300, help_text="Who commented, in words.")
    received = models.CharField(max_length=20, choices=Received)
    received_on = models.DateField()
    text = models.TextField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="None for what was written without an account.",
    )
    entered_at = models.DateTimeField()

    objects = PolicyCommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="policy_comment_once")]

    def __str__(self) -> str:
        return f"comment {self.number} of {self.sender}"


class CommentAnswer(Appended):
    """The answer to a comment, with what was changed because of it."""

    comment = models.OneToOneField(PolicyComment, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField()
    changed = models.TextField(help_text="What was changed in the draft, or why nothing was.")
    shown = models.BooleanField(
        default=True, db_default=True, help_text="Whether everybody reads it with its comment, if that came in public."
    )
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"answer to {self.comment}"


class Linkage(Tracked):
    """How a policy bears on another one: with the reason, who looks after it, and when it is looked at again."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="linkages")
    other = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="linked_from")
    bond = models.CharField(max_length=20, choices=Bond)
    rationale = models.TextField()
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", help_text="Who looks after it.")
    review_on = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "other"], condition=Q(ended_at=None), name="linkage_once"),
            models.CheckConstraint(condition=~Q(policy=F("other")), name="linkage_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.get_bond_display().lower()} {self.other}"

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, by which whoever reviews or ends it names what they read."""
        said = (self.bond, self.rationale, self.owner_id, self.review_on)
        return sha256(PREFIX_OF_LINKAGE, to_bytes([str(part) for part in said]))
