"""The shapes the API reads and answers with: cases, their seats and duties, tasks, the trail, problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commissioning.case.models import Case, Strand
from commissioning.casefile.finding import LONGEST_SEARCH, Sort
from commissioning.casefile.reading import OpenSeat, open_seats
from commissioning.casefile.statutory import Statutory
from commissioning.vocabulary import Lane, Regime, SeatKind, Stage, State, StrandKind, Way

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

LAST_PAGE = 1_000


class Shape(serializers.Serializer[Any]):
    """A shape that is only read or answered with: what is saved goes through a verb.

    What is none of a field's choices is refused naming them.
    """

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, each refusal of a choice saying what can be chosen."""
        found = super().get_fields()
        for field in found.values():
            if isinstance(field, serializers.ChoiceField):
                choices = ", ".join(str(choice) for choice in field.choices)
                field.error_messages["invalid_choice"] = f"“{{input}}” is none of the choices. Send one of: {choices}."
        return found


class MoneyShape(Shape):
    """An amount without and with VAT, as exact text; null where it is not known."""

    net = serializers.DecimalField(max_digits=15, decimal_places=2, min_value=0, allow_null=True, required=False)
    gross = serializers.DecimalField(max_digits=15, decimal_places=2, min_value=0, allow_null=True, required=False)


class CaseShape(Shape):
    """A case in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    lane = serializers.ChoiceField(choices=Lane.choices)
    lane_why = serializers.SerializerMethodField(
        help_text="Why the system put it in its lane. Null for a reader who may not see figures."
    )
    led_by = serializers.CharField(help_text="The body outside the council that leads it; empty where we do.")
    way = serializers.CharField(
        help_text="How the need is met once the gate of the needs agreed: buy, grant, in_house, nothing; else empty."
    )
    regime = serializers.ChoiceField(choices=Regime.choices)
    stage = serializers.ChoiceField(choices=Stage.choices)
    state = serializers.ChoiceField(choices=State.choices)
    service = serializers.CharField(source="lead_slug", help_text="The short name of the body that leads the case.")
    service_name = serializers.CharField(source="lead_name")
    commissioner = serializers.SerializerMethodField()
    estimated_value = serializers.SerializerMethodField(help_text="Null for a reader who may not see figures.")
    currency = serializers.CharField()
    ocid = serializers.CharField(help_text="Empty where the case has none.")
    opened_at = serializers.DateTimeField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_commissioner(self, case: Case) -> str | None:
        """The commissioner's name."""
        return case.commissioner.full_name if case.commissioner else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_lane_why(self, case: Seen) -> str | None:
        """The reasons, which hold amounts, for those who may see figures."""
        return case.lane_why if case.sees_figures else None

    @extend_schema_field(MoneyShape(allow_null=True))
    def get_estimated_value(self, case: Seen) -> Any:
        """Net and gross, for those who may see figures."""
        return MoneyShape({"net": case.value_net, "gross": case.value_gross}).data if case.sees_figures else None


class StrandShape(Shape):
    """A part of a case with its own stage."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=StrandKind.choices)
    title = serializers.CharField()
    attempt = serializers.IntegerField(help_text="Which time this part is tendered.")
    origin = serializers.IntegerField(
        source="origin.number", default=None, allow_null=True, help_text="The strand that this one goes on from."
    )
    stage = serializers.ChoiceField(choices=Stage.choices)
    state = serializers.ChoiceField(choices=State.choices)
    sequence = serializers.IntegerField(help_text="In monitoring, the year of the contract.")


EARLIER = "The stage before, where one gate decides both records; empty: none."


class SeatShape(Shape):
    """A seat that waits for an answer."""

    task = serializers.IntegerField(source="task.pk")
    gate = serializers.IntegerField(source="seat.gate_id")
    strand = serializers.IntegerField(source="task.strand.number")
    stage = serializers.ChoiceField(choices=Stage.choices, source="seat.gate.stage")
    earlier = serializers.CharField(source="seat.gate.earlier", help_text=EARLIER)
    tier = serializers.IntegerField(source="seat.tier")
    kind = serializers.ChoiceField(choices=SeatKind.choices, source="seat.kind")
    title = serializers.CharField(source="seat.rule.title")
    why = serializers.SerializerMethodField(help_text="Without amounts for a reader who may not see figures.")
    post = serializers.CharField(source="seat.post.title")
    sections = serializers.ListField(child=serializers.CharField(), source="seat.sections")
    since = serializers.DateTimeField(source="task.opened_at")
    due_on = serializers.DateField(source="task.due_on")
    days_left = serializers.IntegerField(
        source="task.days_left",
        allow_null=True,
        help_text="Working days left once its question to the author is answered; null while its clock runs.",
    )
    taken_by = serializers.CharField(source="task.on_it.full_name", default=None, allow_null=True)

    @extend_schema_field(serializers.CharField())
    def get_why(self, open_seat: OpenSeat) -> str:
        """Why this post is asked."""
        rule = open_seat.seat.rule
        return rule.why if self.context["figures"] else rule.why_without_figures


class DutyShape(Shape):
    """What the law asks of the case. `due_on` and `done_on` are null while the day is not known."""

    key = serializers.CharField(source="duty.key")
    title = serializers.CharField(source="duty.title")
    reference = serializers.CharField(source="duty.reference")
    trigger = serializers.CharField(source="duty.trigger")
    deadline = serializers.CharField(source="duty.deadline")
    holder = serializers.CharField(source="duty.holder")
    confidence = serializers.CharField(source="duty.confidence")
    guards = serializers.CharField(source="duty.guards")
    blocks = serializers.BooleanField(source="duty.blocks")
    strand = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)


class CaseReadShape(CaseShape):
    """A case, read. The context holds what the law asks of it as `law`."""

    description = serializers.CharField()
    commenced_on = serializers.DateField(allow_null=True)
    light_touch = serializers.BooleanField()
    key_decision = serializers.BooleanField()
    strands = serializers.SerializerMethodField()
    open_seats = serializers.SerializerMethodField()
    statutory_held = serializers.SerializerMethodField(
        help_text="False where Tollgate holds no rules for the regime: then `statutory` is empty."
    )
    statutory = serializers.SerializerMethodField()

    @extend_schema_field(StrandShape(many=True))
    def get_strands(self, case: Case) -> Any:
        """The parts of the case in order."""
        found: list[Strand] = list(case.strands.select_related("origin"))
        return StrandShape(found, many=True).data

    @extend_schema_field(SeatShape(many=True))
    def get_open_seats(self, case: Seen) -> Any:
        """Who holds the case at its gates."""
        found: list[OpenSeat] = open_seats(case, self.context["today"])
        return SeatShape(found, many=True, context={"figures": case.sees_figures}).data

    @extend_schema_field(serializers.BooleanField())
    def get_statutory_held(self, _case: Case) -> bool:
        """Whether rules are held for the regime."""
        law: Statutory = self.context["law"]
        return law.held

    @extend_schema_field(DutyShape(many=True))
    def get_statutory(self, _case: Case) -> Any:
        """The duties in the order of the cycle."""
        law: Statutory = self.context["law"]
        return DutyShape(list(law.duties), many=True).data


class PageShape(Shape):
    """What one page of a list says of the others."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class CountedPageShape(PageShape):
    """A page of a list that is counted only so far."""

    count = serializers.IntegerField(help_text="How many match, but never more than 1,000.")
    count_is_capped = serializers.BooleanField(help_text="True where more match than `count` says.")


class CasePageShape(CountedPageShape):
    """A page of cases."""

    results = CaseShape(many=True)


class CaseFilterShape(Shape):
    """Which cases are listed. `q` is looked for in reference, title, ocid and supplier.

    A stage is that of the case or of one of its parts. Whoever sees no figures cannot look for values or order by them:
    for them `value_from` and `value_to` change nothing, and `sort=value` is the newest first.
    """

    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    state = serializers.ChoiceField(choices=State.choices, required=False)
    lane = serializers.ChoiceField(choices=Lane.choices, required=False)
    regime = serializers.ChoiceField(choices=Regime.choices, required=False)
    way = serializers.ChoiceField(
        choices=Way.choices, required=False, help_text="How the need is met, once the gate of the needs agreed."
    )
    service = serializers.SlugField(max_length=80, required=False, help_text="The body that leads the case.")
    body = serializers.SlugField(max_length=80, required=False, help_text="Any body that owns the case.")
    value_from = serializers.DecimalField(
        15, 2, min_value=0, required=False, help_text="In pounds, with VAT where that is known."
    )
    value_to = serializers.DecimalField(15, 2, min_value=0, required=False)
    late = serializers.BooleanField(required=False, help_text="Something is asked and late.")
    mine = serializers.BooleanField(required=False, help_text="The caller is its commissioner.")
    retrospective = serializers.BooleanField(required=False, help_text="Something of it was approved in retrospect.")
    q = serializers.CharField(max_length=LONGEST_SEARCH, required=False, allow_blank=True)
    sort = serializers.ChoiceField(choices=Sort.choices, required=False, default=Sort.NEWEST)


class CaseQueryShape(CaseFilterShape):
    """Which of them, and which page."""

    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE * 100, required=False, default=1)


class EntryShape(Shape):
    """An entry of the trail. `rows` are the facts it changed, each column with its value before and after."""

    number = serializers.IntegerField(source="entry.number")
    at = serializers.DateTimeField(source="entry.at")
    verb = serializers.CharField(source="entry.verb")
    sentence = serializers.CharField(help_text="The entry in words.")
    actor = serializers.CharField(source="entry.actor")
    capacity = serializers.CharField(source="entry.capacity")
    on_behalf_of = serializers.CharField(source="entry.on_behalf_of")
    reason = serializers.CharField()
    about = serializers.DictField()
    rows = serializers.ListField(child=serializers.DictField())
    digest = serializers.CharField(source="entry.digest")
    previous = serializers.CharField(source="entry.previous")


class EntryPageShape(PageShape):
    """A page of the trail, the first entry first."""

    count = serializers.IntegerField()
    results = EntryShape(many=True)


class PageQueryShape(Shape):
    """Which page of a list."""

    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE, required=False, default=1)


class RecordQueryShape(Shape):
    """Which strand's record, where several have one, and of which year in monitoring (the newest when left out)."""

    strand = serializers.IntegerField(min_value=1, max_value=32_767, required=False)
    sequence = serializers.IntegerField(min_value=1, max_value=32_767, required=False)


class FileSentShape(Shape):
    """A file to attach to a section; one of the same name there is replaced."""

    section = serializers.CharField(max_length=60)
    file = serializers.FileField(allow_empty_file=True)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class FileShape(Shape):
    """A file of a section: what it is, and who attached or removed it."""

    id = serializers.IntegerField(source="pk")
    section = serializers.CharField()
    name = serializers.CharField(source="document.name")
    description = serializers.CharField()
    media_type = serializers.CharField(source="document.media_type")
    size = serializers.IntegerField(source="document.size")
    sha256 = serializers.CharField(source="document.sha256")
    added_by = serializers.CharField(source="document.added_by.full_name")
    added_at = serializers.DateTimeField(source="document.added_at")
    removed_by = serializers.CharField(source="removed_by.full_name", allow_null=True, default=None)
    removed_at = serializers.DateTimeField(allow_null=True)


class FaultShape(Shape):
    """What keeps a section from being complete."""

    field = serializers.CharField()
    text = serializers.CharField()


class SectionShape(Shape):
    """A section of a record: its answers by name, its rows by the name of their set."""

    title = serializers.CharField()
    status = serializers.ChoiceField(choices=["not_started", "in_progress", "complete", "not_asked"])
    why = serializers.CharField(help_text="Why it is asked, or is not, where that depends on the case; else empty.")
    digest = serializers.CharField()
    values = serializers.DictField()
    rows = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))
    faults = FaultShape(many=True)


class RecordShape(Shape):
    """A stage's record."""

    case = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    strand = serializers.IntegerField()
    sequence = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    writable = serializers.BooleanField()
    decided_with = serializers.CharField(
        allow_null=True, help_text="The stage whose record the same gate decides, where there is one."
    )
    sections = serializers.DictField(child=SectionShape())


class AnswersShape(Shape):
    """Answers to save: `{section: {field: value, row_set: [{...}]}}`, whole under `sections` or directly.

    Fields left out stay as they are. A row set that is given is given whole: a row with `id` stays, one without is
    added, one left out is removed. All is saved, or nothing. `digests` may hold digests of sections as they were read:
    where one of them is another now, the answer is 409.
    """

    sections = serializers.DictField(child=serializers.DictField(), allow_empty=False)
    digests = serializers.DictField(child=serializers.CharField(max_length=64), required=False, default=dict)


class ProblemShape(Shape):
    """Problem details (RFC 9457): what happened and why, and what is wrong in which field."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]  # as above
