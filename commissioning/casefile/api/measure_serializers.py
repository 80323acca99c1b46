"""Frameworks of measures, their versions and drafts as a script reads and sends them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commissioning.casefile.api.serializers import Shape
from commissioning.measures.kinds import Counts, Direction, EditionState, FrameworkKind
from commissioning.measures.rules import (
    CODE,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_NAMES,
    MeasureTerms,
)
from govuk.fields import LONGEST_REASON

READ = "The digest of the draft as it was read: 409 where it is another one now."


class EditionShape(Shape):
    """A version of a framework."""

    number = serializers.IntegerField()
    label = serializers.CharField(help_text="What its publisher calls it.")  # type: ignore[assignment]  # DRF takes a shape's fields out of its body
    state = serializers.ChoiceField(choices=EditionState.choices)
    publisher = serializers.CharField()
    source = serializers.CharField(help_text="Where it can be read.")  # type: ignore[assignment]  # as above
    licence = serializers.CharField(help_text="The note to be shown wherever its measures or values are.")
    effective_from = serializers.DateField(allow_null=True)
    superseded_from = serializers.DateField(allow_null=True)
    reason = serializers.CharField(help_text="Why the framework changes, once it is put forward.")
    digest = serializers.CharField(help_text="SHA-256 of the exact bytes of what it says; what changes it names it.")


class FrameworkShape(Shape):
    """A framework with the versions that the caller may read, the newest first."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=FrameworkKind.choices)
    owner = serializers.CharField(help_text="The short name of the body that keeps it.")
    in_force = serializers.IntegerField(allow_null=True, help_text="The number of the version in force today.")
    versions = EditionShape(many=True)


class FrameworksShape(Shape):
    """Every framework that the caller may know of, and the government's models, which bind no council."""

    results = FrameworkShape(many=True)
    government = serializers.ListField(child=serializers.CharField(), help_text="The short names of the models.")


class EditionDocumentShape(EditionShape):
    """A version with its measures, empty answers left out."""

    measures = serializers.ListField(child=serializers.DictField())


class MeasureUseShape(Shape):
    """A live case that uses a measure, as which of its own."""

    case = serializers.CharField(source="record.strand.case.reference")
    reference = serializers.CharField()
    title = serializers.CharField()
    version = serializers.IntegerField(source="catalogue.version.number")


class FrameworkMeasureShape(Shape):
    """One measure, its licence, and the live cases that use it in any version, where the caller sees their figures."""

    measure = serializers.DictField()
    licence = serializers.CharField()
    cases = MeasureUseShape(many=True)


class FactShape(Shape):
    """An outcome of a model. A title that is not verified says so."""

    code = serializers.CharField()
    title = serializers.CharField()
    verified = serializers.BooleanField()


class ThemeShape(Shape):
    """A mission of a model, with its outcomes."""

    title = serializers.CharField()
    outcomes = FactShape(many=True)


class ModelShape(Shape):
    """A version of the government's Social Value Model, as facts: advice to a council."""

    code = serializers.CharField()
    title = serializers.CharField()
    published_on = serializers.DateField()
    holds_from = serializers.DateField()
    holds_until = serializers.DateField(allow_null=True)
    applies = serializers.CharField()
    weight = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # as above
    confidence = serializers.CharField()
    binds_councils = serializers.BooleanField()
    themes = ThemeShape(many=True)


class MeasuresFileShape(Shape):
    """A file of measures, CSV or XLSX, as the template has them, and what is to be known of it.

    `owner` and `kind` are needed for a new framework. `dry_run` says what would come of it, and writes nothing.
    """

    file = serializers.FileField()
    framework = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=FrameworkKind.choices, required=False)
    owner = serializers.SlugField(max_length=80, required=False)
    label = serializers.CharField(max_length=LONGEST_UNIT, required=False, default="", allow_blank=True)  # type: ignore[assignment]  # as above
    publisher = serializers.CharField(max_length=LONGEST_NAME, required=False, default="", allow_blank=True)
    source = serializers.CharField(max_length=LONGEST_TITLE, required=False, default="", allow_blank=True)  # type: ignore[assignment]  # as above
    licence = serializers.CharField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)
    dry_run = serializers.BooleanField(required=False, default=False)


class RefusalShape(Shape):
    """What of a file was refused: row and column, null and empty where it is the file as a whole."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField()
    reason = serializers.CharField()


class ImportedShape(Shape):
    """What came of a file. Where anything is refused, nothing was written."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    refused = RefusalShape(many=True)
    code = serializers.CharField(help_text="The framework's short name; empty where nothing was written.")
    version = serializers.IntegerField(allow_null=True, help_text="The number of the draft, which somebody publishes.")


class BeginFrameworkShape(Shape):
    """A catalogue of the council's own to begin: its name, and the short name of the body that keeps it."""

    name = serializers.CharField(max_length=60)
    owner = serializers.SlugField(max_length=80)


class ReadShape(Shape):
    """The draft as the caller read it."""

    read = serializers.CharField(max_length=64, help_text=READ)


class SaveAboutShape(ReadShape):
    """What a draft is to be called, who publishes it, where it can be read, its licence; what is left out stays."""

    label = serializers.CharField(max_length=LONGEST_UNIT, required=False, allow_blank=True)  # type: ignore[assignment]  # as above
    publisher = serializers.CharField(max_length=LONGEST_NAME, required=False, allow_blank=True)
    source = serializers.CharField(max_length=LONGEST_TITLE, required=False, allow_blank=True)  # type: ignore[assignment]  # as above
    licence = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)


def _names(help_text: str) -> serializers.ListField:
    child = serializers.CharField(max_length=LONGEST_UNIT)
    return serializers.ListField(child=child, max_length=MOST_NAMES, required=False, default=list, help_text=help_text)


def _more(longest: int, help_text: str = "") -> serializers.CharField:
    return serializers.CharField(
        max_length=longest, required=False, default="", allow_blank=True, help_text=help_text or None
    )


class MeasureTermsShape(Shape):
    """One measure with all that it states: what is left out is empty."""

    code = serializers.RegexField(f"^{CODE.pattern}$", max_length=LONGEST_CODE)
    title = serializers.CharField(max_length=LONGEST_TITLE)
    definition = serializers.CharField(max_length=LONGEST_TEXT)
    unit = serializers.CharField(max_length=LONGEST_UNIT)
    counts = serializers.ChoiceField(choices=Counts.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    evidence = serializers.CharField(max_length=LONGEST_TEXT)
    baseline = _more(LONGEST_TEXT)
    theme = _more(LONGEST_NAME)
    guards = _names("Groups of measures of which one activity counts under one alone.")
    priorities = _names("Codes of the social value policy's priorities that it serves.")
    proxy_value = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    proxy_source = _more(LONGEST_TITLE)
    price_year = _more(4)
    licence = _more(LONGEST_TEXT, "Where it is another than the version's.")


class SaveMeasureShape(ReadShape):
    """A measure as it is to read from now on. Another `code` than that of its address renames it."""

    measure = MeasureTermsShape()

    @staticmethod
    def terms(measure: dict[str, Any]) -> MeasureTerms:
        """The measure as a version states it."""
        value = measure["proxy_value"]
        lists = {name: tuple(measure[name]) for name in ("guards", "priorities")}
        return MeasureTerms(**{**measure, **lists, "proxy_value": "" if value is None else f"{value:.2f}"})


class MeasuresStepShape(Shape):
    """One step of a version. Each needs its own answers: those that belong to other steps are left out.

    `propose`: `effective_from`, `reason`. `publish`: `read`, `reason`. `send_back` and `withdraw`: `reason`.
    """

    step = serializers.ChoiceField(choices=["propose", "publish", "send_back", "withdraw"])
    read = serializers.CharField(max_length=64, required=False, help_text="The digest of the version as it was read.")
    effective_from = serializers.DateField(required=False)
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False)
