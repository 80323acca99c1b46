"""Frameworks of measures over the API: read, brought in from a file, drafted measure by measure, and published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import day_of
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.measure_serializers import (
    BeginFrameworkShape,
    EditionDocumentShape,
    FrameworkMeasureShape,
    FrameworkShape,
    FrameworksShape,
    ImportedShape,
    MeasuresFileShape,
    MeasuresStepShape,
    ModelShape,
    ReadShape,
    SaveAboutShape,
    SaveMeasureShape,
)
from commissioning.casefile.api.policies import CODE, NUMBER, Registered, only
from commissioning.casefile.api.policy_serializers import NothingAskedShape, PolicyDecidedShape
from commissioning.casefile.measure_register import (
    current_of,
    framework_read,
    frameworks_read,
    measure_read,
    uses_of,
    version_read,
)
from commissioning.casefile.policy_register import Register, body_kept
from commissioning.casefile.policy_use import sees_cases
from commissioning.casefile.reading import first_answer
from commissioning.casefile.trail import body_of
from commissioning.measures.documents import measure_document
from commissioning.measures.drafting import begin_framework, begin_version, save_draft, withdraw
from commissioning.measures.government import Model, model_named, models
from commissioning.measures.importing import Given, bring_in, read_file
from commissioning.measures.kinds import FrameworkKind
from commissioning.measures.models import Framework, FrameworkVersion
from commissioning.measures.publishing import publish, put_forward, send_back
from commissioning.measures.rules import LONGEST_NAME, Edition

CREATED = 201
MEASURE = OpenApiParameter("measure", OpenApiTypes.STR, OpenApiParameter.PATH, description="The measure's code.")
MODEL = OpenApiParameter("model", OpenApiTypes.STR, OpenApiParameter.PATH, description="Such as ppn-002.")
STEPS: Mapping[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "propose": (put_forward, ("effective_from", "reason")),
    "publish": (publish, ("read", "reason")),
    "send_back": (send_back, ("reason",)),
    "withdraw": (withdraw, ("reason",)),
}


def _framework(framework: Framework, versions: list[FrameworkVersion], register: Register) -> dict[str, Any]:
    current = current_of(versions, day_of(register.at))
    return {
        **{name: getattr(framework, name) for name in ("code", "name", "kind")},
        "owner": framework.owner.slug,
        "in_force": current.number if current else None,
        "versions": versions,
    }


class Frameworks(Registered):
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


class NewFramework(Registered):
    """A catalogue that the council does not have yet."""

    @documented(
        "begin_measure_framework",
        PolicyDecidedShape,
        request=BeginFrameworkShape,
        status=CREATED,
        parameters=[NEEDED_KEY],
    )
    def post(self, request: Request) -> Response:
        """Begin a catalogue of the council's own, with the draft of its first version."""
        asked, key = read(BeginFrameworkShape, request.data), key_of(request, needed=True)
        owner = body_kept(self.register(), asked["owner"])
        return self.told(begin_framework, key, name=asked["name"], owner=owner)


class OneFramework(Registered):
    """One framework."""

    @documented("read_measure_framework", FrameworkShape, parameters=[CODE])
    def get(self, _request: Request, code: str) -> Response:
        """Read a framework with the versions that the caller may read."""
        register = self.register()
        framework, versions = framework_read(register, code)
        return Response(FrameworkShape(_framework(framework, versions, register)).data)

    @documented(
        "begin_measures_version",
        PolicyDecidedShape,
        request=NothingAskedShape,
        status=CREATED,
        parameters=[CODE, NEEDED_KEY],
    )
    def post(self, request: Request, code: str) -> Response:
        """Begin its next version, as the newest one reads."""
        key = key_of(request, needed=True)
        framework, _ = framework_read(self.register(), code)
        return self.told(partial(begin_version, framework), key)


class Drafted(Registered):
    """An address where a draft of a framework is changed."""

    def saved(
        self, version: FrameworkVersion, edition: Edition, what: str, answers: Mapping[str, object], key: str
    ) -> Response:
        """Write something else into a draft that was read as `answers` say."""
        return self.told(
            partial(save_draft, version, edition), key, read=answers["read"], what=what, answers=dict(answers)
        )


class OneEdition(Drafted):
    """One version of a framework."""

    @documented("read_measures", EditionDocumentShape, parameters=[CODE, NUMBER])
    def get(self, _request: Request, code: str, number: int) -> Response:
        """Read a version with all its measures."""
        found = version_read(self.register(), code, number)
        told = {**vars(found), "measures": [measure_document(one) for one in found.edition.measures]}
        return Response(EditionDocumentShape(told).data)

    @documented(
        "save_measures_draft",
        PolicyDecidedShape,
        request=SaveAboutShape,
        status=CREATED,
        parameters=[CODE, NUMBER, NEEDED_KEY],
    )
    def patch(self, request: Request, code: str, number: int) -> Response:
        """Change what a draft is called, who publishes it, where it can be read, or its licence."""
        asked, key = read(SaveAboutShape, request.data), key_of(request, needed=True)
        found = version_read(self.register(), code, number)
        said = {name: value for name, value in asked.items() if name != "read"}
        return self.saved(found, replace(found.edition, **said), "what it is called", asked, key)


class EditionSteps(Registered):
    """What is decided about a version."""

    @documented(
        "take_measures_step",
        PolicyDecidedShape,
        request=MeasuresStepShape,
        status=CREATED,
        parameters=[CODE, NUMBER, NEEDED_KEY],
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Put a version forward, publish it as somebody who wrote nothing of it, send it back or withdraw it."""
        asked, key = read(MeasuresStepShape, request.data), key_of(request, needed=True)
        act, needed = STEPS[asked.pop("step")]
        given = only(asked, needed)
        return self.told(partial(act, version_read(self.register(), code, number)), key, **given)


class OneMeasure(Drafted):
    """One measure of a version."""

    @documented("read_measure", FrameworkMeasureShape, parameters=[CODE, NUMBER, MEASURE])
    def get(self, _request: Request, code: str, number: int, measure: str) -> Response:
        """Read a measure, with the live cases that use it, of those whose figures the caller sees."""
        register = self.register()
        found = version_read(register, code, number)
        one = measure_read(found, measure)
        cases = uses_of(register, found.framework, measure) if sees_cases(register.reach) else []
        told = {"measure": measure_document(one), "licence": one.licence or found.licence, "cases": cases}
        return Response(FrameworkMeasureShape(told).data)

    @documented(
        "save_measure",
        PolicyDecidedShape,
        request=SaveMeasureShape,
        status=CREATED,
        parameters=[CODE, NUMBER, MEASURE, NEEDED_KEY],
    )
    def put(self, request: Request, code: str, number: int, measure: str) -> Response:
        """Say all that a measure of a draft states; one that the draft has not is added, at the end."""
        asked, key = read(SaveMeasureShape, request.data), key_of(request, needed=True)
        found, terms = version_read(self.register(), code, number), SaveMeasureShape.terms(asked["measure"])
        before = found.edition.measures
        rows = tuple(terms if one.code == measure else one for one in before)
        if not any(one.code == measure for one in before):
            rows = (*rows, terms)
            if terms.code != measure and asked["read"] == found.digest:
                raise Http404  # there is none to give another code
        answers = {**asked, "measure": measure_document(terms), "at": measure}
        return self.saved(found, replace(found.edition, measures=rows), f"measure {terms.code}", answers, key)

    @documented(
        "remove_measure",
        PolicyDecidedShape,
        changes=True,
        status=CREATED,
        parameters=[CODE, NUMBER, MEASURE, ReadShape, NEEDED_KEY],
    )
    def delete(self, request: Request, code: str, number: int, measure: str) -> Response:
        """Take a measure out of a draft."""
        asked, key = self.asked(ReadShape), key_of(request, needed=True)
        found = version_read(self.register(), code, number)
        rows = tuple(one for one in found.edition.measures if one.code != measure)
        if rows == found.edition.measures and asked["read"] == found.digest:
            raise Http404
        return self.saved(
            found, replace(found.edition, measures=rows), f"measure {measure} withdrawn", {**asked, "at": measure}, key
        )


class GovernmentModel(Registered):
    """One version of the government's Social Value Model."""

    @documented("read_government_model", ModelShape, parameters=[MODEL])
    def get(self, _request: Request, model: str) -> Response:
        """Read what is held of a model, and how sure it is. It binds no council."""
        found: Model | None = model_named(model)
        if found is None:
            raise Http404
        return Response(ModelShape(found).data)
