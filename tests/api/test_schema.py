"""The schema: complete, without a warning, public; and nothing it allows brings the server down."""

from __future__ import annotations

import json
from functools import cache
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from zeal import zeal_ignore

from accounts.models import Person
from accounts.rights import Role
from commissioning.asks.models import Ask
from tests.accounts.factories import in_post
from tests.api.council import Council, headers_of
from tests.commissioning.measures.framed import HOURS, a_catalogue
from tests.commissioning.policies.published import a_policy

PROMISED = {
    "/api/v1/": {"get"},
    "/api/v1/cases/": {"get", "post"},
    "/api/v1/cases/export/": {"get"},
    "/api/v1/cases/{reference}/": {"get"},
    "/api/v1/cases/{reference}/attempts/": {"post"},
    "/api/v1/cases/{reference}/links/": {"post"},
    "/api/v1/cases/{reference}/regime/": {"post"},
    "/api/v1/cases/{reference}/records/{stage}/": {"get", "patch"},
    "/api/v1/cases/{reference}/records/{stage}/files/": {"get", "post"},
    "/api/v1/cases/{reference}/records/{stage}/files/{file}/": {"get", "delete"},
    "/api/v1/cases/{reference}/interests/": {"get", "post"},
    "/api/v1/cases/{reference}/ideas/": {"get", "post"},
    "/api/v1/ideas/": {"get", "post"},
    "/api/v1/ideas/{number}/": {"get", "put", "post"},
    "/api/v1/board/": {"get"},
    "/api/v1/reorganisations/": {"get", "post"},
    "/api/v1/reorganisations/{number}/": {"get", "post"},
    "/api/v1/nominations/": {"get", "post"},
    "/api/v1/nominations/{number}/": {"get", "post"},
    "/api/v1/cases/{reference}/owners/": {"get", "post"},
    "/api/v1/cases/{reference}/waivers/": {"get", "post"},
    "/api/v1/waivers/": {"get"},
    "/api/v1/cases/{reference}/conditions/": {"get"},
    "/api/v1/cases/{reference}/conditions/{number}/": {"post"},
    "/api/v1/cases/{reference}/conditions/{number}/files/": {"get", "post"},
    "/api/v1/cases/{reference}/conditions/{number}/files/{file}/": {"get"},
    "/api/v1/meetings/": {"get", "post"},
    "/api/v1/meetings/{meeting}/": {"get", "post"},
    "/api/v1/meetings/{meeting}/decisions/{decision}/": {"post"},
    "/api/v1/meetings/{meeting}/decisions/": {"post"},
    "/api/v1/tasks/{task}/clearance/": {"post"},
    "/api/v1/cases/{reference}/thread/": {"get"},
    "/api/v1/cases/{reference}/trail/": {"get"},
    "/api/v1/contracts/": {"get"},
    "/api/v1/contracts/export/": {"get"},
    "/api/v1/gate-policies/": {"get", "post"},
    "/api/v1/gate-policies/{version}/": {"get"},
    "/api/v1/measures/": {"get", "post"},
    "/api/v1/measures/begin/": {"post"},
    "/api/v1/measures/government/{model}/": {"get"},
    "/api/v1/measures/{code}/": {"get", "post"},
    "/api/v1/measures/{code}/versions/{number}/": {"get", "patch"},
    "/api/v1/measures/{code}/versions/{number}/steps/": {"post"},
    "/api/v1/measures/{code}/versions/{number}/measures/{measure}/": {"get", "put", "delete"},
    "/api/v1/policies/": {"get", "post"},
    "/api/v1/policies/gaps/": {"get"},
    "/api/v1/policies/linkages/": {"get"},
    "/api/v1/policies/{code}/": {"get", "post"},
    "/api/v1/policies/{code}/linkages/": {"post"},
    "/api/v1/policies/{code}/linkages/{linkage}/": {"post", "patch"},
    "/api/v1/policies/{code}/group/": {"get"},
    "/api/v1/policies/{code}/group/members/": {"post"},
    "/api/v1/policies/{code}/group/members/{member}/": {"post"},
    "/api/v1/policies/{code}/group/meetings/": {"post"},
    "/api/v1/policies/{code}/group/evidence/": {"post"},
    "/api/v1/policies/{code}/group/evidence/{evidence}/": {"post"},
    "/api/v1/policies/{code}/use/": {"get"},
    "/api/v1/policies/{code}/versions/{number}/": {"get", "patch"},
    "/api/v1/policies/{code}/versions/{number}/priorities/{priority}/cases/": {"get"},
    "/api/v1/policies/{code}/versions/{number}/steps/": {"post"},
    "/api/v1/policies/{code}/versions/{number}/comments/": {"get", "post"},
    "/api/v1/policies/{code}/versions/{number}/comments/{comment}/": {"post"},
    "/api/v1/cases/{reference}/policy/": {"get", "post"},
    "/api/v1/cases/{reference}/social-value/": {"get"},
    "/api/v1/cases/{reference}/social-value/measures/": {"get", "post"},
    "/api/v1/cover/": {"get"},
    "/api/v1/cover/offers/": {"post"},
    "/api/v1/cover/offers/{offer}/": {"post"},
    "/api/v1/tasks/": {"get"},
    "/api/v1/tasks/held/": {"get"},
    "/api/v1/tasks/{task}/": {"get", "post"},
    "/api/v1/tasks/{task}/aside/": {"put"},
    "/api/v1/tasks/{task}/hand-over/": {"post"},
}


OPERATIONS = sorted((path, method) for path, methods in PROMISED.items() for method in methods)
EXAMPLES = 20
NUMBERED = (
    *("file", "version", "offer", "meeting", "decision", "number"),
    *("comment", "linkage", "member", "evidence", "priority"),
)
PROMISED_ANSWERS = {200, 201, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}


@cache
def the_schema() -> dict[str, Any]:
    """The schema as anyone may read it."""
    answer = Client().get("/api/v1/schema/")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.django_db
def test_the_schema_tells_every_address_and_nothing_else() -> None:
    paths = the_schema()["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == PROMISED
    for methods in paths.values():
        for method in methods.values():
            assert {"401", "422", "429"} <= set(method["responses"])
            assert method["description"]


@pytest.mark.django_db
def test_the_schema_is_json_and_yaml_for_who_asks() -> None:
    assert Client().get("/api/v1/schema/")["Content-Type"].startswith("application/json")
    asked = Client().get("/api/v1/schema/", headers={"Accept": "application/yaml"})
    assert asked["Content-Type"].startswith("application/yaml")


def test_the_schema_is_made_without_a_warning() -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=StringIO())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_the_schema_allows_brings_the_server_down(
    at_gate: str, council: Council, path: str, method: str
) -> None:
    """Whatever is sent, to things that are there and to things that are not, the answer is one of the promised."""
    operation = schemathesis.openapi.from_dict(the_schema())[path][method.upper()]
    people = [council.commissioner, council.finance, in_post(Role.POLICY_OFFICER, council.service)]
    task = Ask.objects.get(kind="sign").pk
    code = a_policy(council.service, code="climate", title="Climate plan").policy.code
    real = {"reference": at_gate, "stage": "needs", "task": task, "code": code}
    real |= {"model": "ppn-002", "measure": "V1"}
    if "/measures/" in path:
        a_catalogue(HOURS, name="Climate", owner=council.service)
    real |= dict.fromkeys(NUMBERED, 1)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), data=st.data())
    def send(case: Any, data: st.DataObject) -> None:
        if data.draw(st.booleans(), "to what is there"):
            case.path_parameters = {name: real[name] for name in case.path_parameters}
        answer = sent(case, data.draw(st.sampled_from(people)))
        assert answer.status_code in PROMISED_ANSWERS, (answer.status_code, answer.content)

    send()


def sent(case: Any, person: Person) -> Any:
    """What the API answers to a generated request."""
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
    query = "?" + urlencode(case.query or {}, doseq=True)
    headers = headers_of(person) | {name: str(value) for name, value in (case.headers or {}).items()}
    with zeal_ignore():
        address = f"{case.formatted_path}{query}"
        return Client().generic(case.method, address, body, content_type="application/json", headers=headers)
