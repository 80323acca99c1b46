"""Frameworks of measures over the API: read with their versions and measures, and brought in from a file."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import day_of
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.policies import CODE, NUMBER
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.measure_register import (
    current_of,
    framework_read,
    frameworks_read,
    measure_read,
    uses_of,
    version_read,
)
from commissioning.casefile.policy_register import Register, body_kept, register_for
from commissioning.casefile.policy_use import sees_cases
from commissioning.casefile.reading import first_answer
from commissioning.casefile.trail import body_of
from commissioning.measures.documents import measure_document
from commissioning.measures.government import Model, model_named, models
from commissioning.measures.importing import Given, bring_in, read_file
from commissioning.measures.kinds import EditionState, FrameworkKind
from commissioning.measures.models import Framework, FrameworkVersion
from commissioning.measures.rules import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, LONGEST_UNIT

CREATED = 201
MEASURE = OpenApiParameter("measure", OpenApiTypes.STR, OpenApiParameter.PATH, description="The measure's code.")
MODEL = OpenApiParameter("model", OpenApiTypes.STR, OpenApiParameter.PATH, description="Such as ppn-002.")


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
    digest = serializers.CharField(help_text="SHA-256 of the exact bytes of what it says.")


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
    """One measure, its licence, and the live cases in the caller's sight that use it in any version."""

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


def _framework(framework: Framework, versions: list[FrameworkVersion], register: Register) -> dict[str, Any]:
    current = current_of(versions, day_of(register.at))
    return {
        **{name: getattr(framework, name) for name in ("code", "name", "kind")},
        "owner": framework.owner.slug,
        "in_force": current.number if current else None,
        "versions": versions,
    }


class MeasuresAddress(Address):
    """An address of the frameworks."""

    def register(self) -> Register:
        """The register as the caller reads it."""
        return register_for(self.person(), self.now())


class Frameworks(MeasuresAddress):
    """The frameworks of measures."""

    parser_classes = [MultiPartParser]

    @documented("list_measure_frameworks", FrameworksShape)
    def get(self, _request: Request) -> Response:
        """List every framework with the versions that the caller may read: the council's own first."""
        register = self.register()
        found = [_framework(framework, versions, register) for framework, versions in frameworks_read(register)]
        return Response(FrameworksShape({"results": found, "government": [one.code for one in models()]}).data)

    @documented(
        "import_measures",
        ImportedShape,
        request={"multipart/form-data": MeasuresFileShape},
        status=CREATED,
        parameters=[NEEDED_KEY],
    )
    def post(self, request: Request) -> Response:
        """Bring a framework in from a file, all of it or nothing. It becomes a draft, which somebody else publishes."""
        asked, key = read(MeasuresFileShape, request.data), key_of(request, needed=True)
        register, file, rehearsal = self.register(), asked.pop("file"), asked.pop("dry_run")
        owner = body_kept(register, asked["owner"]) if "owner" in asked else None
        kind = FrameworkKind(asked["kind"]) if "kind" in asked else None
        texts = {name: asked[name] for name in ("label", "publisher", "source", "licence")}
        about = Given(name=asked["framework"], kind=kind, owner=owner, file=file.name[:LONGEST_NAME], **texts)
        found = read_file(file.read(), about, self.now())
        told: dict[str, Any] = {**vars(found.report), "code": "", "version": None}
        if not rehearsal:
            with suppress(RepeatedError):  # answered as it was the first time
                bring_in(found, by=self.person(), at=self.now(), key=key)
            entry = first_answer(self.person(), key)
            if entry:
                told |= {"code": entry.stream.rpartition("/")[2], "version": body_of(entry)["about"]["version"]}
        return Response(ImportedShape(told).data, status=CREATED)


class OneFramework(MeasuresAddress):
    """One framework."""

    @documented("read_measure_framework", FrameworkShape, parameters=[CODE])
    def get(self, _request: Request, code: str) -> Response:
        """Read a framework with the versions that the caller may read."""
        register = self.register()
        framework, versions = framework_read(register, code)
        return Response(FrameworkShape(_framework(framework, versions, register)).data)


class OneEdition(MeasuresAddress):
    """One version of a framework."""

    @documented("read_measures", EditionDocumentShape, parameters=[CODE, NUMBER])
    def get(self, _request: Request, code: str, number: int) -> Response:
        """Read a version with all its measures."""
        found = version_read(self.register(), code, number)
        told = {**vars(found), "measures": [measure_document(one) for one in found.edition.measures]}
        return Response(EditionDocumentShape(told).data)


class OneMeasure(MeasuresAddress):
    """One measure of a version."""

    @documented("read_measure", FrameworkMeasureShape, parameters=[CODE, NUMBER, MEASURE])
    def get(self, _request: Request, code: str, number: int, measure: str) -> Response:
        """Read a measure, with the live cases that use it for those who see cases."""
        register = self.register()
        found = version_read(register, code, number)
        one = measure_read(found, measure)
        cases = uses_of(register, found.framework, measure) if sees_cases(register.reach) else []
        told = {"measure": measure_document(one), "licence": one.licence or found.licence, "cases": cases}
        return Response(FrameworkMeasureShape(told).data)


class GovernmentModel(MeasuresAddress):
    """One version of the government's Social Value Model."""

    @documented("read_government_model", ModelShape, parameters=[MODEL])
    def get(self, _request: Request, model: str) -> Response:
        """Read what is held of a model, and how sure it is. It binds no council."""
        found: Model | None = model_named(model)
        if found is None:
            raise Http404
        return Response(ModelShape(found).data)
