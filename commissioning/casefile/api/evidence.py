"""The files of a condition's evidence: listed, attached by whoever is to meet it, and handed out."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rights import Right
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.files import BYTES, FILE, AsKept
from commissioning.casefile.api.meeting_serializers import EvidenceFileShape, EvidenceSentShape
from commissioning.casefile.api.meetings import NUMBER
from commissioning.casefile.evidencing import every_file, files_of
from commissioning.casefile.handing_out import handed_out
from commissioning.casefile.meeting import condition_of
from commissioning.casefile.people import require_sight
from commissioning.casefile.reading import case_read
from commissioning.conditions.models import Condition, ConditionFile
from commissioning.meetings.evidencing import attach_evidence, task_to_meet


class EvidenceAddress(Address):
    """An address under the evidence of a condition, for those who may read the conditions of its case."""

    def condition(self, reference: str, number: int) -> Condition:
        """The condition that an address names."""
        case = case_read(self.person(), reference, self.now())
        require_sight(self.person(), Right.SEE_FIGURES, case, self.now(), allowed=case.sees_figures)
        return condition_of(case, number)


class EvidenceFiles(EvidenceAddress):
    """The files of one condition."""

    parser_classes = [MultiPartParser]

    @documented("list_condition_files", EvidenceFileShape(many=True), parameters=[REFERENCE, NUMBER])
    def get(self, _request: Request, reference: str, number: int) -> Response:
        """List the files that show that a condition is met."""
        return Response(EvidenceFileShape(every_file(self.condition(reference, number)), many=True).data)

    @documented(
        "attach_condition_file",
        EvidenceFileShape,
        request={"multipart/form-data": EvidenceSentShape},
        status=201,
        parameters=[REFERENCE, NUMBER, NEEDED_KEY],
    )
    def post(self, request: Request, reference: str, number: int) -> Response:
        """Attach a file, once for each key, as whoever is asked to meet the condition."""
        condition, key = self.condition(reference, number), key_of(request, needed=True)
        sent = read(EvidenceSentShape, request.data)
        by, at = self.person(), self.now()
        try:
            made = attach_evidence(task_to_meet(condition), sent["file"], by=by, at=at, key=key)
        except RepeatedError as repeated:
            made = _attached_by(repeated, condition)
        return Response(EvidenceFileShape(made).data, status=status.HTTP_201_CREATED)


def _attached_by(repeated: RepeatedError, condition: Condition) -> ConditionFile:
    entry = repeated.entry
    rows = ConditionFile.history.filter(history_stream=entry.stream, history_number=entry.number)
    found = rows.first()
    if found is None:
        raise Http404
    return files_of(condition, found.id)


class OneEvidenceFile(EvidenceAddress):
    """One file of a condition."""

    content_negotiation_class = AsKept

    @documented("read_condition_file", BYTES, parameters=[REFERENCE, NUMBER, FILE])
    def get(self, _request: Request, reference: str, number: int, file: int) -> HttpResponseBase:
        """Hand a file out, exactly as it was attached; the right to read it is asked at each request."""
        return handed_out(files_of(self.condition(reference, number), file))
