"""What one request may send: more than a file and a page of answers is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.drafts.keeping import TOO_LONG

TOO_LARGE = 413
MEGABYTE = 1_000_000
View = Callable[[HttpRequest], HttpResponse]


def refuse_too_large(get_response: View) -> View:
    """Answer a request that says it sends too much at once, without reading what it sends."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _stated(request) <= settings.LARGEST_REQUEST:
            return get_response(request)
        most = settings.LARGEST_DOCUMENT // MEGABYTE
        if request.path.startswith("/api/"):
            return _problem(most)
        if request.path == reverse("keep-draft"):
            return HttpResponse(TOO_LONG, content_type="text/plain; charset=utf-8", status=TOO_LARGE)
        return render(request, "413.html", {"most": most}, status=TOO_LARGE)

    return middleware


def _stated(request: HttpRequest) -> int:
    """How many bytes a request says it sends; none where that is no number, for Django then reads none of them."""
    try:
        return int(request.headers.get("content-length") or 0)
    except ValueError:
        return 0


def _problem(most: int) -> HttpResponse:
    told = {
        "type": "urn:tollgate:problem:too-large",
        "title": "Too much was sent",
        "status": TOO_LARGE,
        "detail": f"Nothing was read. A file can be at most {most} MB.",
    }
    return JsonResponse(told, status=TOO_LARGE, content_type="application/problem+json")


class Limited(FileUploadHandler):
    """Lets go of a file as soon as it is larger than any that can be attached, and hands on its size alone.

    What refuses it is the rule on sizes, in its own words and beside whatever else the page sent.
    """

    sent = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.sent = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a part of the file on to the next handler while it may still be attached."""
        del start
        self.sent += len(raw_data)
        return raw_data if self.sent <= settings.LARGEST_DOCUMENT else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return a file that is too large as one without bytes; leave any other to the next handler."""
        del file_size
        if self.sent <= settings.LARGEST_DOCUMENT:
            return None
        for other in self.request.upload_handlers if self.request else ():
            other.upload_interrupted()
        return UploadedFile(ContentFile(b""), self.file_name, self.content_type, self.sent, self.charset)
