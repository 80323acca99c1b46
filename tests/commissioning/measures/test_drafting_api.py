"""Drafting a catalogue over the API: begun, changed measure by measure, put forward, published, each once for a key."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from zeal import zeal_ignore

from audit.models import Entry
from commissioning.casefile.trail import body_of
from commissioning.measures.documents import measure_document
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.rules import MeasureTerms
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.measures.framed import HIRES, HOURS, JOBS, LICENSED, a_catalogue, the_valley
from tests.council import AT, People

pytestmark = pytest.mark.django_db
KEEPER, FIRST = "strategy-policy-performance", "measures/our-catalogue/versions/1/"
NEXT = "measures/our-catalogue/versions/2/"
TODAY = AT.date().isoformat()


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def hannah(people: People) -> Caller:
    """The policy officer."""
    return Caller(people["policy"])


def sends(caller: Caller, method: str, path: str, given: Any, status: int = 201, key: str = "") -> Any:
    """Change something, and return what was answered."""
    with zeal_ignore():
        send = getattr(caller.client, method)
        answer = send(f"/api/v1/{path}", given, headers={"Idempotency-Key": key or a_key()})
    assert answer.status_code == status, answer.content
    return answer.json()


def read(caller: Caller, path: str = FIRST) -> str:
    """The digest of a version as it reads now."""
    found: str = caller.get(path).json()["digest"]
    return found


def a_draft(caller: Caller) -> None:
    """A catalogue of two measures that nobody has put forward."""
    sends(caller, "post", "measures/begin/", {"name": "Our catalogue", "owner": KEEPER})
    for one in (HIRES, HOURS):
        puts(caller, one)


def puts(caller: Caller, one: MeasureTerms, at: str = "", status: int = 201, **more: Any) -> Any:
    """Say what a measure states, at its own address or at the one it had."""
    given = {"measure": measure_document(one), "read": read(caller), **more}
    return sends(caller, "put", f"{FIRST}measures/{at or one.code}/", given, status)


def removes(caller: Caller, code: str, digest: str, status: int = 201, key: str = "") -> Any:
    """Take a measure out of the draft."""
    return sends(caller, "delete", f"{FIRST}measures/{code}/?read={digest}", None, status, key)


def test_a_catalogue_is_drafted_put_forward_and_published(hannah: Caller, people: People) -> None:
    told = sends(hannah, "post", "measures/begin/", {"name": "Our catalogue", "owner": KEEPER})
    assert (told["version"], told["stream"], told["entry"]) == (1, "framework/our-catalogue", 1)
    sends(hannah, "patch", FIRST, {"label": "2026 to 2029", "read": read(hannah)})
    for one in (HIRES, HOURS):
        puts(hannah, one)
    found = hannah.get(FIRST).json()
    assert (found["label"], found["state"], found["reason"]) == ("2026 to 2029", "draft", "")
    assert found["measures"] == [measure_document(HIRES), measure_document(HOURS)]
    steps = f"{FIRST}steps/"
    sends(hannah, "post", steps, {"step": "propose", "effective_from": TODAY, "reason": "Our first."})
    sends(hannah, "post", steps, {"step": "publish", "read": read(hannah), "reason": "Mine."}, 403)
    director = Caller(people["director"])
    sends(director, "post", steps, {"step": "send_back", "reason": "Say more of hours."})
    sends(hannah, "post", steps, {"step": "propose", "effective_from": TODAY, "reason": "Our first."})
    assert director.get(FIRST).json()["reason"] == "Our first."
    sends(director, "post", steps, {"step": "publish", "read": "0" * 64, "reason": "It is sound."}, 409)
    sends(director, "post", steps, {"step": "publish", "read": read(director), "reason": "It is sound."})
    assert hannah.get("measures/our-catalogue/").json()["in_force"] == 1
    puts(hannah, JOBS, status=409)
    sends(hannah, "post", "measures/our-catalogue/", {})
    sends(hannah, "post", f"{NEXT}steps/", {"step": "withdraw", "reason": "Too early."})
    assert hannah.get(NEXT).json()["state"] == "withdrawn"


def test_measures_are_added_changed_renamed_and_removed(hannah: Caller) -> None:
    a_draft(hannah)
    longer = {**measure_document(HIRES), "code": "J9", "proxy_value": "12.50", "guards": ["jobs", "hires"]}
    sends(hannah, "put", f"{FIRST}measures/J2/", {"measure": longer, "read": read(hannah)})
    removes(hannah, "V1", read(hannah))
    [kept] = hannah.get(FIRST).json()["measures"]
    assert (kept["code"], kept["proxy_value"], kept["guards"]) == ("J9", "12.50", ["jobs", "hires"])
    whats = [body_of(one)["about"].get("what") for one in Entry.objects.filter(verb="framework.saved").order_by("pk")]
    assert whats == ["measure J2", "measure V1", "measure J9", "measure V1 withdrawn"]
    removes(hannah, "V1", read(hannah), 404)
    puts(hannah, HOURS, at="X1", status=404)


def test_what_is_sent_again_does_nothing_more(hannah: Caller) -> None:
    a_draft(hannah)
    given = {"measure": {**measure_document(HIRES), "code": "J9"}, "read": read(hannah)}
    path = f"{FIRST}measures/J2/"
    renamed = [sends(hannah, "put", path, given, key="renamed") for _ in range(2)]
    assert renamed[0] == renamed[1]
    sends(hannah, "put", path, {**given, "measure": measure_document(HOURS)}, 422, "renamed")
    digest = read(hannah)
    assert removes(hannah, "V1", digest, key="removed") == removes(hannah, "V1", digest, key="removed")
    removes(hannah, "J9", digest, 409)
    assert len(hannah.get(FIRST).json()["measures"]) == 1


def test_what_cannot_be_kept_is_refused(hannah: Caller, people: People) -> None:
    a_draft(hannah)
    wrong = puts(hannah, MeasureTerms("no code"), status=422)
    missing = {"measure.title", "measure.definition", "measure.unit", "measure.counts", "measure.direction"}
    assert set(wrong["errors"]) == {"measure.code", "measure.evidence", *missing}
    sends(hannah, "patch", FIRST, {"read": read(hannah)}, 422)
    sends(hannah, "patch", FIRST, {"label": "2026", "read": "0" * 64}, 409)
    steps = f"{FIRST}steps/"
    sends(hannah, "post", steps, {"step": "withdraw", "reason": "Later.", "read": "0" * 64}, 422)
    refused = sends(hannah, "post", steps, {"step": "withdraw"}, 422)
    assert list(refused["errors"]) == ["reason"]
    finance = Caller(people["finance"])
    sends(finance, "post", "measures/begin/", {"name": "Another", "owner": KEEPER}, 403)
    sends(finance, "post", steps, {"step": "withdraw", "reason": "Not mine."}, 403)
    sends(Caller(people["supplier"]), "post", steps, {"step": "withdraw", "reason": "Not mine."}, 404)
    assert FrameworkVersion.objects.get().state == "draft"


def test_who_reads_a_published_version_drafts_nothing_of_it(people: People) -> None:
    a_catalogue()
    the_valley()
    finance = Caller(people["finance"])
    sends(finance, "post", "measures/our-catalogue/", {}, 403)
    version = "measures/our-catalogue/versions/1/"
    sends(finance, "patch", version, {"label": "Mine", "read": read(finance, version)}, 403)
    assert LICENSED not in str(Caller(people["supplier"]).get("measures/").json())
