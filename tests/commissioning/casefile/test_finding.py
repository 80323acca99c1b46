"""Finding cases: every filter, every order, how far is counted, and that nothing tells of what one may not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Body
from accounts.rights import Role
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody, Strand
from commissioning.vocabulary import BodyPart, Lane, Regime, Stage, State, StrandKind, Way
from tests.accounts.factories import a_body, a_post, appointed, in_post
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words

TODAY = timezone.now()
Limit = Callable[[int], Any]


@pytest.fixture
def cases(council: Council) -> dict[str, Case]:
    """Three cases of one service: small, middling and large, opened in this order."""
    small = a_case(council.service, 1, title="beta care", value_gross=Decimal(20_000), lane=Lane.FAST)
    middling = a_case(
        council.service,
        2,
        title="Alpha hubs",
        value_net=Decimal(500_000),
        stage=Stage.AWARD,
        state=State.IN_GATE,
        regime=Regime.PSR,
        way=Way.GRANT,
        supplier_names="Harbour Care Ltd",
        commissioner=council.commissioner,
    )
    large = a_case(council.service, 3, title="Gamma trees", value_gross=Decimal(2_880_000), ocid="ocds-h6vhtk-04a1")
    return {"small": small, "middling": middling, "large": large}


def a_case(service: Body, number: int, *owners: Body, **facts: Any) -> Case:
    """A case as it stands, opened so many minutes from now, and its one strand."""
    case = Case(reference=f"TG-2026-{number:04}", opened_at=TODAY + timedelta(minutes=number), **facts)
    row(case)
    row(CaseBody(case=case, body=service, part=BodyPart.LEAD))
    for owner in owners:
        row(CaseBody(case=case, body=owner, part=BodyPart.PARTNER))
    row(Strand(case=case, number=1, title=case.title, stage=case.stage, state=case.state))
    return case


def row(thing: Any) -> None:
    """Write a fact that nobody decided."""
    type(thing)._base_manager.bulk_create([thing])


def a_task(case: Case, service: Body, days: int) -> None:
    """Something asked of a post of the service, due so many days from today."""
    Ask.objects.create(
        case=case,
        strand=case.strands.get(number=1),
        post=service.posts.order_by("pk")[0],
        kind="write",
        stage=case.stage,
        title="Write",
        due_on=TODAY.date() + timedelta(days=days),
        source=f"write/{case.pk}/{days}",
        opened_at=TODAY,
    )


def found(reader: Reader, query: str) -> list[str]:
    """The references that a page of the list holds, in order."""
    return re.findall(r"TG-\d{4}-\d{4}(?= ·)", reader.get(f"/cases/?{query}"))


ONE, TWO, THREE = "TG-2026-0001", "TG-2026-0002", "TG-2026-0003"


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("stage=award", [TWO]),
        ("stage=needs&state=drafting", [THREE, ONE]),
        ("state=in_gate", [TWO]),
        ("lane=fast", [ONE]),
        ("regime=PSR", [TWO]),
        ("way=grant", [TWO]),
        ("way=in_house", []),
        ("mine=on", [TWO]),
        ("service=SERVICE", [THREE, TWO, ONE]),
        ("value_from=20000.01", [THREE, TWO]),
        ("value_to=%C2%A3500,000", [TWO, ONE]),
        ("value_from=20000&value_to=20000", [ONE]),
        ("q=trees+GAMMA", [THREE]),
        ("q=h6vhtk", [THREE]),
        ("q=harbour", [TWO]),
        ("q=2026-0001", [ONE]),
        ("sort=newest", [THREE, TWO, ONE]),
        ("sort=oldest", [ONE, TWO, THREE]),
        ("sort=title", [TWO, ONE, THREE]),
        ("sort=value", [THREE, TWO, ONE]),
        ("sort=title&lane=standard", [TWO, THREE]),
    ],
)
def test_cases_are_narrowed_and_ordered(
    cases: dict[str, Case], council: Council, commissioner: Reader, query: str, references: list[str]
) -> None:
    assert found(commissioner, query.replace("SERVICE", council.service.slug)) == references


def test_what_is_late_and_what_is_due_soonest(cases: dict[str, Case], council: Council, commissioner: Reader) -> None:
    for name, days in (("large", -3), ("large", 9), ("small", -1), ("small", -1)):
        Ask.objects.filter(case=cases[name], due_on=TODAY.date() + timedelta(days=days)).delete()
        a_task(cases[name], council.service, days)
    assert found(commissioner, "late=on") == [THREE, ONE]
    assert found(commissioner, "sort=due") == [THREE, ONE, TWO]
    a_task(cases["small"], council.service, -4)
    assert found(commissioner, "sort=due") == [ONE, THREE, TWO]
    with time_machine.travel(date(2026, 1, 1)):
        assert found(Reader(commissioner.person), "late=on") == []


def test_a_partner_finds_its_cases(cases: dict[str, Case], council: Council, commissioner: Reader) -> None:
    other = a_body("Public Health", parent=council.service.parent)
    a_case(other, 4, council.service, title="Delta")
    both = in_post(Role.COMMISSIONER, other, "Omar Haddad", over=[other, council.service])
    own = f"service={council.service.slug}"
    assert found(commissioner, own) == [THREE, TWO, ONE]
    assert found(commissioner, f"{own}&partner=on") == ["TG-2026-0004", THREE, TWO, ONE]
    assert found(Reader(both), f"service={other.slug}") == ["TG-2026-0004"]
    assert "Public Health" not in options(commissioner, "service")


def options(reader: Reader, name: str) -> str:
    page = reader.client.get("/cases/").content.decode()
    return re.search(rf'(?s)<select name="{name}".*?</select>', page)[0]  # type: ignore[index]  # it is there


def test_a_part_that_stands_in_the_stage_is_found(cases: dict[str, Case], commissioner: Reader) -> None:
    case = cases["middling"]
    for number, stage, state in ((2, Stage.AWARD, State.IN_GATE), (3, Stage.MONITORING, State.DRAFTING)):
        row(Strand(case=case, number=number, kind=StrandKind.LOT, title=f"Lot {number}", stage=stage, state=state))
    row(Strand(case=case, number=4, kind=StrandKind.LOT, title="Lot 4", stage=Stage.REVIEW, state=State.STOPPED))
    assert found(commissioner, "stage=monitoring") == [TWO]
    assert found(commissioner, "stage=monitoring&state=in_gate") == []
    assert found(commissioner, "stage=monitoring&state=drafting") == [TWO]
    assert found(commissioner, "stage=award") == [TWO]
    assert found(commissioner, "stage=review") == []
    assert found(commissioner, "stage=review&state=stopped") == [TWO]
    page = commissioner.get("/cases/")
    assert "Award: at the gate Lot 2: award, at the gate Lot 3: monitoring, drafting Estimated" in page
    assert "Lot 4" not in page
    assert "Needs analysis: drafting Estimated" in page


def test_a_reference_leads_straight_to_its_case(cases: dict[str, Case], readers: dict[str, Reader]) -> None:
    commissioner = readers["commissioner"]
    for typed in ("TG-2026-0002", "tg-2026-0002", "+Tg-2026-0002+"):
        answer = commissioner.client.get(f"/cases/?q={typed}")
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/cases/TG-2026-0002/")
    assert "No case matches." in commissioner.get("/cases/?q=TG-2026-9999")
    assert "No case matches." in readers["stranger"].get("/cases/?q=TG-2026-0002")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stage=foo", "Stage"),
        ("value_from=-1", "Worth from"),
        ("value_from=1e99", "Worth from"),
        ("value_from=NaN", "Worth from"),
        ("value_to=" + "9" * 400, "Worth up to"),
        ("value_from=2&value_to=1", "“Worth up to” is less than “Worth from”, £2. Swap them."),
        ("q=%00", "Search"),
        ("q=" + "x" * 10_000, "Search"),
        ("sort=random", "Order"),
        ("service=elsewhere", "Service"),
    ],
)
def test_what_cannot_be_read_is_told_and_does_not_narrow(
    cases: dict[str, Case], commissioner: Reader, query: str, said: str
) -> None:
    page = commissioner.get(f"/cases/?{query}")
    assert "There is a problem" in page
    assert said in page.split("There is a problem")[1][:200]
    assert "3 cases" in page
    assert found(commissioner, f"{query}&lane=fast") == [ONE]


@pytest.mark.parametrize("page", ["0", "-1", "99999999", "abc", "1e9", "%00", "9" * 5_000])
def test_a_page_that_is_not_there_is_another_one(cases: dict[str, Case], commissioner: Reader, page: str) -> None:
    assert found(commissioner, f"page={page}") == [THREE, TWO, ONE]


def test_a_long_list_is_counted_only_so_far(
    cases: dict[str, Case], commissioner: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commissioning.casefile.shortlist.shortlist.__defaults__", (2,))
    monkeypatch.setattr("commissioning.casefile.shortlist.PAGE", 1)
    page = commissioner.get("/cases/?sort=title")
    assert "More than 2 cases . Only the first 2 are listed: narrow the list to see others.".replace(" .", ".") in page
    assert found(commissioner, "sort=title") == [TWO]
    assert found(commissioner, "sort=title&page=2") == [ONE]
    assert found(commissioner, "sort=title&page=3") == [ONE]
    assert "2 cases" in commissioner.get("/cases/?stage=needs")
    assert "More than" not in commissioner.get("/cases/?stage=needs")
    following = re.search(r'href="([^"]*)" rel="next"', commissioner.client.get("/cases/?sort=title").content.decode())
    assert following is not None
    assert following[1] == "?sort=title&amp;page=2"


def test_values_tell_nothing_to_who_may_not_see_them(cases: dict[str, Case], readers: dict[str, Reader]) -> None:
    adviser = readers["adviser"]
    page = adviser.client.get("/cases/").content.decode()
    assert "value_from" not in page
    assert 'value="value"' not in page
    assert "supplier" not in words(adviser.client.get("/cases/"))
    for query in ("value_from=1000000", "value_to=1", "value_from=NaN"):
        assert found(adviser, query) == [THREE, TWO, ONE]
    assert found(adviser, "sort=value") == [THREE, TWO, ONE]
    assert found(adviser, "q=harbour") == []


def test_values_of_some_cases_do_not_tell_of_others(cases: dict[str, Case], council: Council) -> None:
    """Who sees figures of one service and not of another cannot sort or sift the other's cases by value."""
    other = a_body("Public Health", parent=council.service.parent)
    a_case(other, 4, title="Delta", value_gross=Decimal(40_000))
    finance = in_post(Role.FINANCE_OFFICER, other, "Lin Chen")
    appointed(finance, a_post(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, a_body("Allies"), over=[council.service]))
    reader = Reader(finance)
    assert found(reader, "") == ["TG-2026-0004", THREE, TWO, ONE]
    assert found(reader, "sort=value") == ["TG-2026-0004", THREE, TWO, ONE]
    for bounds in ("value_from=0", "value_to=99999999"):
        assert found(reader, bounds) == ["TG-2026-0004"]
    assert found(reader, "q=harbour") == []


def test_nothing_of_others_is_found_or_counted(cases: dict[str, Case], readers: dict[str, Reader]) -> None:
    for name in ("stranger", "supplier"):
        for query in ("", "sort=due", "sort=value", "value_from=1", "late=on", "q=care", "stage=award"):
            page = readers[name].get(f"/cases/?{query}")
            assert "TG-2026" not in page
            assert not re.search(r"\d+ case", page)
        assert "Adult Social Care" not in options(readers[name], "service")


def test_a_list_costs_the_same_however_long(
    cases: dict[str, Case], council: Council, commissioner: Reader, django_assert_max_num_queries: Limit
) -> None:
    query = f"/cases/?stage=needs&lane=standard&value_from=1&q=a&sort=due&service={council.service.slug}"

    def cost() -> int:
        with django_assert_max_num_queries(12) as captured:
            commissioner.get(query)
        return len(captured)

    once = cost()
    for number in range(10, 20):
        case = a_case(council.service, number, title="Another", value_gross=Decimal(90_000))
        a_task(case, council.service, number)
        row(Strand(case=case, number=2, kind=StrandKind.LOT, title="Lot 1", stage=Stage.AWARD, state=State.DRAFTING))
    assert len(found(commissioner, query.partition("?")[2])) == 11
    assert cost() == once
