"""Gate policies, gates, submissions with their bundles, seats and sign-offs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import Body, Holding, Post
from accounts.rights import Right, Role, rights_of
from audit.models import Appended, Streamed, Tracked
from commissioning.asks.models import Ask
from commissioning.case.models import Strand
from commissioning.gates.canonical import section_digest
from commissioning.gates.terms import AMOUNTS, alternatives
from commissioning.vocabulary import Action, Lane, Outcome, Recorded, SeatKind, SeatState, Stage, WhenEmpty, Whom

ASKED_BY_POLICY = "The council's gate policy asks this post for cases of this kind."


class GatePolicy(Streamed, Appended):
    """A published, dated set of rules: which seats each gate has. Never changed: the database refuses."""

    version = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    one_person_many_seats = models.BooleanField(
        default=False, help_text="Whether one person may answer two seats of one gate."
    )
    fast_limit = models.DecimalField(
        max_digits=17,
        decimal_places=2,
        null=True,
        help_text="What a purchase in the fast lane may be worth with VAT over its whole life; None: no fast lane.",
    )
    fast_check_one_in = models.PositiveSmallIntegerField(
        null=True, help_text="Procurement checks one in so many fast-lane purchases; None: none of them."
    )

    together = models.JSONField(
        null=True, help_text="Pairs of duties that one person may have in one matter; None: none of them."
    )

    class Meta:
        ordering: ClassVar = ["-effective_from", "-version"]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"

    @property
    def stream_name(self) -> str:
        """The chain of this policy version."""
        return f"gate-policy/{self.version}"


class PolicySeat(Appended):
    """One seat that a policy gives a gate."""

    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="seats")
    stage = models.CharField(max_length=20, choices=Stage)
    lane = models.CharField(max_length=20, choices=Lane, default=Lane.STANDARD, db_default=Lane.STANDARD)
    tier = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=SeatKind)
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=40, choices=Role)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the body that leads the case."
    )
    sections = models.JSONField(default=list, help_text="Keys of the sections the seat answers for; empty for all.")
    working_days = models.PositiveSmallIntegerField()
    conditions = models.JSONField(
        default=list, help_text="Facts that must all hold, or several lists of such of which one must hold."
    )
    power = models.CharField(max_length=300, blank=True, help_text="The decision maker in law and the power.")
    paragraph = models.CharField(
        max_length=300, blank=True, db_default="", help_text="The paragraph of the constitution that gives the power."
    )
    group = models.CharField(
        max_length=60, blank=True, db_default="", help_text="The group of seats of which some are enough; empty: none."
    )
    group_needs = models.PositiveSmallIntegerField(null=True, help_text="How many of its group are enough.")
    why = models.CharField(max_length=300, help_text="Why this post is asked, in the words of those who read it.")

    class Meta:
        ordering: ClassVar = ["stage", "tier", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "stage", "position"], name="policy_seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_kind_display()})"

    @property
    def why_without_figures(self) -> str:
        """Why this post is asked, for those who may not see figures: the reason of one asked above a value tells it."""
        found = (condition.op for every in alternatives(self.conditions) for condition in every)
        return ASKED_BY_POLICY if set(found) & set(AMOUNTS) else self.why

    @property
    def power_in_words(self) -> str:
        """The decision maker in law, and the paragraph of the constitution where it is named."""
        return ", ".join(part for part in (self.power, self.paragraph) if part)

    @property
    def own_why(self) -> str:
        """Why this post is asked, for whoever holds it."""
        return self.why if Right.SEE_FIGURES in rights_of(Role(self.role)) else self.why_without_figures


class PolicyGate(Appended):
    """What a policy says of a gate as a whole. A gate without a row is refused where nobody is seated at it."""

    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="gates")
    stage = models.CharField(max_length=20, choices=Stage)
    lane = models.CharField(max_length=20, choices=Lane)
    when_empty = models.CharField(max_length=10, choices=WhenEmpty)
    owners_accept = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether a record is handed in only once every body that owns the case has accepted the stage.",
    )
    decided_with_next = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether the next stage's gate decides its record too.",
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "stage", "lane"], name="policy_gate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.get_lane_display()}"


class ChainStep(Appended):
    """One step of a policy's escalation chain, or of a seat's own: whom it tells, and when.

    Positions count on over all chains of a policy.
    """

    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="chain")
    seat = models.ForeignKey(
        PolicySeat,
        on_delete=models.PROTECT,
        null=True,
        related_name="chain",
        help_text="The seat whose own chain it is of; None: the chain of every other task.",
    )
    position = models.PositiveSmallIntegerField()
    working_days = models.SmallIntegerField(help_text="After the last day of a task; below zero: so many before it.")
    whom = models.CharField(max_length=10, choices=Whom)
    role = models.CharField(max_length=40, choices=Role, blank=True)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the body that leads the case."
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "position"], name="chain_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_whom_display()}, {self.working_days} working days after the last day"


class Gate(Tracked):
    """The decision point of one stage of one strand; in monitoring one for each year."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="gates")
    stage = models.CharField(max_length=20, choices=Stage)
    sequence = models.PositiveSmallIntegerField(default=1)
    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField(default=0, help_text="The tier that is open, or was open last.")
    outcome = models.CharField(
        max_length=20, choices=Outcome, blank=True, help_text="What the open tier came to; empty while it waits."
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The gate of an earlier attempt. Answers given there stand where what they answer for is unchanged.",
    )
    against_advice = models.BooleanField(default=False)
    reopened = models.TextField(blank=True, db_default="", help_text="Why it was opened again after it had passed.")
    earlier = models.CharField(max_length=20, choices=Stage, blank=True, default="", db_default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strand", "stage", "sequence"], name="gate_once"),
        ]

    def __str__(self) -> str:
        return f"Gate of {self.get_stage_display()}"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages whose records it decides: its own, and before it the `earlier` one that was handed on to it."""
        return tuple(Stage(stage) for stage in (self.earlier, self.stage) if stage)

    @property
    def scope(self) -> str:
        """The scope of exclusions that keep its authors and earlier signers out."""
        return f"record/{self.strand_id}/{self.stage}/{self.sequence}"


class Submission(Tracked):
    """One handing-in of a record to its gate; freezes a bundle."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    changed = models.JSONField(default=list, help_text="Keys of the sections that differ from the last submission.")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["gate", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"Submission {self.number} of {self.gate_id}"


class BundleSection(Appended):
    """One frozen section: the exact bytes that signatures are bound to."""

    untracked: ClassVar[tuple[str, ...]] = ("body",)

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "key"], name="bundle_section_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def fault(self) -> str:
        """Compare the stored bytes with their digest."""
        same = section_digest(self.key, self.version, bytes(self.body)) == self.digest
        return "" if same else "holds other bytes than were submitted"

    @property
    def stated(self) -> dict[str, Any]:
        """The stored bytes, read."""
        found: dict[str, Any] = json.loads(bytes(self.body))
        return found


class Seat(Tracked):
    """One post asked at one gate."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="seats")
    rule = models.ForeignKey(PolicySeat, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SeatKind)
    tier = models.PositiveSmallIntegerField()
    sections = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=SeatState, default=SeatState.WAITING)
    due_on = models.DateField(null=True)
    answered_in = models.PositiveSmallIntegerField(
        default=0, help_text="The submission it last answered; 0 when it has not."
    )
    carried = models.BooleanField(default=False, help_text="Whether its answer to an earlier submission still stands.")
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The seat of an earlier attempt whose answer stands for this one.",
    )

    class Meta:
        ordering: ClassVar = ["tier", "rule__position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["gate", "rule"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.rule.title} at {self.gate_id}"

    @property
    def source(self) -> str:
        """What its ask and its exclusions name as their source."""
        return f"seat/{self.pk}"

    @property
    def question_source(self) -> str:
        """What the ask of its open question names as its source: with the rule for asks, one question at a time."""
        return f"question/{self.pk}"


class SignOff(Appended):
    """The act that answers a seat. A second thought is a second row."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sign_offs")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sign_offs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="For whom it was given; nobody where in a post of one's own, or before this was kept.",
    )
    action = models.CharField(max_length=20, choices=Action)
    reason = models.TextField(blank=True)
    text = models.TextField(blank=True, help_text="The decision's own text where it agreed as amended.")
    until = models.DateField(null=True)
    digest = models.CharField(max_length=64, help_text="The bundle digest that was answered.")
    at = models.DateTimeField()
    recorded = models.CharField(
        max_length=20,
        choices=Recorded,
        blank=True,
        default="",
        db_default="",
        help_text="Where it was given, when not here: then the person only recorded it, on behalf of whoever gave it.",
    )

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.person_id}"


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions with who is on them."""

    def whole(self, day: date) -> Self:
        """Each with all that is told of it, the oldest first; who is on it counts only while they hold its post."""
        held = Holding.objects.in_force(day).filter(person=OuterRef("ask__taken_by"), post=OuterRef("ask__post"))
        read = self.select_related(
            "ask__post__body", "ask__taken_by", "asked_by", "answered_by", "submission", "seat__rule"
        )
        return read.annotate(taker_stands=Exists(held.filter(person__is_active=True))).order_by("pk")


class Question(Tracked):
    """What whoever may answer a seat asked the author instead. While its ask is open, the clock of the seat stands."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="questions")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    ask = models.OneToOneField(Ask, on_delete=models.PROTECT, related_name="question")
    sections = models.JSONField(default=list, help_text="Keys of the sections it is about, among those of its seat.")
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    days_left = models.PositiveSmallIntegerField(help_text="Working days its seat has once the clock runs again.")
    reply = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_as = models.CharField(max_length=300, blank=True)
    answered_for = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Question of {self.seat_id}"

    @property
    def with_whom(self) -> str:
        """Who is to answer it, of a question read `whole`: whoever is on it while they hold its post, else the post."""
        stands: bool = vars(self)["taker_stands"]
        taker = self.ask.taken_by if stands else None
        return taker.full_name if taker else self.ask.post.title
