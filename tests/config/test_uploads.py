"""What one request may send: nothing beyond the limit is held anywhere, and the page says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import Settings

from config.uploads import refuse_too_large

ONE = 3_000_000  # beyond what is kept in memory


def sent(rf: RequestFactory, **files: bytes) -> Any:
    """The files of a request as a view meets them."""
    data = {name: SimpleUploadedFile(f"{name}.pdf", content) for name, content in files.items()}
    body = encode_multipart(BOUNDARY, {"typed": "Half a sentence", **data})
    return rf.generic("POST", "/", body, content_type=MULTIPART_CONTENT)


def test_a_file_beyond_the_limit_comes_as_its_size_alone_beside_what_was_typed(
    rf: RequestFactory, settings: Settings
) -> None:
    settings.LARGEST_DOCUMENT = ONE
    request = sent(rf, large=b"x" * (ONE + 1), small=b"y" * ONE)
    large, small = request.FILES["large"], request.FILES["small"]
    assert (large.size, large.read()) == (ONE + 1, b"")
    assert isinstance(small, TemporaryUploadedFile)
    assert small.read() == b"y" * ONE
    assert request.POST["typed"] == "Half a sentence"
    request.close()


@pytest.mark.parametrize(
    ("stated", "status"), [("24000001", 413), ("24000000", 200), ("", 200), ("9" * 5000, 200), ("many", 200)]
)
def test_a_request_that_says_it_is_too_large_goes_no_further(rf: RequestFactory, stated: str, status: int) -> None:
    """What is no number Django reads as nothing sent."""
    request = rf.post("/api/v1/cases/")
    request.META["CONTENT_LENGTH"] = stated
    assert refuse_too_large(lambda _: HttpResponse())(request).status_code == status


def test_the_page_says_what_can_be_sent(client: Client, db: None, settings: Settings) -> None:
    settings.LARGEST_REQUEST = 10
    page = client.post("/accounts/login/", {"login": "amina@example.org", "password": "a long one"})
    assert page.status_code == 413
    assert "A file can be at most 20 MB" in page.content.decode()


@pytest.mark.parametrize("beyond", [("LARGEST_REQUEST", 10), ("DATA_UPLOAD_MAX_MEMORY_SIZE", 10), ("fields", 3)])
def test_a_draft_that_is_too_long_is_answered_in_a_sentence(
    client: Client, db: None, settings: Settings, beyond: tuple[str, int]
) -> None:
    name, most = beyond
    setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS" if name == "fields" else name, most)
    answer = client.post("/drafts/", {f"typed-{number}": "Half a sentence" for number in range(5)})
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert answer.content.decode() == "Not kept: it is too long. Save it, or shorten it."
