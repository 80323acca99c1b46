"""Cases over the API: opening, listing, reading, and who may."""

from __future__ import annotations

import pytest

from commissioning.case.decisions import set_regime
from commissioning.case.models import Case
from commissioning.vocabulary import Regime
from tests.accounts.factories import AT, a_key
from tests.api.council import Caller, Council


def test_a_case_is_opened_and_read(council: Council, commissioner: Caller) -> None:
    sent = {
        "title": "Homecare",
        "service": council.service.slug,
        "estimated_value": {"net": 100000, "gross": "120000.5"},
        "description": "Help at home.",
    }
    opened = commissioner.post("cases/", sent)
    read = opened.json()
    assert opened.status_code == 201
    assert opened["Location"].endswith(f"/api/v1/cases/{read['reference']}/")
    assert commissioner.get(f"cases/{read['reference']}/").json() == read
    expected = {
        "title": "Homecare",
        "lane": "standard",
        "regime": "unknown",
        "stage": "needs",
        "state": "drafting",
        "service": council.service.slug,
        "service_name": council.service.name,
        "commissioner": "Amina Begum",
        "estimated_value": {"net": "100000.00", "gross": "120000.50"},
        "currency": "GBP",
        "ocid": "",
        "open_seats": [],
        "statutory_held": False,
        "statutory": [],
    }
    assert {name: read[name] for name in expected} == expected
    assert [(strand["number"], strand["kind"], strand["stage"]) for strand in read["strands"]] == [
        (1, "whole", "needs")
    ]


def test_the_value_may_be_sent_as_two_fields(council: Council, commissioner: Caller) -> None:
    reference = commissioner.open_case(council.service, value_net="10", value_gross="12")
    assert commissioner.get(f"cases/{reference}/").json()["estimated_value"] == {"net": "10.00", "gross": "12.00"}


def test_the_same_key_opens_one_case(council: Council, commissioner: Caller) -> None:
    sent = {"title": "Homecare", "service": council.service.slug}
    first, again = (commissioner.post("cases/", sent, "one") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Case.objects.count() == 1
    other = commissioner.post("cases/", {**sent, "title": "Another"}, "one")
    assert other.status_code == 422
    assert other.json()["type"] == "urn:tollgate:problem:key-reused"
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": ["a", "list"]}, "title"),
        ({"title": {"an": "object"}}, "title"),
        ({"title": True}, "title"),
        ({"title": "NUL \x00"}, "title"),
        ({"service": "nowhere"}, "service"),
        ({"service": 7}, "service"),
        ({"description": "x" * 10_001}, "description"),
        ({"estimated_value": 100}, "estimated_value"),
        ({"estimated_value": {"net": "lots"}}, "estimated_value.net"),
        ({"estimated_value": {"net": -1}}, "estimated_value.net"),
        ({"estimated_value": {"net": "1" * 40}}, "estimated_value.net"),
        ({"value_net": 10**20}, "value_net"),
    ],
)
def test_input_that_cannot_be_taken_is_refused_by_field(
    council: Council, commissioner: Caller, wrong: dict[str, object], field: str
) -> None:
    answer = commissioner.post("cases/", {"title": "Homecare", "service": council.service.slug, **wrong})
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert not Case.objects.exists()


def test_only_who_may_open_cases_opens_one(council: Council, finance: Caller, stranger: Caller) -> None:
    for caller in (finance, stranger):
        answer = caller.post("cases/", {"title": "Homecare", "service": council.service.slug})
        assert answer.status_code == 403
        assert "open a case" in answer.json()["detail"]


def test_a_case_of_another_council_is_not_there(drafting: str, stranger: Caller) -> None:
    for path in ("", "records/needs/", "trail/"):
        answer = stranger.get(f"cases/{drafting}/{path}")
        assert answer.status_code == 404
        assert answer.json()["status"] == 404
    assert stranger.get("cases/").json()["results"] == []


def test_the_list_is_narrowed(council: Council, commissioner: Caller, drafting: str) -> None:
    other = commissioner.open_case(council.service, "Grass cutting")

    def listed(**query: object) -> list[str]:
        answer = commissioner.get("cases/", **query)
        assert answer.status_code == 200
        return [case["reference"] for case in answer.json()["results"]]

    assert listed() == [other, drafting]
    assert listed(q="grass") == [other]
    assert listed(q=drafting) == [drafting]
    assert listed(stage="needs", state="drafting", service=council.service.slug) == [other, drafting]
    assert listed(stage="award") == []
    assert listed(state="closed") == []
    assert listed(service="elsewhere") == []
    assert listed(page=2) == []


def test_the_list_has_the_filters_and_orders_of_the_screen(
    council: Council, commissioner: Caller, adviser: Caller
) -> None:
    cheap = commissioner.open_case(council.service, "Alpha", estimated_value={"gross": "90000.00"})
    dear = commissioner.open_case(council.service, "Beta", estimated_value={"gross": "900000.00"})

    def listed(caller: Caller = commissioner, **query: object) -> list[str]:
        return [case["reference"] for case in caller.get("cases/", **query).json()["results"]]

    assert listed(sort="oldest") == listed(sort="title") == [cheap, dear]
    assert listed(sort="value") == [dear, cheap]
    assert listed(value_from="90000.01") == listed(value_to="900000", value_from=90001) == [dear]
    assert listed(lane="standard", body=council.service.slug, regime="unknown", mine="true") == [dear, cheap]
    assert listed(lane="fast") == listed(late="true") == listed(body="elsewhere") == listed(way="grant") == []
    assert listed(adviser, mine="true") == []
    assert listed(adviser, value_from="90000.01") == listed(adviser, sort="value") == [dear, cheap]


def test_a_list_is_counted_only_so_far(council: Council, commissioner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioning.casefile.api.asking.PAGE", 1)
    monkeypatch.setattr("commissioning.casefile.api.asking.CAP", 2)
    for number in range(3):
        commissioner.open_case(council.service, f"Case {number}")
    pages = [commissioner.get("cases/", page=page).json() for page in (1, 2, 3, 4)]
    assert [(page["count"], page["count_is_capped"]) for page in pages] == [(2, True)] * 4
    assert [len(page["results"]) for page in pages] == [1, 1, 1, 0]
    assert [bool(page["next"]) for page in pages] == [True, True, False, False]
    assert commissioner.get("cases/", q="case 1").json()["count_is_capped"] is False


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "nonsense"},
        {"state": "1"},
        {"lane": "middle"},
        {"value_from": "NaN"},
        {"value_to": "-1"},
        {"value_to": "1e99"},
        {"late": "perhaps"},
        {"sort": "random"},
        {"page": "x"},
        {"page": "0"},
        {"q": "x" * 201},
        {"q": "\x00"},
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(commissioner: Caller, query: dict[str, str]) -> None:
    answer = commissioner.get("cases/", **query)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(query)


def test_pages_lead_to_each_other(council: Council, commissioner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioning.casefile.api.asking.PAGE", 2)
    references = [commissioner.open_case(council.service, f"Case {number}") for number in range(3)]
    first = commissioner.get("cases/").json()
    second = commissioner.client.get(first["next"]).json()
    found = [case["reference"] for page in (first, second) for case in page["results"]]
    assert found == references[::-1]
    assert (first["count"], first["previous"], second["next"]) == (3, None, None)
    assert commissioner.client.get(second["previous"]).json()["results"] == first["results"]


def test_who_may_not_see_figures_sees_none(drafting: str, adviser: Caller, commissioner: Caller) -> None:
    assert commissioner.get(f"cases/{drafting}/").json()["estimated_value"]["net"] == "2400000.00"
    assert adviser.get(f"cases/{drafting}/").json()["estimated_value"] is None
    assert adviser.get("cases/").json()["results"][0]["estimated_value"] is None
    assert b"2400000" not in adviser.get(f"cases/{drafting}/").content


def test_open_seats_say_who_holds_the_case(at_gate: str, commissioner: Caller, finance: Caller) -> None:
    seats = commissioner.get(f"cases/{at_gate}/").json()["open_seats"]
    assert {(seat["title"], seat["kind"], seat["stage"], seat["tier"]) for seat in seats} == {
        ("Finance", "sign", "needs", 1),
        ("Voluntary sector", "consult", "needs", 1),
    }
    task = finance.task("sign")
    assert task["id"] in [seat["task"] for seat in seats]


def test_duties_follow_the_regime(council: Council, drafting: str, commissioner: Caller) -> None:
    case = Case.objects.get(reference=drafting)
    set_regime(
        case, regime=Regime.PA2023, reason="Services above the threshold.", by=council.commissioner, at=AT, key=a_key()
    )
    read = commissioner.get(f"cases/{drafting}/").json()
    assert read["statutory_held"]
    assert "standstill" in [duty["key"] for duty in read["statutory"]]
    set_regime(case, regime=Regime.PSR, reason="Health care.", by=council.commissioner, at=AT, key=a_key())
    read = commissioner.get(f"cases/{drafting}/").json()
    assert (read["statutory_held"], read["statutory"]) == (False, [])
