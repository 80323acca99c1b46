"""How far a procurement has come: by its newest tag, and by its content where it has none."""

from typing import Any

import pytest

from commissioning.opendata.standing import TAGS, Standing
from commissioning.vocabulary import Stage
from tests.commissioning.opendata.fixtures import merged, release

LATER = "2026-06-01T09:00:00Z"


@pytest.mark.parametrize(
    ("tag", "standing", "stage"),
    [
        ("planning", Standing.PLANNED, Stage.NEEDS),
        ("planningUpdate", Standing.PLANNED, Stage.NEEDS),
        ("tender", Standing.TENDERED, Stage.AWARD),
        ("tenderUpdate", Standing.TENDERED, Stage.AWARD),
        ("tenderAmendment", Standing.TENDERED, Stage.AWARD),
        ("award", Standing.AWARDED, Stage.AWARD),
        ("awardUpdate", Standing.AWARDED, Stage.AWARD),
        ("contract", Standing.IN_FORCE, Stage.MONITORING),
        ("contractUpdate", Standing.IN_FORCE, Stage.MONITORING),
        ("contractAmendment", Standing.IN_FORCE, Stage.MONITORING),
        ("implementation", Standing.IN_FORCE, Stage.MONITORING),
        ("implementationUpdate", Standing.IN_FORCE, Stage.MONITORING),
        ("contractTermination", Standing.ENDED, Stage.REVIEW),
        ("tenderCancellation", Standing.CANCELLED, Stage.AWARD),
        ("awardCancellation", Standing.CANCELLED, Stage.AWARD),
    ],
)
def test_every_tag_of_the_standard_has_its_place(tag: str, standing: Standing, stage: Stage) -> None:
    notice = merged(release(), release(id="2", date=LATER, tag=[tag], tender=None))
    assert (notice.standing, notice.standing.stage) == (standing, stage)


def test_no_tag_is_left_untried() -> None:
    assert len(TAGS) == 15


def test_of_several_tags_on_one_notice_the_furthest_counts() -> None:
    assert merged(release(tag=["contract", "award"])).standing is Standing.IN_FORCE


def test_the_newest_notice_counts_even_where_an_older_one_had_come_further() -> None:
    notice = merged(release(tag=["award"]), release(id="2", date=LATER, tag=["tenderAmendment"], tender=None))
    assert notice.standing is Standing.TENDERED


def _active(*ids: str) -> list[dict[str, Any]]:
    return [{"id": identity, "status": "active"} for identity in ids]


def test_cancelling_one_of_two_awards_leaves_the_other() -> None:
    cancelled = release(
        id="2", date=LATER, tag=["awardCancellation"], tender=None, awards=[{"id": "1", "status": "cancelled"}]
    )
    assert merged(release(tag=["award"], awards=_active("1", "2")), cancelled).standing is Standing.AWARDED
    assert merged(release(tag=["award"], awards=_active("1")), cancelled).standing is Standing.CANCELLED


def test_cancelling_the_tender_cancels_whatever_was_awarded() -> None:
    cancelled = release(id="2", date=LATER, tag=["tenderCancellation"], tender=None)
    assert merged(release(tag=["award"], awards=_active("1")), cancelled).standing is Standing.CANCELLED


def test_ending_one_of_two_contracts_leaves_the_other_in_force() -> None:
    ended = release(
        id="2", date=LATER, tag=["contractTermination"], tender=None, contracts=[{"id": "1", "status": "terminated"}]
    )
    assert merged(release(tag=["contract"], contracts=_active("1", "2")), ended).standing is Standing.IN_FORCE
    assert merged(release(tag=["contract"], contracts=_active("1")), ended).standing is Standing.ENDED


@pytest.mark.parametrize(
    ("parts", "standing"),
    [
        ({"tender": {"title": "Home care", "status": "planned"}}, Standing.PLANNED),
        ({}, Standing.TENDERED),
        ({"tender": {"title": "Home care", "status": "withdrawn"}}, Standing.CANCELLED),
        ({"awards": [{"id": "1", "status": "active"}]}, Standing.AWARDED),
        ({"contracts": [{"id": "1", "status": "active"}]}, Standing.IN_FORCE),
        ({"contracts": [{"id": "1", "status": "terminated"}]}, Standing.ENDED),
    ],
)
@pytest.mark.parametrize("tag", [None, [], ["compiled"], ["a tag of their own"]])
def test_without_a_tag_the_content_says_where_it_stands(
    parts: dict[str, Any], standing: Standing, tag: list[str] | None
) -> None:
    assert merged(release(tag=tag, **parts)).standing is standing
