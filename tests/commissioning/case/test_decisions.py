"""Opening a case, stating its regime, and who sees it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.models import Person
from accounts.rights import Role
from audit.deciding import deciding
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case import ports
from commissioning.case.decisions import follow_strands, open_case, place_case, place_strand, set_regime
from commissioning.case.models import Case, CaseLink, CaseWarning, Strand
from commissioning.case.ports import on_moved
from commissioning.errors import NotAllowedError, RefusedError
from commissioning.vocabulary import LinkKind, Regime, Stage, State
from tests.accounts.factories import a_body, a_key, a_person, a_post, appointed
from tests.council import AT, SERVICE, People, a_case, body, strand_of
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db


def opened(people: People, *, title: str = "Day centres", by: str = "commissioner", at: datetime = AT) -> Case:
    return open_case(title=title, service=body(SERVICE), by=people[by], at=at, key=a_key())


def test_a_case_begins_in_its_needs_with_who_opened_it_as_its_commissioner(people: People) -> None:
    case = open_case(
        title="  Day\r\ncentres ",
        service=body(SERVICE),
        value_net=Decimal("100.00"),
        description="Two of them.",
        by=people["commissioner"],
        at=AT,
        key=a_key(),
    )
    case.refresh_from_db()
    assert (case.title, case.stage, case.state, case.open) == ("Day centres", Stage.NEEDS, State.DRAFTING, True)
    assert (case.commissioner, case.lead, case.bodies) == (people["commissioner"], body(SERVICE), [body(SERVICE).pk])
    assert (case.amount, case.opened_at) == (Decimal("120.00"), AT)
    assert str(case) == f"{case.reference} Day centres"
    assert str(strand_of(case)) == f"{case.pk}/1 Day centres"
    entry = Entry.objects.get(stream=case.stream_name)
    assert (entry.verb, entry.capacity) == ("case.opened", "Commissioner, Adult Social Care")
    assert Ask.objects.get(case=case).taken_by == people["commissioner"]
    assert verify().sound


def test_references_count_from_one_each_year(people: People) -> None:
    first = opened(people).reference
    number = int(first.rpartition("-")[2])
    assert opened(people).reference == f"TG-2026-{number + 1:04d}"
    assert opened(people, at=datetime(2027, 1, 4, 9, tzinfo=UTC)).reference == "TG-2027-0001"


def test_a_case_needs_a_title(people: People) -> None:
    with pytest.raises(RefusedError, match="Enter a title for the case") as refused:
        opened(people, title="  ")
    assert list(refused.value.errors) == ["title"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["finance", "procurement", "auditor", "supplier", "voluntary.sector", "admin"])
def test_only_who_may_open_cases_here_opens_one(people: People, name: str) -> None:
    with pytest.raises(NotAllowedError, match="open a case"):
        opened(people, by=name)


def test_a_commissioner_of_another_service_does_not_open_one_here(people: People) -> None:
    stranger = a_person("Max Stone", body=body("youth-services"))
    appointed(stranger, a_post(Role.COMMISSIONER, body("youth-services")), starts_on=SINCE)
    with pytest.raises(NotAllowedError, match="does not let you open a case"):
        open_case(title="Day centres", service=body(SERVICE), by=stranger, at=AT, key=a_key())


def test_the_regime_is_stated_with_its_reason(people: People) -> None:
    case = opened(people)
    with pytest.raises(RefusedError, match="Say why this regime applies"):
        set_regime(case, regime=Regime.PA2023, reason=" ", by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(NotAllowedError, match="set its regime"):
        set_regime(case, regime=Regime.PA2023, reason="Above.", by=people["finance"], at=AT, key=a_key())
    set_regime(case, regime=Regime.PA2023, reason="Above.", by=people["legal"], at=AT, key=a_key())
    case.refresh_from_db()
    assert case.regime == Regime.PA2023
    entry = Entry.objects.filter(stream=case.stream_name).order_by("-number")[0]
    assert (entry.verb, entry.capacity) == ("case.regime_set", "Legal officer, Legal Services")


def test_a_regime_that_was_set_stands_from_award_on(people: People) -> None:
    """What it owes, standstill among it, may not be wished away once there is an award to make."""
    case = opened(people)
    for regime in (Regime.PA2023, Regime.PSR):
        set_regime(case, regime=regime, reason="Above.", by=people["legal"], at=AT, key=a_key())
    with deciding("case.moved", case, by=None, at=AT, key=a_key()):
        place_strand(Strand.objects.select_related("case").get(case=case), stage=Stage.AWARD)
    with pytest.raises(RefusedError, match="stands"):
        set_regime(case, regime=Regime.EXEMPT, reason="Below.", by=people["legal"], at=AT, key=a_key())


def seen_by(person: Person) -> set[str]:
    return set(Case.objects.visible_to(person, AT).values_list("title", flat=True))


def test_a_case_is_seen_by_those_with_a_right_over_an_owner_of_it(people: People) -> None:
    opened(people, title="Adults")
    open_case(title="Youth", service=body("youth-services"), by=people["commissioner"], at=AT, key=a_key())
    local = a_person("Max Stone", body=body("youth-services"))
    appointed(local, a_post(Role.COMMISSIONER, body("youth-services")), starts_on=SINCE)
    assert seen_by(people["commissioner"]) == {"Adults", "Youth"}
    assert seen_by(people["auditor"]) == {"Adults", "Youth"}
    assert seen_by(local) == {"Youth"}
    for name in ("supplier", "admin"):
        assert seen_by(people[name]) == set()


def test_a_partner_sees_what_it_owns_with_others(people: People) -> None:
    partner = a_body("Health Board")
    ours = a_person("Max Stone", body=partner)
    appointed(ours, a_post(Role.HEAD_OF_SERVICE, partner), starts_on=SINCE)
    with deciding("case.opened", None, by=people["commissioner"], at=AT, key=a_key()) as decision:
        case = place_case(decision, [body(SERVICE), partner], title="Together")
        assert case.bodies == [body(SERVICE).pk, partner.pk]
    assert case.lead == body(SERVICE)
    assert [str(owner) for owner in case.owners.order_by("pk")] == [
        "Adult Social Care (Lead)",
        "Health Board (Partner)",
    ]
    assert seen_by(ours) == {"Together"}


def test_a_case_follows_its_strands(people: People) -> None:
    case = a_case(people)
    with deciding("case.moved", case, by=None, at=AT, key=a_key()) as decision:
        first = strand_of(case)
        first.case = case
        Strand(case=case, number=2, title="Lot 2", stage=Stage.AWARD, state=State.WAITING).save()
        follow_strands(case)
        assert (case.stage, case.state) == (Stage.NEEDS, State.DRAFTING)
        place_strand(first, state=State.STOPPED)
        assert (case.stage, case.state) == (Stage.AWARD, State.WAITING)
    assert decision.entry.verb == "case.moved"
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.AWARD, State.WAITING)


def test_links_and_warnings_read_as_they_are_said(people: People) -> None:
    case, earlier = opened(people), opened(people, title="Before")
    with deciding("case.moved", case, by=None, at=AT, key=a_key()):
        link = CaseLink(case=case, kind=LinkKind.NEXT_CYCLE_OF, other=earlier)
        link.save()
        warning = CaseWarning(case=case, code="odd", text="Something is odd.")
        warning.save()
    assert (str(link), str(warning)) == (f"next cycle of {earlier.pk}", "Something is odd.")


def test_a_mover_is_told_once_however_often_it_registers(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def mover(case: Case, at: datetime) -> None:
        told.append(case.reference)

    monkeypatch.setattr(ports, "_movers", [])
    on_moved(mover)
    on_moved(mover)
    assert [opened(people).reference] == told


def test_a_value_with_vat_below_the_one_without_is_refused(people: People) -> None:
    with pytest.raises(RefusedError, match="cannot be less than") as refused:
        open_case(
            title="Less with VAT",
            service=body(SERVICE),
            value_net=Decimal(400),
            value_gross=Decimal(300),
            by=people["commissioner"],
            at=AT,
            key=a_key(),
        )
    assert set(refused.value.errors) == {"value_gross"}
