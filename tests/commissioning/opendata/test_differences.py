"""What notices say otherwise than was decided here is told in words; what they do not say is no difference."""

from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.opendata.differences import of_contract, of_facts, of_stage
from commissioning.opendata.facts import case_facts, procurement_columns, to_follow
from commissioning.opendata.notes import address
from commissioning.opendata.standing import Standing
from commissioning.vocabulary import Regime, Stage
from tests.commissioning.opendata.fixtures import merged, release

NOTICE = merged(
    release(
        tender={
            "title": "Home care",
            "description": "Care at home.",
            "specialRegime": ["lightTouch"],
            "value": {"amount": 500, "currency": "AED"},
        }
    )
)
NOW = case_facts(procurement_columns(NOTICE))


def differing(**here: Any) -> list[str]:
    """What is told where the case has these facts otherwise, without the sentence that all of them end with."""
    return [noted.text.partition(" What was")[0] for noted in of_facts(NOTICE, {**NOW, **here}, NOW)]


def test_each_fact_is_told_in_its_own_words() -> None:
    assert differing() == []
    assert differing(title="Care") == ["The notices give the title as “Home care”; here it is “Care”."]
    assert differing(light_touch=False) == ["The notices say light touch; the case does not."]
    assert differing(description="Other.") == ["The notices describe it otherwise than the case does."]
    assert differing(value_net=None) == ["The notices give the net value as AED 500; here it is not stated."]
    assert differing(currency="GBP") == ["The notices give the currency as “AED”; here it is “GBP”."]
    assert differing(commenced_on=date(2026, 1, 31)) == [
        "The notices give the day the procurement commenced as 2 March 2026; here it is 31 January 2026."
    ]


def test_what_the_notices_do_not_state_is_no_difference() -> None:
    assert differing(regime=Regime.PA2023, cpv="85312000", procedure="Open procedure", supplier_names="Acme") == []
    assert differing(value_gross=Decimal(600)) == []


def test_a_difference_names_the_notice_and_the_place() -> None:
    (noted,) = of_facts(NOTICE, {**NOW, "value_net": Decimal(50_000)}, NOW)
    assert (noted.code, noted.path) == ("fact_differs", "1#/tender/value/amount")


def test_facts_follow_the_notices_only_as_far_as_nobody_changed_them() -> None:
    now = {"title": "Home care, all", "value_net": Decimal(2), "regime": Regime.PA2023, "cpv": "85312000"}
    before = {"title": "Home care", "value_net": Decimal(1), "regime": Regime.UNKNOWN, "cpv": ""}
    here = {**before, "regime": Regime.PSR}
    assert to_follow(here, before, now, frozenset({"value_net"})) == {"title": "Home care, all", "cpv": "85312000"}
    assert to_follow(here, {}, now, frozenset()) == {"cpv": "85312000"}


def test_a_contract_is_compared_only_with_notices_of_contracts() -> None:
    here: dict[str, Any] = dict.fromkeys(("value_net", "value_gross", "starts_on", "ends_on", "signed_on"))
    now = {**here, "signed_on": date(2026, 6, 20), "value_net": Decimal(5)}
    assert of_contract(NOTICE, here, now) == []
    signed = merged(release(contracts=[{"id": "C1", "dateSigned": "2026-06-20"}]))
    (noted,) = of_contract(signed, here, now)
    assert "the day the contract was signed as 20 June 2026; here it is not stated" in noted.text
    assert noted.path == "1#/contracts/0/dateSigned"
    called_off = merged(release(contracts=[{"id": "C1", "status": "cancelled", "dateSigned": "2026-06-20"}]))
    assert of_contract(called_off, here, now) == []


def test_every_standing_can_be_told() -> None:
    for standing in Standing:
        newest = merged(release(tag=[tag_of(standing)]))
        assert newest.standing is standing
        assert "here the case is at needs analysis" in of_stage(newest, Stage.NEEDS).text


def tag_of(standing: Standing) -> str:
    """A tag that states a standing."""
    return {
        Standing.PLANNED: "planning",
        Standing.TENDERED: "tender",
        Standing.AWARDED: "award",
        Standing.IN_FORCE: "contract",
        Standing.ENDED: "contractTermination",
        Standing.CANCELLED: "tenderCancellation",
    }[standing]


def test_an_address_too_long_to_keep_gives_the_place_alone() -> None:
    assert address("1-2026", "/tag") == "1-2026#/tag"
    assert address("", "/tag") == "/tag"
    assert address("n" * 300, "/tag") == "/tag"
    assert address("", "/" + "p" * 300) == ""
