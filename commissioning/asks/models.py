"""Everything that waits for someone is one ask."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from accounts.models import Holding, Person, Post
from audit.models import Entry
from commissioning.case.models import Case, Strand, scope_of_case
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind, Stage

CHASING = (Verb.ASK_REMINDED, Verb.ASK_ESCALATED, Verb.ASK_VACANT)
# What is asked of a seat is held against the value of the case; writing and recording are not.
VALUED = (AskKind.CONSULT, AskKind.SIGN, AskKind.DECIDE)


class AskQuerySet(models.QuerySet["Ask"]):
    """Asks with who is on them."""

    def with_taker(self, day: date) -> Self:
        """Each with who is on it: whoever took it counts only while they are here and hold its post."""
        return self.select_related("taken_by").annotate(taker_stands=taken_in_post(day))

    def attended(self, day: date) -> Self:
        """Only those that somebody is on."""
        return self.filter(taken_in_post(day))


def taken_in_post(day: date) -> Exists:
    """Return whether whoever took an ask is here on a day and holds its post."""
    held = Holding.objects.in_force(day).filter(person=OuterRef("taken_by"), post=OuterRef("post"))
    return Exists(held.filter(person__is_active=True))


class Ask(models.Model):
    """One thing asked of one post. Who may answer is computed, never stored; its id is the public task id."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asks")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="asks")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=AskKind)
    stage = models.CharField(max_length=20, choices=Stage)
    earlier = models.CharField(
        max_length=20,
        choices=Stage,
        blank=True,
        default="",
        db_default="",
        help_text="The stage before, where the gate that asks decides its record too.",
    )
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    scope = models.CharField(max_length=120, blank=True, help_text="The scope whose exclusions keep a person out.")
    apart = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="A second such scope, of a duty that nobody has together with the one asked here; empty: none.",
    )
    source = models.CharField(max_length=120, help_text='What asks, such as "seat/12" or "write/3/needs/1".')
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_as = models.CharField(max_length=60, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    days_left = models.PositiveSmallIntegerField(
        null=True, help_text="Working days left once its question to the author is answered; None: its clock runs."
    )
    chain = models.PositiveBigIntegerField(
        null=True, help_text="The id of the policy seat whose own escalation chain it follows; None: the policy's."
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["post", "due_on", "id"], condition=models.Q(closed_at__isnull=True), name="ask_open_by_post"
            ),
            models.Index(fields=["case", "closed_at"], name="ask_by_case"),
            models.Index(
                fields=["due_on", "id", "case"], condition=models.Q(closed_at__isnull=True), name="ask_open_in_turn"
            ),
            models.Index(
                fields=["closed_by", "closed_at", "id"],
                condition=models.Q(closed_by__isnull=False),
                name="ask_closed_by_person",
            ),
            models.Index(
                fields=["case", "due_on", "id"], condition=models.Q(closed_at__isnull=True), name="ask_open_by_case"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "source"], condition=models.Q(closed_at__isnull=True), name="ask_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def bodies(self) -> list[int]:
        """The bodies of the case it belongs to."""
        return self.case.bodies

    @property
    def scopes(self) -> list[str]:
        """The scopes authority asks about."""
        return [*filter(None, (self.scope, self.apart)), scope_of_case(self.case_id)]

    @property
    def valued(self) -> bool:
        """Whether value limits bear on it: without an amount, the value of its case is not known."""
        return self.kind in VALUED

    @property
    def seated(self) -> bool:
        """Whether a seat of a gate asks. Otherwise a record is to be written, or a form of its own filled in."""
        return self.source.startswith("seat/")

    @property
    def filled_in(self) -> bool:
        """Whether it is answered in a form of its own: an event to be recorded, or what is asked outside any gate."""
        return self.kind != AskKind.WRITE and not self.seated

    @property
    def drafted_as(self) -> str:
        """Under which drafts of what people do with it are kept."""
        return f"task/{self.pk}"

    @property
    def on_it(self) -> Person | None:
        """Who is on it, of an ask read `with_taker`: nobody where whoever took it has left or lost its post."""
        stands: bool = vars(self)["taker_stands"]
        return self.taken_by if stands else None

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.closed_at is None

    @property
    def paused(self) -> bool:
        """Whether its clock stands still, because a question to the author is open."""
        return self.open and self.days_left is not None

    def late(self, today: date) -> bool:
        """Whether its last day has passed while its clock ran."""
        return not self.paused and self.due_on < today


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    """Tasks put aside, as their reader may see them."""

    def visible_to(self, person: Person) -> Self:
        """Only the person's own: the only way in, for views and API."""
        return self.filter(person=person)

    def standing(self, today: date) -> Self:
        """Those that hide an open task today: its day has not come, and nothing was decided in its case since.

        That somebody was reminded of a task, or told that it is late, changes nothing about it.
        """
        stream = Concat(Value("case/"), OuterRef("ask__case__reference"), output_field=models.CharField())
        since = Entry.objects.filter(stream=stream, number__gt=OuterRef("seen")).exclude(verb__in=CHASING)
        return self.filter(~Exists(since), until__gt=today, ask__closed_at=None)


class Snooze(models.Model):
    """A task that one person put aside for a while. Nobody else knows, no clock heeds it, and no ledger has it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateField(help_text="The day on which it comes back.")
    seen = models.PositiveBigIntegerField(help_text="The number of the newest entry of the case when it was put aside.")

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "ask"], name="snooze_once")]

    def __str__(self) -> str:
        return f"{self.ask_id} until {self.until}"
