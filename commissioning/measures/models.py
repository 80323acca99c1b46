"""Measure frameworks, their versions, and the measures that a published version states for ever."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Body
from accounts.reach import Reach
from accounts.rights import Right
from audit.models import Appended, Streamed, Tracked
from commissioning.measures.documents import from_document
from commissioning.measures.kinds import OPEN, Counts, Direction, EditionState, FrameworkKind
from commissioning.measures.rules import LONGEST_CODE, LONGEST_NAME, LONGEST_TITLE, LONGEST_UNIT, Edition, MeasureTerms
from commissioning.policies.models import Priority

READING = (Right.DRAFT_POLICY, Right.PUBLISH_POLICY, Right.READ_TRAIL)


def scope_of(code: str, number: int) -> str:
    """Return the scope that the writers of a version are kept out of."""
    return f"framework/{code}/{number}"


class Framework(Streamed, Tracked):
    """A set of measures that hang together, kept by one body: the council's own, or somebody else's under licence."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=10, choices=FrameworkKind)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="frameworks")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream_name(self) -> str:
        """The chain of this framework: its versions."""
        return f"framework/{self.code}"


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    """Versions by what holds on a day, and by who reads them."""

    def published(self) -> Self:
        """Every version that was ever published."""
        return self.filter(state=EditionState.PUBLISHED)

    def in_force(self, on: date) -> Self:
        """The versions in effect on a day, the one that counts first."""
        return self.published().filter(effective_from__lte=on).order_by("-effective_from", "-number")

    def offered(self, began: date) -> Self:
        """The versions that a procurement which began on a day may choose from: those not superseded by then."""
        return self.published().filter(Q(superseded_from=None) | Q(superseded_from__gt=began))

    def visible_to(self, reach: Reach) -> Self:
        """The versions somebody may read: published ones, and others of the frameworks they keep.

        What is under licence is for those who work on cases; a supplier reads the council's own alone.
        """
        own = set[int]().union(*(reach.over(right) for right in READING))
        published = Q(state=EditionState.PUBLISHED)
        if not reach.over(Right.VIEW_CASE):
            published &= Q(framework__kind=FrameworkKind.OWN)
        return self.filter(published | Q(framework__owner__in=own))


class FrameworkVersion(Tracked):
    """A framework as it reads from a day on.

    While it is open, `document` is all that it says; with its publication the same is written as rows, never to change.
    The columns before it repeat what the document says of the version itself.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=LONGEST_UNIT, blank=True, help_text="What its publisher calls it.")
    publisher = models.CharField(max_length=LONGEST_NAME, blank=True)
    source = models.CharField(max_length=LONGEST_TITLE, blank=True, help_text="Where it can be read.")
    licence = models.TextField(blank=True, help_text="The note shown wherever its measures or values are.")
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.DRAFT)
    document = models.JSONField()
    digest = models.CharField(max_length=64, help_text="Of the document's exact bytes.")
    file = models.CharField(max_length=LONGEST_NAME, blank=True, help_text="The name of the file it was read from.")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    effective_from = models.DateField(null=True)
    reason = models.TextField(blank=True, help_text="Why the framework changes.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_as = models.CharField(max_length=300, blank=True, help_text="The publisher's post.")
    published_at = models.DateTimeField(null=True)
    superseded_from = models.DateField(null=True, help_text="The day on which the next version took its place.")

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["framework", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "number"], name="framework_version_number_once"),
            models.UniqueConstraint(
                fields=["framework"], condition=Q(state__in=OPEN), name="framework_version_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.PUBLISHED)
                | Q(published_at__isnull=False, effective_from__isnull=False),
                name="framework_version_published_for_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework.name}, {self.called}"

    @property
    def called(self) -> str:
        """What its publisher calls it, else its number."""
        return self.label or f"version {self.number}"

    @property
    def scope(self) -> str:
        """The scope that its writers are kept out of: none of them publishes it."""
        return scope_of(self.framework.code, self.number)

    @property
    def open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.state in OPEN

    @property
    def edition(self) -> Edition:
        """What it says. No query."""
        return from_document(self.document)


class FrameworkMeasure(Appended):
    """One measure of a published version. What a case chose keeps pointing at these very words."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="measures")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=LONGEST_CODE)
    title = models.CharField(max_length=LONGEST_TITLE)
    definition = models.TextField()
    unit = models.CharField(max_length=LONGEST_UNIT)
    counts = models.CharField(max_length=10, choices=Counts)
    direction = models.CharField(max_length=10, choices=Direction)
    evidence = models.TextField()
    baseline = models.TextField(blank=True)
    theme = models.CharField(max_length=LONGEST_NAME, blank=True)
    guards = models.JSONField(default=list, help_text="Groups of measures under one of which alone an activity counts.")
    proxy_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, help_text="In pounds, for one unit.")
    proxy_source = models.CharField(max_length=LONGEST_TITLE, blank=True)
    price_year = models.PositiveSmallIntegerField(null=True)
    licence = models.TextField(blank=True, help_text="Where it is another than the version's.")

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="framework_measure_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="framework_measure_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title} ({self.unit}): {self.version}"

    @property
    def terms(self) -> MeasureTerms:
        """What it says, without the priorities it serves."""
        said = {
            name: getattr(self, name)
            for name in MeasureTerms.__dataclass_fields__
            if name not in ("guards", "priorities", "proxy_value", "price_year")
        }
        return MeasureTerms(
            **said,
            guards=tuple(self.guards),
            proxy_value=value_text(self.proxy_value),
            price_year=str(self.price_year or ""),
        )

    @property
    def under(self) -> str:
        """The note of the licence it may be used under: its own, else its version's."""
        return self.licence or self.version.licence


def value_text(value: Decimal | None) -> str:
    """Return a proxy value as exact text with two decimals; "" where there is none."""
    return "" if value is None else f"{value:.2f}"


class MeasurePriority(Appended):
    """A priority of the social value policy that one of the council's own measures serves."""

    measure = models.ForeignKey(FrameworkMeasure, on_delete=models.PROTECT, related_name="served")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="measured_by")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "measure priorities"
        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "priority"], name="measure_priority_once")]

    def __str__(self) -> str:
        return f"{self.measure.code} for {self.priority}"
