"""What helps to write a social value record: what the Act asks, how much is in proportion, measures to add."""

from __future__ import annotations

from typing import Any, cast

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.parts import DecidedShape
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.people import require_whole
from commissioning.casefile.reading import case_read, first_answer, written
from commissioning.casefile.suggesting import Suggestion, Suggestions, division_of, suggestions_for
from commissioning.social_value.act import Answered, answers, bearing_on
from commissioning.social_value.adding import add_measure
from commissioning.social_value.models import SocialValueRecord
from commissioning.social_value.proportion import Proportion
from commissioning.social_value.sections import proportion_of
from commissioning.timetable.duties import Confidence
from commissioning.vocabulary import Stage

LONGEST_CPV, LONGEST_NAME = 300, 60


class PartShape(Shape):
    """One part of what the Act asks to be considered, and where the case answers it."""

    title = serializers.CharField()
    reference = serializers.CharField()
    confidence = serializers.ChoiceField(
        choices=[one.value for one in Confidence], help_text="How sure the rule is; unverified ones advise."
    )
    answer = serializers.CharField()
    complete = serializers.BooleanField()


class SocialValueActShape(Shape):
    """Whether the Social Value Act binds the procurement, why, and what it asks part by part."""

    owed = serializers.BooleanField(allow_null=True, help_text="Null: no rules are held for its regime.")
    why = serializers.CharField()
    parts = PartShape(many=True)


class ProportionShape(Shape):
    """What the record asks of bidders, beside the most that the council's guide has; advice, never a refusal."""

    measures = serializers.IntegerField()
    evidence = serializers.IntegerField(help_text="Pieces of evidence, one a line of each measure.")
    value = serializers.DecimalField(max_digits=17, decimal_places=2, allow_null=True, help_text="With VAT, in pounds.")
    most_measures = serializers.IntegerField(allow_null=True)
    most_evidence = serializers.IntegerField(allow_null=True)
    over = serializers.BooleanField()
    advice = serializers.ListField(child=serializers.CharField())


class SocialValueShape(Shape):
    """What is asked of a case in its record of social value priorities."""

    case = serializers.CharField()
    act = SocialValueActShape()
    proportion = ProportionShape()


class SimilarShape(Shape):
    """A measure of similar cases, with what contracts that are over or reviewed committed to and delivered on it."""

    name = serializers.CharField(help_text="What names it when it is added.")
    title = serializers.CharField(source="called")
    framework = serializers.CharField()
    unit = serializers.CharField(source="source.unit")
    cases = serializers.SerializerMethodField(help_text="Cases that chose it.")
    contracts = serializers.SerializerMethodField(help_text="Contracts over or reviewed.")
    other_units = serializers.IntegerField(
        source="others", help_text="Of them those that count in other units alone: not in the quantities."
    )
    committed = serializers.DecimalField(max_digits=20, decimal_places=2)
    verified = serializers.DecimalField(max_digits=20, decimal_places=2)
    share = serializers.IntegerField(
        allow_null=True, help_text="Verified in per cent of committed. Null where lower is better, or nothing was."
    )
    there = serializers.BooleanField(help_text="Whether the record has it already.")
    addable = serializers.SerializerMethodField(help_text="Whether it can be added.")

    def get_cases(self, one: Suggestion) -> int:
        """How many cases chose it."""
        return len(one.chosen_in)

    def get_contracts(self, one: Suggestion) -> int:
        """How many contracts were over or reviewed."""
        return len(one.contracts)

    def get_addable(self, one: Suggestion) -> bool:
        """Whether it can be added: not one that left its framework."""
        return one.terms is not None and not one.there


class ServingShape(Shape):
    """A measure of the catalogue that serves a priority which the record chose."""

    name = serializers.CharField(help_text="What names it when it is added.")
    code = serializers.CharField(source="measure.code")
    title = serializers.CharField(source="measure.title")
    framework = serializers.CharField(source="measure.version.framework.name")
    priority = serializers.CharField(source="choice.priority.code")
    there = serializers.BooleanField(help_text="Whether the record has it already.")


class SuggestionsShape(Shape):
    """Measures to think of. An empty division: the case has no CPV code yet, and none was asked for."""

    division = serializers.CharField(help_text="The first two figures of the CPV code.")
    similar = SimilarShape(many=True)
    catalogue = ServingShape(many=True)


class CategoryShape(Shape):
    """The CPV code by which similar cases are found; the case's own unless another is named."""

    cpv = serializers.RegexField(r"^[0-9]{2}", max_length=LONGEST_CPV, required=False)


class AddShape(CategoryShape):
    """Which suggestion is added, and the category it was found in."""

    name = serializers.CharField(max_length=LONGEST_NAME)


class SocialValueAddress(Address):
    """An address beside the social value record of a case."""

    def record(self, reference: str) -> SocialValueRecord:
        """The record, for those who may read all of it. Raises Http404 where the stage has not begun."""
        case = case_read(self.person(), reference, self.now())
        require_whole(self.person(), case, Stage.SOCIAL_VALUE, self.now())
        return cast("SocialValueRecord", written(case, Stage.SOCIAL_VALUE, strand=None, sequence=None).record)

    def suggestions(self, record: SocialValueRecord, cpv: str | None) -> Suggestions:
        """What there is to think of in a category."""
        case: Any = record.strand.case
        return suggestions_for(record, case.reach, division_of(case.cpv if cpv is None else cpv))


class SocialValue(SocialValueAddress):
    """What is asked of a case."""

    @documented("read_social_value", SocialValueShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """Read what the Act asks, where it stands answered, and whether what is asked is in proportion."""
        record = self.record(reference)
        bearing = bearing_on(record)
        act = {"owed": bearing.owed, "why": bearing.why, "parts": [_part(one) for one in answers(record)]}
        told = {"case": reference, "act": act, "proportion": _proportion(proportion_of(record))}
        return Response(SocialValueShape(told).data)


class SuggestedMeasures(SocialValueAddress):
    """Measures to think of for a case."""

    @documented("list_suggested_measures", SuggestionsShape, parameters=[REFERENCE, CategoryShape])
    def get(self, _request: Request, reference: str) -> Response:
        """Read measures of similar cases with what came of them, and those of the catalogue."""
        asked = self.asked(CategoryShape)
        return Response(SuggestionsShape(self.suggestions(self.record(reference), asked.get("cpv"))).data)

    @documented("add_suggested_measure", DecidedShape, request=AddShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """Add a suggested measure to the record, which leaves its target and weight to the writer."""
        asked, key = read(AddShape, request.data), key_of(request, needed=True)
        record = self.record(reference)
        terms = self.suggestions(record, asked.get("cpv")).named(asked["name"])
        try:
            add_measure(record, terms, by=self.person(), at=self.now(), key=key)
        except RepeatedError as repeated:
            return _decided(reference, repeated.entry)
        return _decided(reference, first_answer(self.person(), key))


def _part(one: Answered) -> dict[str, object]:
    return {
        "title": one.rule.title,
        "reference": one.rule.reference,
        "confidence": one.rule.confidence.value,
        "answer": one.answer,
        "complete": one.complete,
    }


def _proportion(found: Proportion) -> dict[str, object]:
    return {
        "measures": found.asked.measures,
        "evidence": found.asked.evidence,
        "value": found.value,
        "most_measures": found.most.measures if found.most else None,
        "most_evidence": found.most.evidence if found.most else None,
        "over": found.over,
        "advice": found.advice,
    }


def _decided(reference: str, entry: Entry | None) -> Response:
    told = {"case": reference, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(DecidedShape(told).data, status=status.HTTP_201_CREATED)
