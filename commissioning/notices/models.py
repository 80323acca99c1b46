"""Notices as they were published, what they state about a case, and which notice is the source of each field."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.canonical import sha256
from audit.models import Appended, Tracked
from commissioning.case.models import Case
from commissioning.vocabulary import Regime

TEXT, IDENTITY = 500, 250


class Notice(Appended):
    """One notice as it was published: its bytes are kept and never rebuilt."""

    untracked: ClassVar[tuple[str, ...]] = ("body",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    ocid = models.CharField(max_length=120)
    release_id = models.CharField(max_length=TEXT, blank=True)
    number = models.CharField(max_length=TEXT, blank=True)
    notice_type = models.CharField(max_length=TEXT, blank=True, help_text='Such as "UK6"; empty where it does not say.')
    tags = models.JSONField(default=list, help_text="What it is in OCDS's words, such as award.")
    published_at = models.DateTimeField()
    url = models.CharField(max_length=TEXT, blank=True)
    digest = models.CharField(
        max_length=64, help_text="Of what it says: equal for equal content, however it is spaced."
    )
    body_digest = models.CharField(max_length=64, help_text="SHA-256 of its bytes.")
    body = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["published_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "digest"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.notice_type} {self.number}".strip() or "a notice without a number"

    def fault(self) -> str:
        """Compare the stored bytes with their digest."""
        return "" if sha256(bytes(self.body)) == self.body_digest else "holds other bytes than were published"


class FieldSource(Tracked):
    """Which notice is the source of a field, and where in it: "title", "value", "awards.A1.suppliers.S1.name"."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="field_sources")
    field = models.CharField(max_length=1000)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="fields")
    path = models.TextField(help_text="A JSON pointer (RFC 6901) within the notice.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "field"], name="field_source_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.path}"


class Stated(Tracked):
    """What notices state of a value and a term, in the notices' own figures and dates."""

    value_net = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    value_gross = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        abstract = True


class PublishedProcurement(Stated):
    """The procurement as all its notices together state it. The case itself may differ: people decide about that."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="published")
    standing = models.CharField(max_length=20, help_text="How far it has come by its newest notice.")
    title = models.CharField(max_length=TEXT)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=TEXT, blank=True)
    value_from = models.CharField(
        max_length=20, blank=True, help_text="What the value is of: tender, lots, awards, ..."
    )
    cpv = models.JSONField(default=list, help_text='[["85312000", "Social work services"], ...], the main one first.')
    procedure = models.CharField(
        max_length=TEXT, blank=True, help_text="OCDS's word: open, selective, limited, direct."
    )
    procedure_details = models.CharField(max_length=TEXT, blank=True)
    regime = models.CharField(max_length=20, choices=Regime, default=Regime.UNKNOWN)
    light_touch = models.BooleanField(default=False)
    above_threshold = models.BooleanField(null=True)
    commenced_on = models.DateField(
        null=True, help_text="The day by which it had commenced, as far as its notices tell."
    )
    tender_ends_on = models.DateField(null=True)
    awarded_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    buyer_name = models.CharField(max_length=TEXT, blank=True)
    supplier_names = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class PublishedParty(Tracked):
    """An organisation with a part in the procurement: the buyer, a supplier, ..."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    identity = models.CharField(max_length=IDENTITY)
    name = models.CharField(max_length=TEXT, blank=True)
    roles = models.JSONField(default=list)
    scheme = models.CharField(max_length=TEXT, blank=True, help_text="Who gave the identifier, such as GB-COH.")
    identifier = models.CharField(max_length=TEXT, blank=True)
    address = models.TextField(blank=True)
    url = models.CharField(max_length=TEXT, blank=True)
    is_sme = models.BooleanField(null=True)
    is_vcse = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "identity"], name="published_party_once")]

    def __str__(self) -> str:
        return self.name or self.identity


class PublishedLot(Stated):
    """A part of the procurement that is awarded by itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="published_lots")
    identity = models.CharField(max_length=IDENTITY)
    title = models.CharField(max_length=TEXT, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=TEXT, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "identity"], name="published_lot_once")]

    def __str__(self) -> str:
        return self.title or self.identity


class PublishedAward(Stated):
    """An award, with whom it names as its suppliers. One that a newer award restates does not count."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="published_awards")
    identity = models.CharField(max_length=IDENTITY)
    title = models.CharField(max_length=TEXT, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=TEXT, blank=True)
    awarded_on = models.DateField(null=True)
    standstill_ends_on = models.DateField(null=True)
    suppliers = models.JSONField(
        default=list, help_text='[{"id": a party\'s identity, "name": as the award has it}, ...]'
    )
    lots = models.JSONField(default=list, help_text="The identities of its lots.")
    replaced_by = models.CharField(max_length=IDENTITY, blank=True)
    counts = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "identity"], name="published_award_once")]

    def __str__(self) -> str:
        return self.title or self.identity


class PublishedContract(Stated):
    """A contract entered into, or about to be."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="published_contracts")
    identity = models.CharField(max_length=IDENTITY)
    award = models.CharField(max_length=TEXT, blank=True, help_text="The identity of its award.")
    title = models.CharField(max_length=TEXT, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=TEXT, blank=True)
    signed_on = models.DateField(null=True)
    counts = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "identity"], name="published_contract_once")]

    def __str__(self) -> str:
        return self.title or self.identity
