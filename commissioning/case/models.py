"""A case, its owning bodies, its strands and what stands beside it."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Lower

from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from audit.models import Streamed, Tracked
from commissioning.case.rules import POUNDS, at_most
from commissioning.vocabulary import BodyPart, Lane, LinkKind, Regime, Stage, State, StrandKind, Way

# The value a case is found and ordered by: with VAT where that is known. As a float, because Django casts a decimal for
# SQLite, and otherwise in an index than in a query, so that the index would never serve.
WORTH = Coalesce("value_gross", "value_net", output_field=models.FloatField())


CASE_SCOPE = "case/"


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases as a reader may see them."""

    def visible_to(self, person: Person, at: datetime) -> Self:
        """Only the cases this person may see at `at`: the only way in, for views and API."""
        return self.within(reach_of(person, at))

    def within(self, reach: Reach) -> Self:
        """Only the cases that somebody of this reach may see."""
        return self.filter(in_sight(reach))


def in_sight(reach: Reach, case: str = "pk") -> Exists:
    """Return whether somebody of this reach may see a case. Asked case by case, so that a long list is not gathered."""
    return Exists(CaseBody.objects.filter(case=OuterRef(case), body__in=reach.over(Right.VIEW_CASE)))


def scope_of_case(case_id: int) -> str:
    """Return the scope of all that is done on a case: who is kept out of it neither acts nor reads what is secret."""
    return f"{CASE_SCOPE}{case_id}"


def reaches(reach: Reach, right: Right, case: str = "pk") -> Exists | Value | ExpressionWrapper[Q]:
    """Return whether a right reaches a case that is in sight, and no conflict of interest closes it there.

    A case is closed to whoever is kept out of it, and to what is held for somebody who is: rights of one's own, or held
    for another, are left.
    """
    reached = _reached(reach, right, case)
    narrowed = _narrowed(reach, right)
    if not narrowed:
        return reached
    free = Q() if isinstance(reached, Value) else Q(reached)
    for bodies, cases in narrowed.items():
        elsewhere = ~Q(**{f"{case}__in": cases})
        free &= elsewhere | Q(_over(bodies, case)) if bodies else elsewhere
    return ExpressionWrapper(free, output_field=models.BooleanField())


def _reached(reach: Reach, right: Right, case: str) -> Exists | Value:
    """Whether the right reaches a case that is in sight: without looking where it reaches as far as sight does."""
    if reach.over(Right.VIEW_CASE) <= reach.over(right):
        return Value(value=True)
    return _over(reach.over(right), case)


def _over(bodies: Collection[int], case: str) -> Exists:
    return Exists(CaseBody.objects.filter(case=OuterRef(case), body__in=bodies))


def _narrowed(reach: Reach, right: Right) -> dict[AbstractSet[int], list[int]]:
    """The ids of the cases in which a conflict narrows a right, by the bodies over which it is left."""
    found: dict[AbstractSet[int], list[int]] = {}
    everywhere = reach.over(right)
    for scope in sorted(reach.touched):
        left = reach.inside(right, scope)
        if scope.startswith(CASE_SCOPE) and left != everywhere:
            found.setdefault(left, []).append(int(scope.removeprefix(CASE_SCOPE)))
    return found


def scope_of_evaluation(strand_id: int) -> str:
    """Return the scope of what whoever evaluated the bids of a strand does not do: decide on their award."""
    return f"evaluated/{strand_id}"


class Case(Streamed, Tracked):
    """One procurement, from the need to what came of it."""

    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    lane = models.CharField(max_length=20, choices=Lane, default=Lane.STANDARD)
    lane_why = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Why the case runs in its lane, in words; the system sets both.",
    )
    led_by = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="The body outside the council that leads the procurement, where one does.",
    )
    way = models.CharField(
        max_length=20,
        choices=Way,
        blank=True,
        default="",
        db_default="",
        help_text="How the need is met, once the gate of the needs has agreed; empty before that.",
    )
    way_why = models.TextField(blank=True, default="", db_default="", help_text="Why it is met so, as the needs say.")
    regime = models.CharField(max_length=20, choices=Regime, default=Regime.UNKNOWN)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.NEEDS)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFTING)
    commissioner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    commenced_on = models.DateField(null=True)
    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default=POUNDS)
    cpv = models.CharField(max_length=300, blank=True, help_text="CPV codes, the main one first, with a space between.")
    procedure = models.CharField(max_length=300, blank=True)
    light_touch = models.BooleanField(default=False)
    key_decision = models.BooleanField(default=False)
    external_funding = models.BooleanField(
        null=True, help_text="Whether external funding pays for it, as its needs say; None: not known."
    )
    ocid = models.CharField(max_length=120, blank=True)
    supplier_names = models.TextField(blank=True)
    taken_on_at = models.CharField(
        max_length=20, choices=Stage, blank=True, help_text="The stage a case had reached before it came to Tollgate."
    )
    gate_before_tollgate = models.BooleanField(
        default=False, help_text="Whether the gate of that stage, too, was passed before Tollgate."
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        # The list of cases is read along one of the last three, with the columns of its filters, and not sorted anew.
        indexes: ClassVar = [
            models.Index(fields=["stage", "state"], name="case_by_stage"),
            models.Index(fields=["opened_at", "id", "stage", "state", "lane"], name="case_by_opening"),
            models.Index(Lower("title"), F("id"), F("stage"), F("state"), name="case_by_title"),
            models.Index(WORTH, F("id"), name="case_by_worth"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ocid"], condition=~models.Q(ocid=""), name="case_ocid_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def stream_name(self) -> str:
        """The chain of this case."""
        return f"case/{self.reference}"

    @property
    def bodies(self) -> list[int]:
        """The ids of the bodies that own the case, the lead first. Read once, until the case is read again."""
        models.prefetch_related_objects([self], "owners")
        return [row.body_id for row in sorted(self.owners.all(), key=lambda row: (row.part != BodyPart.LEAD, row.pk))]

    @property
    def amount(self) -> Decimal | None:
        """What the case can be worth at most, with VAT, in pounds; None where that is not known."""
        return at_most(self.value_net, self.value_gross) if self.currency == POUNDS else None

    valued: ClassVar[bool] = True
    source: ClassVar[str] = ""
    post_id: ClassVar[int | None] = None

    @property
    def scopes(self) -> list[str]:
        """The scope of all that is done on the case."""
        return [scope_of_case(self.pk)]

    @property
    def lead(self) -> Body:
        """The body that leads the case."""
        models.prefetch_related_objects([self], "owners__body")
        return next(row.body for row in self.owners.all() if row.part == BodyPart.LEAD)

    def lane_at(self, stage: str) -> Lane:
        """The lane whose record is written and whose gate is asked at a stage of the case."""
        return Lane(self.lane).at(Stage(stage))

    @property
    def stage_name(self) -> str:
        """What the stage that the case is in is called."""
        return Lane(self.lane).name_of(Stage(self.stage))

    @property
    def state_name(self) -> str:
        """What the state that the case is in is called."""
        return named_state(self)

    @property
    def open(self) -> bool:
        """Whether anything can still happen."""
        return self.state not in (State.STOPPED, State.CLOSED)


def named_state(row: Case | Strand) -> str:
    """Return what the state of a case or strand is called.

    Nobody returned what is open again because its gate was opened after it had passed: where that was read with the
    row, as `reopened`, it is called otherwise.
    """
    again = row.state == State.RETURNED and vars(row).get("reopened")
    return "Open again" if again else str(row.get_state_display())


class CaseBody(Tracked):
    """A body that owns a case, as lead or as partner."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="owners")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=BodyPart)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "body"], name="case_body_once"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(part="lead"), name="case_one_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.body} ({self.get_part_display()})"


class Strand(Tracked):
    """A part of a case with its own stage: the whole case at first, a lot in award, a contract after it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="strands")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StrandKind, default=StrandKind.WHOLE)
    title = models.CharField(max_length=300)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.NEEDS)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFTING)
    sequence = models.PositiveSmallIntegerField(
        default=1, help_text="Which record and gate of the stage is current: in monitoring, the year of the contract."
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Which time this part of the case is tendered."
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="heirs",
        help_text="The strand this one goes on from: the whole case for a lot, the attempt before for a re-tender.",
    )

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["stage", "state"], condition=~models.Q(kind=StrandKind.WHOLE), name="strand_parted"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="strand_number_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.title}"

    @property
    def state_name(self) -> str:
        """What the state that the strand is in is called."""
        return named_state(self)

    @property
    def part(self) -> str:
        """What tells this strand from the others of its case in words; "" for the whole case at its first attempt."""
        title = "" if self.kind == StrandKind.WHOLE else self.title
        attempt = f"attempt {self.attempt}" if self.attempt > 1 else ""
        return ", ".join(word for word in (title, attempt) if word)

    @property
    def named(self) -> dict[str, str]:
        """Its part as an entry of the ledger states it; nothing for the whole case at its first attempt."""
        return {"part": self.part} if self.part else {}

    @property
    def lineage(self) -> list[int]:
        """The ids of this strand and of those it goes on from, itself first. One query a step."""
        found: list[int] = []
        here: Strand | None = self
        while here is not None:
            found.append(here.pk)
            here = here.origin
        return found


class CaseLink(Tracked):
    """How one case belongs to another: `case` is, say, the next cycle of `other`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=20, choices=LinkKind)
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "kind", "other"], name="case_link_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other_id}"


class CaseWarning(Tracked):
    """Something odd about a case that its readers must see."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="warnings")
    code = models.CharField(max_length=60)
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text


class ReferenceCounter(models.Model):
    """The last case number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
