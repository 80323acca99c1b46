"""The files of a record: listed, attached, handed out and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, STAGE, key_of, read
from commissioning.casefile.api.documenting import Parameter, documented
from commissioning.casefile.api.records import RecordAddress
from commissioning.casefile.api.serializers import FileSentShape, FileShape, RecordQueryShape
from commissioning.casefile.files import files_seen
from commissioning.casefile.handing_out import file_named, handed_out
from commissioning.casefile.reading import Written
from commissioning.errors import RefusedError
from commissioning.records.filing import Filed, attach, attached_by, remove
from commissioning.records.models import Attachment
from commissioning.records.rooms import Section

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

FILE = OpenApiParameter("file", OpenApiTypes.INT, OpenApiParameter.PATH, description="The file's id.")
ADDRESS: list[Parameter] = [REFERENCE, STAGE, RecordQueryShape]
CREATED = 201
BYTES = OpenApiResponse(OpenApiTypes.BINARY, "The file, exactly as it was attached.")


class AsKept(BaseContentNegotiation):
    """A file is of its own kind, whatever the caller prefers."""

    def select_parser(self, _request: Request, parsers: Iterable[Any]) -> Any:
        """The one parser."""
        return next(iter(parsers))

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], _suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The one renderer, for what is no file."""
        found = next(iter(renderers))
        return found, str(found.media_type)


class FilesAddress(RecordAddress):
    """An address under a record's files."""

    def seen(self, found: Written) -> list[Attachment]:
        """The files of the record that the caller may open, those removed among them."""
        record, case = found.record, cast("Seen", found.strand.case)  # as it was read for the caller
        own = (record.strand_id, record.stage, record.lane, record.sequence)
        files = files_seen(case, self.person(), self.now())
        return [file for file in files if (file.strand_id, file.stage, file.lane, file.sequence) == own]


class Files(FilesAddress):
    """The files of one record."""

    parser_classes = [MultiPartParser]

    @documented("list_files", FileShape(many=True), parameters=ADDRESS)
    def get(self, _request: Request, reference: str, stage: str) -> Response:
        """List the files of a record that the caller may open, those removed among them."""
        return Response(FileShape(self.seen(self.found(reference, stage)), many=True).data)

    @documented(
        "attach_file",
        FileShape,
        request={"multipart/form-data": FileSentShape},
        status=CREATED,
        parameters=[*ADDRESS, NEEDED_KEY],
    )
    def post(self, request: Request, reference: str, stage: str) -> Response:
        """Attach a file to a section, once for each key. One of the same name there is replaced."""
        found, key = self.found(reference, stage), key_of(request, needed=True)
        sent = read(FileSentShape, request.data)
        section = _section(found, sent["section"])
        about = {"description": sent["description"], "by": self.person(), "at": self.now(), "key": key}
        return _answer(lambda: attach(found.room, found.record, section, sent["file"], **about), CREATED)


class OneFile(FilesAddress):
    """One file of a record."""

    content_negotiation_class = AsKept

    @documented("read_file", BYTES, parameters=[*ADDRESS, FILE])
    def get(self, _request: Request, reference: str, stage: str, file: int) -> HttpResponseBase:
        """Hand a file out, exactly as it was attached; the right to read it is asked at each request."""
        return handed_out(file_named(file, self.seen(self.found(reference, stage))))

    @documented("remove_file", FileShape, changes=True, parameters=[*ADDRESS, FILE, NEEDED_KEY])
    def delete(self, request: Request, reference: str, stage: str, file: int) -> Response:
        """Remove a file from its section, once for each key. What was submitted with it keeps it."""
        found, key = self.found(reference, stage), key_of(request, needed=True)
        file_named(file, self.seen(found))
        return _answer(lambda: remove(found.room, found.record, file, by=self.person(), at=self.now(), key=key))


def _section(found: Written, key: str) -> Section:
    try:
        return found.room.section(key)
    except KeyError:
        known = ", ".join(section.key for section in found.room.sections if section.files)
        words = f"There is no such section. There are: {known}."
        raise RefusedError(words, {"section": [words]}) from None


def _answer(act: Callable[[], Filed], status: int = 200) -> Response:
    try:
        made = act().attachment
    except RepeatedError as repeated:
        made = attached_by(repeated.entry)
    return Response(FileShape(made).data, status=status)
