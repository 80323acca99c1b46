"""Years of monitoring: what is typed in one year never meets another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine

from accounts.authority import eligible
from commissioning.contract.kinds import NextYear
from commissioning.contract.models import MonitoringRecord
from commissioning.drafts.models import Draft
from commissioning.vocabulary import Stage
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.casefile.test_views_drafts import hidden, opened, types
from tests.council import AT, HOMECARE, People, a_case, asks_of, people, strand_of
from workflows.demonstration.walking import answer

__all__ = ["people"]
pytestmark = pytest.mark.django_db
ONWARD = replace(HOMECARE, next_year=NextYear.CONTINUE)
ONE, TWO = "Hours fell in the first year.", "Hours grew in the second year."


@pytest.fixture(autouse=True)
def _in_october() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_drafts_of_two_years_stand_side_by_side(people: People) -> None:
    case = a_case(people, purchase=ONWARD, until=Stage.MONITORING)
    ask = asks_of(case)[0]
    manager = Reader(eligible(ask.post, on=ask, at=AT)[0])
    bare = f"/cases/{case.reference}/records/monitoring/next_year/"
    first, second = f"{bare}?year=1", f"{bare}?year=2"
    page = manager.client.get(bare).content.decode()
    assert f'action="{first}"' in page  # a page of the first year stays one
    late = hidden(page)
    while strand_of(case).sequence == 1:
        answer(asks_of(case)[0], ONWARD, at=AT)

    types(manager, second, next_year_reasons=TWO)
    kept = manager.post(first, {**late, "next_year_reasons": ONE}, 409)
    assert f"{ONE}</textarea>" in kept.content.decode()
    places = Draft.objects.filter(typed_at__isnull=False).values_list("place", flat=True)
    assert sorted(place.rsplit("/", 1)[1] for place in places) == ["1", "2"]

    for path, own, others in ((first, ONE, TWO), (second, TWO, ONE)):
        seen = manager.client.get(path).content.decode()
        assert f"{own}</textarea>" in seen
        assert others not in seen
    assert "The record is not open for writing now." in words(manager.client.get(first))

    thrown = manager.post("/drafts/throw-away/", {"draft": opened(manager, first)["draft"]})
    assert thrown.url == first
    assert f"{TWO}</textarea>" in manager.client.get(second).content.decode()
    assert ONE not in set(MonitoringRecord.objects.values_list("next_year_reasons", flat=True))
