"""A small council: its needs gate has a signer, an adviser who may bid and a decider. And clients that call the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient
from zeal import zeal_ignore

from accounts.models import Body, Person
from accounts.rights import Role
from accounts.vocabulary import BodyKind
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms
from commissioning.vocabulary import SeatKind, Stage
from tests.accounts.factories import AT, a_body, a_council, a_key, in_post
from tests.council import for_a_while
from tests.kept import made_once

EFFECTIVE_FROM = date(2026, 1, 1)
SHOWN_TO_ADVISERS = ["need", "evidence", "engagement", "equality", "outcomes", "options"]

# Every section of a needs record, answered; costs and scores of its options name them by id: a second request.
ANSWERS: dict[str, dict[str, Any]] = {
    "need": {
        "statement": "Older people wait 9 weeks for help at home.",
        "population": "About 640 people over 75.",
        "wards": ["Mill Ward", "Harbour Ward"],
    },
    "screening": {"personal_data": False, "tupe": False},
    "evidence": {"evidence": "Delays rose from 21 to 34 a month.", "sources": "Needs assessment, May 2026."},
    "current_spend": {"current_contract": "Bright Days Care Ltd.", "annual_spend": "612000.50"},
    "market": {"market": "A dozen suppliers.", "market_small": "Lots are large."},
    "engagement": {"market_engagement": "An event with 14 suppliers.", "vcse_engagement": "Two meetings."},
    "consultation": {"consultation": True, "consultation_reason": "A survey of six weeks."},
    "equality": {
        "equality_discrimination_effect": "helps",
        "equality_discrimination": "Complaints are monitored.",
        "equality_opportunity_effect": "helps",
        "equality_opportunity": "Visits at times that suit.",
        "equality_relations_effect": "none",
        "equality_relations": "Lunch clubs.",
        "equality_characteristics": ["Age"],
        "equality_assessment": False,
        "equality_reason": "Nobody is worse off.",
    },
    "funding": {"external_funding": False},
    "outcomes": {
        "outcomes_left_out": "One outcome is enough.",
        "outcomes": [
            {"kind": "people", "title": "At home in two days", "who_benefits": "People over 75", "how_known": "Days"}
        ],
    },
    "options": {
        "option_reason": "Only a contract can start in April.",
        "options": [
            {"kind": "do_nothing", "title": "Let it end", "benefits": "None.", "risks": "Waits grow.", "chosen": False},
            {"kind": "contract", "title": "Two lots", "benefits": "Choice.", "risks": "Cost.", "chosen": True},
        ],
    },
    "lessons": {"lessons": "One supplier left no choice."},
}

WEIGHTS = {"weight_benefit": 40, "weight_risk": 20, "weight_social_value": 20, "weight_cost": 20}


@dataclass
class Council:
    """The people around a case."""

    service: Body
    commissioner: Person
    head: Person
    finance: Person
    adviser: Person
    stranger: Person
    supplier: Person


def a_small_council() -> Council:
    """The council with its gate policy, and a stranger who commissions for another council."""
    council = a_council()
    service = a_body("Adult Social Care", parent=council)
    finance = a_body("Finance", parent=council)
    sector = a_body("Council for Voluntary Service", BodyKind.ORGANISATION)
    supplier = a_body("Harbour Care", BodyKind.SUPPLIER)
    found = Council(
        service=service,
        commissioner=in_post(Role.COMMISSIONER, service, "Amina Begum"),
        head=in_post(Role.HEAD_OF_SERVICE, service, "Gareth Pryce"),
        finance=in_post(Role.FINANCE_OFFICER, finance, "Ruth Okafor", over=[council]),
        adviser=in_post(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, sector, "Grace Mensah", over=[council]),
        stranger=in_post(Role.COMMISSIONER, a_body("Elsewhere", parent=a_council("Eastbridge")), "Max Stone"),
        supplier=in_post(Role.SUPPLIER_CONTACT, supplier, "Chloe Barker"),
    )
    publish(finance, sector)
    return found


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Council]:
    """The council, founded once for all tests of a module."""
    with for_a_while(django_db_blocker):
        with django_db_blocker.unblock():
            found = made_once("a small council", a_small_council)
        yield found


def publish(finance: Body, sector: Body) -> None:
    """Publish the gate policy: Finance signs and the voluntary sector advises, then the head of service decides."""
    rules: list[dict[str, Any]] = [
        {"tier": 1, "kind": SeatKind.SIGN, "title": "Finance", "role": Role.FINANCE_OFFICER, "body": finance.slug},
        {
            "tier": 1,
            "kind": SeatKind.CONSULT,
            "title": "Voluntary sector",
            "role": Role.VOLUNTARY_SECTOR_REPRESENTATIVE,
            "body": sector.slug,
            "sections": SHOWN_TO_ADVISERS,
        },
        {"tier": 2, "kind": SeatKind.DECIDE, "title": "Head of service", "role": Role.HEAD_OF_SERVICE},
    ]
    common: dict[str, Any] = {"stage": Stage.NEEDS, "working_days": 5, "why": "The policy asks for them."}
    publish_gate_policy(
        PolicyTerms("Gates", tuple(SeatTerms(**{**common, **rule}) for rule in rules)),
        effective_from=EFFECTIVE_FROM,
        reason="The action plan asks for it.",
        at=AT,
        key=a_key(),
    )


def headers_of(person: Person) -> dict[str, str]:
    """The headers that show who calls."""
    token, _ = Token.objects.get_or_create(user=person)
    return {"Authorization": f"Token {token.key}"}


def client_of(person: Person) -> APIClient:
    """A client that calls with the person's token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=headers_of(person)["Authorization"])
    return client


class Caller:
    """A person at the API: each method answers what came back, read."""

    def __init__(self, person: Person) -> None:
        self.person, self.client = person, client_of(person)

    @property
    def headers(self) -> dict[str, str]:
        """What a client that is not set up for this person sends beside."""
        return headers_of(self.person)

    def get(self, path: str, **query: Any) -> Any:
        """Read an address under /api/v1/."""
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, data: Any, key: str | None = None) -> Any:
        """Send something new."""
        with zeal_ignore():  # a verb reads and writes its rows one by one
            return self.client.post(f"/api/v1/{path}", data, headers={"Idempotency-Key": key} if key else None)

    def patch(self, path: str, data: Any, key: str | None = None) -> Any:
        """Send a change."""
        with zeal_ignore():  # as above
            return self.client.patch(f"/api/v1/{path}", data, headers={"Idempotency-Key": key} if key else None)

    def open_case(self, service: Body, title: str = "Homecare, north of the borough", **more: Any) -> str:
        """Open a case and return its reference."""
        answer = self.post("cases/", {"title": title, "service": service.slug, **more})
        assert answer.status_code == 201, answer.json()
        reference: str = answer.json()["reference"]
        return reference

    def write_needs(self, reference: str) -> None:
        """Answer every question of a case's needs record."""
        path = f"cases/{reference}/records/needs/"
        saved = self.patch(path, {"sections": ANSWERS})
        assert saved.status_code == 200, saved.json()
        options = saved.json()["sections"]["options"]["rows"]["options"]
        costs = [
            {"option": row["id"], "cost": 1000, "basis": "Hours at 21 pounds.", "cost_score": 3} for row in options
        ]
        marks = {"social_value": "Jobs.", "benefit_score": 3, "risk_score": 3, "social_value_score": 3}
        scores = {"options": [{"id": row["id"], **marks} for row in options], **WEIGHTS}
        saved = self.patch(path, {"option_costs": {"option_costs": costs}, "option_scores": scores})
        assert saved.status_code == 200, saved.json()

    def task(self, kind: str, case: str = "") -> Any:
        """The caller's first task of a kind."""
        tasks = self.get("tasks/", **({"case": case} if case else {})).json()["results"]
        return next(task for task in tasks if task["kind"] == kind)

    def act(self, task: Any, action: str, key: str | None = None, **more: Any) -> Any:
        """Carry a task out, with the digest it gave where it has one."""
        digest = {"digest": task["digest"]} if task["digest"] and action in ("sign", "object", "pass", "amend") else {}
        return self.post(f"tasks/{task['id']}/", {"action": action, **digest, **more}, key or a_key())
