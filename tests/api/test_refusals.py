"""Refusals that have nothing to do with what is asked: who asks, how it is sent, how often."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.casefile.api.limiting import Requests
from commissioning.casefile.api.parsing import LARGEST_BODY
from tests.api.council import Caller, Council, client_of
from tests.api.test_tasks import problem_of

ADDRESSES = ["cases/", "cases/TG-2026-0001/", "cases/TG-2026-0001/records/needs/", "cases/TG-2026-0001/trail/"]
ADDRESSES += ["tasks/", "tasks/1/", "nowhere/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("token", ["", "Token nonsense", "Token", "Token a b", "Basic eDp5", "Token \xe9"])
@pytest.mark.django_db
def test_without_a_good_token_nothing_is_told(address: str, token: str) -> None:
    client = APIClient()
    if token:
        client.credentials(HTTP_AUTHORIZATION=token)
    answer = client.get(f"/api/v1/{address}")
    assert problem_of(answer)[0] == 401
    assert answer["WWW-Authenticate"] == "Token"


def test_a_closed_account_is_nobody(council: Council) -> None:
    client = client_of(council.finance)
    Person.objects.filter(pk=council.finance.pk).update(is_active=False)
    assert problem_of(client.get("/api/v1/tasks/"))[0] == 401


def test_a_session_reads_and_writes_only_with_its_csrf_token(council: Council) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(council.commissioner)
    assert client.get("/api/v1/cases/").status_code == 200
    sent = {"title": "Homecare", "service": council.service.slug}
    answer = client.post("/api/v1/cases/", sent, content_type="application/json")
    assert problem_of(answer)[0] == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_an_address_says_what_it_does_not_do(commissioner: Caller, method: str) -> None:
    answer = getattr(commissioner.client, method)("/api/v1/tasks/")
    assert problem_of(answer)[0] == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["nowhere/", "cases", "cases/TG-2026-0001/nowhere/", "cases/a%00b/", "tasks/x/"])
def test_an_address_that_is_not_there_is_a_problem(commissioner: Caller, path: str) -> None:
    for method in ("get", "post"):
        assert problem_of(getattr(commissioner.client, method)(f"/api/v1/{path}"))[0] == 404


def test_the_api_begins_with_its_lists_and_its_schema(commissioner: Caller) -> None:
    told = commissioner.get("").json()
    assert commissioner.client.get(told["schema"]).status_code == 200
    assert told["lists"]["tasks"] == "http://testserver/api/v1/tasks/"
    for address in told["lists"].values():
        assert commissioner.client.get(address).status_code in (200, 403), address
    assert problem_of(commissioner.client.post("/api/v1/"))[0] == 405


def test_what_is_no_choice_is_refused_naming_the_choices(commissioner: Caller, council: Council) -> None:
    commissioner.open_case(council.service)
    refused = commissioner.act(commissioner.task("write"), "sgn")
    assert refused.status_code == 422
    [words] = refused.json()["errors"]["action"]
    assert words.startswith("“sgn” is none of the choices. Send one of: submit, ")
    assert ", sign, " in words


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b"", 422),
        (b"nonsense", 400),
        (b"\xff\xfe", 400),
        (b'{"title": NaN}', 400),
        (b'{"title": 1e99999999999999999999}', 400),
        (b'{"title": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b"[" * 30 + b"]" * 30, 422),
        (b'{"title": 0e999999}', 422),
        (b'{"title": 1e-99}', 422),
        (b'{"title": "half a pair \\ud83d"}', 422),
        (b'{"half a pair \\ud83d": 1}', 422),
        (b'{"title": "NUL \\u0000"}', 422),
        (b"null", 422),
        (b" " * (LARGEST_BODY + 1), 413),
    ],
)
def test_what_cannot_be_read_is_a_problem(commissioner: Caller, sent: bytes, status: int) -> None:
    answer = Client().post("/api/v1/cases/", sent, content_type="application/json", headers=commissioner.headers)
    assert problem_of(answer)[0] == status
    assert not Case.objects.exists()


def test_only_json_is_read(commissioner: Caller) -> None:
    answer = Client().post("/api/v1/cases/", b"title=x", content_type="text/plain", headers=commissioner.headers)
    assert problem_of(answer)[0] == 415


def test_another_form_of_answer_is_not_available(commissioner: Caller) -> None:
    answer = commissioner.client.get("/api/v1/cases/", headers={"Accept": "text/html"})
    assert problem_of(answer)[0] == 406


def test_too_many_requests_are_told_when_to_come_back(
    commissioner: Caller, finance: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Requests, "THROTTLE_RATES", {"requests": "2/minute"})
    assert [commissioner.get("tasks/").status_code for _ in range(2)] == [200, 200]
    answer = commissioner.get("tasks/")
    assert problem_of(answer)[0] == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert finance.get("tasks/").status_code == 200


def test_a_busy_database_is_told_as_such(commissioner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("commissioning.casefile.api.tasks.work_list", busy)
    answer = commissioner.get("tasks/")
    assert problem_of(answer)[0] == 503
    assert answer["Retry-After"] == "5"


def test_a_fault_of_ours_stays_one(commissioner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("commissioning.casefile.api.tasks.work_list", broken)
    with pytest.raises(ZeroDivisionError):
        commissioner.get("tasks/")


def test_answers_are_for_the_caller_alone(commissioner: Caller) -> None:
    assert commissioner.get("cases/")["Cache-Control"] == "private, no-store"
    assert Token.objects.count() == 1
