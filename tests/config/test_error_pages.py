"""What went wrong is said in the house's frame, whatever went wrong."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views import defaults
from django.views.csrf import csrf_failure

from config.urls import urlpatterns as real_addresses


def refuse(_request: HttpRequest) -> HttpResponse:
    """Refuse with the reason."""
    raise PermissionDenied("You wrote this tender plan, so you cannot sign it.")


def misread(_request: HttpRequest) -> HttpResponse:
    """Meet nonsense."""
    raise BadRequest


refuse.login_required = False  # type: ignore[attr-defined]  # as login_not_required does
misread.login_required = False  # type: ignore[attr-defined]  # as login_not_required does
urlpatterns = [*real_addresses, path("refuse/", refuse), path("misread/", misread)]


@pytest.mark.urls(__name__)
def test_a_refusal_gives_its_reason(client: Client, db: None) -> None:
    answer = client.get("/refuse/")
    assert answer.status_code == 403
    assert "You wrote this tender plan, so you cannot sign it." in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_misread_request_changed_nothing(client: Client, db: None) -> None:
    answer = client.get("/misread/")
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()


def test_a_missing_page_says_what_to_do(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_a_stale_page_asks_to_be_opened_again(rf: RequestFactory, db: None) -> None:
    page = csrf_failure(rf.post("/tasks/1/")).content.decode()
    assert "Open the page again" in page


def test_a_fault_of_ours_needs_no_database(rf: RequestFactory) -> None:
    """No request's context and no query: either may be what is broken."""
    page = defaults.server_error(rf.get("/")).content.decode()
    assert "Something went wrong" in page
    assert "tollgate.css" in page
