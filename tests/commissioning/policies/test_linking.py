"""How policies bear on one another: linked, drawn, reviewed and ended; what conflicts or is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import NotAllowedError
from accounts.models import Body
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.casefile.policy_gaps import GapKind, gaps
from commissioning.casefile.policy_register import register_for
from commissioning.casefile.synergy import map_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.drafting import begin_policy
from commissioning.policies.kinds import Bond
from commissioning.policies.linking import Linked, end_linkage, link, review_linkage
from commissioning.policies.models import Linkage, Policy
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.policies.published import a_policy
from tests.council import AT, People, a_case

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def climate(people: People) -> Policy:
    """A complementary policy, in force since January."""
    owner = Body.objects.get(slug="parks-and-streets")
    found = a_policy(
        owner,
        code="climate",
        title="Climate plan",
        effective_from=date(2026, 1, 1),
        approved_on=date(2025, 12, 1),
        review_on=date(2027, 1, 1),
        priorities=(),
    )
    return found.policy


def linked(bond: Bond = Bond.REINFORCES, **changed: Any) -> Linked:
    given = {"rationale": "Both ask for cleaner air.", "owner": Body.objects.get(slug="parks-and-streets")}
    return Linked(**{"bond": bond, "review_on": OCTOBER, **given, **changed})


def a_linkage(people: People, climate: Policy, bond: Bond = Bond.REINFORCES) -> Linkage:
    ours = Policy.objects.get(code="social-value")
    return link(ours, climate, linked(bond), by=people["policy"], at=AT, key=a_key())


def kinds(people: People, at: datetime = AT, name: str = "policy") -> list[tuple[str, str]]:
    return [(gap.kind, gap.policy.code) for gap in gaps(register_for(people[name], at))]


def test_a_policy_is_linked_once_in_each_direction(people: People, climate: Policy) -> None:
    made = a_linkage(people, climate)
    assert str(made) == "Social value policy reinforces Climate plan"
    with pytest.raises(RefusedError, match="It is said already"):
        a_linkage(people, climate, Bond.CONFLICTS)
    link(climate, made.policy, linked(Bond.DEPENDS), by=people["policy"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="with another one"):
        link(climate, climate, linked(), by=people["policy"], at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        link(climate, made.policy, linked(), by=people["finance"], at=AT, key=a_key())
    for changed, why in (({"rationale": " "}, "Say why"), ({"review_on": AT.date()}, "still to come")):
        with pytest.raises(RefusedError, match=why):
            review_linkage(made, linked(**changed), read=made.digest, by=people["policy"], at=AT, key=a_key())


def test_a_linkage_is_reviewed_and_ended_once(people: People, climate: Policy) -> None:
    made = a_linkage(people, climate)
    later = linked(Bond.OVERLAPS, review_on=date(2027, 10, 1))
    read = made.digest
    review_linkage(made, later, read=read, by=people["policy"], at=AT, key="once")
    with pytest.raises(RepeatedError):
        review_linkage(made, later, read=read, by=people["policy"], at=AT, key="once")
    assert Linkage.objects.get().bond == Bond.OVERLAPS
    with pytest.raises(NotAllowedError):
        end_linkage(made, read=made.digest, reason="Settled.", by=people["finance"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="Somebody else reviewed this linkage"):
        end_linkage(made, read=read, reason="Settled.", by=people["policy"], at=AT, key=a_key())
    end_linkage(made, read=made.digest, reason="Settled.", by=people["policy"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="has been ended already"):
        review_linkage(made, later, read=made.digest, by=people["policy"], at=AT, key=a_key())
    a_linkage(people, climate)
    assert verify().sound


def test_conflicts_and_gaps_are_found(people: People, climate: Policy) -> None:
    assert kinds(people) == [
        (GapKind.UNLINKED, "climate"),
        (GapKind.UNLINKED, "social-value"),
        *[(GapKind.WITHOUT_MEASURES, "social-value")] * 3,
    ]
    a_linkage(people, climate, Bond.CONFLICTS)
    a_case(people, until=Stage.TENDER)
    found = kinds(people)
    assert found[0] == (GapKind.CONFLICT, "social-value")
    assert (GapKind.WITHOUT_CONTRACT, "social-value") in found
    assert GapKind.UNLINKED not in {kind for kind, _ in found}
    later = datetime(2030, 1, 7, tzinfo=UTC)
    assert {kind for kind, _ in kinds(people, later)} >= {GapKind.NOT_REVIEWED, GapKind.LINKAGE_NOT_REVIEWED}
    early = datetime(2020, 1, 7, tzinfo=UTC)
    assert (GapKind.NOT_IN_FORCE, "climate") in kinds(people, early)


def test_a_priority_that_a_live_contract_serves_is_no_gap(people: People) -> None:
    a_case(people, until=Stage.MONITORING)
    before = [text for kind, text in _texts(people) if kind == GapKind.WITHOUT_CONTRACT]
    served = [text for kind, text in _texts(people) if kind == GapKind.WITHOUT_MEASURES]
    assert len(before) + len(served) < 3


def _texts(people: People) -> list[tuple[str, str]]:
    return [(gap.kind, gap.text) for gap in gaps(register_for(people["policy"], AT + timedelta(days=400)))]


def test_the_map_says_what_the_table_says(people: People, climate: Policy) -> None:
    hannah = Reader(people["policy"])
    assert "No policies are linked yet." in hannah.get("/policies/synergies/")
    a_linkage(people, climate, Bond.CONFLICTS)
    answer = hannah.client.get("/policies/synergies/")
    page = answer.content.decode()
    picture = re.search(r"(?s)<svg class=\"tg-drawing\".*?</svg>", page)
    assert picture
    for part in ("Social value policy", "Climate plan", "tg-drawing__thread--conflicts", "1: Social value policy"):
        assert part in picture[0]
    assert "1 Social value policy Conflicts with Climate plan Both ask for cleaner air. Parks and Streets" in words(
        answer
    )
    page = hannah.get("/policies/gaps/")
    assert "Policies that conflict" in page
    assert "It conflicts with Climate plan: Both ask for cleaner air." in page
    Reader(people["supplier"]).get("/policies/gaps/", 403)
    assert "Conflicts and gaps" not in Reader(people["supplier"]).get("/policies/synergies/")


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_no_box_of_the_map_lies_outside_it_or_on_another(count: int) -> None:
    titles = [f"A policy with a long title, of number {place}" for place in range(count)]
    drawn = map_of(titles, [(0, count - 1, "overlaps", "x")])
    boxes = [(node.x, node.y) for node in drawn.nodes]
    assert all(0 <= x <= drawn.width - drawn.box_width and 0 <= y <= drawn.height - drawn.box_height for x, y in boxes)
    apart = [
        abs(x - other_x) >= drawn.box_width or abs(y - other_y) >= drawn.box_height
        for place, (x, y) in enumerate(boxes)
        for other_x, other_y in boxes[:place]
    ]
    assert all(apart)
    assert all(len(node.lines) <= 2 for node in drawn.nodes)


def test_it_is_linked_reviewed_and_ended_on_screen(people: People, climate: Policy) -> None:
    hannah, ruth = Reader(people["policy"]), Reader(people["finance"])
    path = "/policies/social-value/linkages/"
    ruth.get(f"{path}add/", 403)
    day = {"review_on_day": "1", "review_on_month": "10", "review_on_year": "2026"}
    said = {"bond": "reinforces", "rationale": "Air.", "owner": "parks-and-streets", **day}
    hannah.post(f"{path}add/", {**said, "other": "climate", "rationale": ""}, 422)
    hannah.post(f"{path}add/", {**said, "other": "climate"})
    made = Linkage.objects.get()
    assert "Reinforces Climate plan: Air." in hannah.get("/policies/social-value/")
    assert "Social value policy reinforces it: Air." in ruth.get("/policies/climate/")
    one = f"{path}{made.pk}/"
    assert "Review it" not in ruth.get(one)
    ruth.post(one, {**said, "bond": "overlaps"}, 403)
    read = {"read": made.digest}
    hannah.post(one, {**said, **read, "bond": "overlaps"})
    late = hannah.post(one, {**said, **read, "rationale": "Air and water."}, 409)
    assert "Somebody else reviewed this linkage while you had it open" in words(late)
    assert "What is saved, and what you typed" in words(late)
    assert "Air and water." in words(late)
    made.refresh_from_db()
    assert (made.bond, made.rationale) == (Bond.OVERLAPS, "Air.")
    assert f'name="read" value="{made.digest}"' in late.content.decode()
    hannah.post(one, {"end": "yes", "reason": "", **read}, 422)
    hannah.post(one, {"end": "yes", "reason": "Settled.", **read}, 409)
    hannah.post(one, {"end": "yes", "reason": "Settled.", "read": made.digest})
    assert "It was ended" in hannah.get(one)
    assert "ended the linkage of a policy with another" in hannah.get("/policies/social-value/history/")
    hannah.get(f"/policies/climate/linkages/{made.pk}/", 404)


@pytest.mark.parametrize(
    "path", ["synergies/", "gaps/", "social-value/", "social-value/linkages/add/", "social-value/linkages/{linkage}/"]
)
def test_its_pages_ask_few_queries(people: People, climate: Policy, path: str) -> None:
    made, hannah = a_linkage(people, climate), Reader(people["policy"])
    address = f"/policies/{path.format(linkage=made.pk)}"
    hannah.get(address)
    with CaptureQueriesContext(connection) as asked:
        hannah.get(address)
    assert len(asked) <= 12


def test_a_linkage_to_a_policy_that_is_not_known_to_a_reader_is_not_there(people: People, climate: Policy) -> None:
    """A supplier reads what is approved alone: neither the title of a draft nor why it conflicts."""
    secret = begin_policy(
        title="Estate disposal strategy", owner=climate.owner, by=people["policy"], at=AT, key=a_key()
    )
    made = link(climate, secret.policy, linked(Bond.CONFLICTS), by=people["policy"], at=AT, key=a_key())
    page, one = f"/policies/{climate.code}/", f"/policies/{climate.code}/linkages/{made.pk}/"
    assert "Estate disposal" in Reader(people["policy"]).get(page)
    assert "Estate disposal" not in Reader(people["supplier"]).get(page)
    Reader(people["supplier"]).get(one, 404)
    Reader(people["policy"]).get(one)
