"""How one case belongs to another: said, taken back, and never so that it changes what an award owes."""

from typing import Any

import pytest

from accounts.errors import NotAllowedError
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.case.decisions import open_case
from commissioning.case.linking import link_cases, unlink_cases
from commissioning.case.models import Case, CaseLink
from commissioning.errors import OvertakenError, RefusedError
from commissioning.verbs import Verb
from commissioning.vocabulary import LinkKind, Stage
from tests.accounts.factories import a_body, a_council, a_key, in_post
from tests.council import AT, People, a_case

pytestmark = pytest.mark.django_db


def linked(case: Case, other: str, people: People, kind: LinkKind = LinkKind.RETENDER_OF, **more: str) -> CaseLink:
    """The case linked with another by its commissioner."""
    told = {"reason": "It came to nothing.", "key": a_key(), **more}
    return link_cases(case, other, kind=kind, by=people["commissioner"], at=AT, **told)


def test_a_link_is_in_the_trail_of_the_case_that_says_it(people: People) -> None:
    case, other = a_case(people), a_case(people, title="The earlier one")
    link = linked(case, f" {other.reference.lower()} ", people)
    assert (link.case, link.kind, link.other) == (case, LinkKind.RETENDER_OF, other)
    entry = Entry.objects.get(stream=case.stream_name, verb=Verb.CASES_LINKED)
    assert entry.capacity.startswith("Commissioner")


def test_the_same_key_links_once_and_another_is_overtaken(people: People) -> None:
    case, other = a_case(people), a_case(people)
    linked(case, other.reference, people, key="one")
    with pytest.raises(RepeatedError):
        linked(case, other.reference, people, key="one")
    with pytest.raises(OvertakenError, match="linked with"):
        linked(case, other.reference, people)
    assert CaseLink.objects.count() == 1


@pytest.mark.parametrize("reference", ["TG-1999-0001", "", "itself", "hidden"])
def test_only_another_case_that_one_can_see_is_linked(people: People, reference: str) -> None:
    case = a_case(people)
    elsewhere = a_body(parent=a_council("Southbridge Council"))
    stranger = in_post(Role.COMMISSIONER, elsewhere)
    hidden = open_case(title="Theirs", service=elsewhere, by=stranger, at=AT, key=a_key())
    given = {"itself": case.reference, "hidden": hidden.reference}.get(reference, reference)
    with pytest.raises(RefusedError) as refused:
        linked(case, given, people)
    assert set(refused.value.errors) == {"other"}
    assert hidden.title not in refused.value.message
    assert not CaseLink.objects.exists()


def test_a_link_says_why_and_needs_the_right_to_write(people: People) -> None:
    case, other = a_case(people), a_case(people)
    with pytest.raises(RefusedError, match="Say why"):
        linked(case, other.reference, people, reason=" ")
    with pytest.raises(NotAllowedError):
        linked(case, other.reference, {"commissioner": people["auditor"]})


def test_a_link_made_by_hand_is_taken_back_and_stays_in_the_trail(people: People) -> None:
    case, other = a_case(people), a_case(people)
    link = linked(case, other.reference, people)
    told: dict[str, Any] = {"reason": "The wrong case.", "by": people["commissioner"], "at": AT}
    unlink_cases(link.case, link.pk, **told, key=a_key())
    assert not CaseLink.objects.exists()
    link.pk = 999_999
    with pytest.raises(OvertakenError, match="taken back already"):
        unlink_cases(link.case, link.pk, **told, key=a_key())
    assert Entry.objects.filter(stream=case.stream_name, verb=Verb.CASES_UNLINKED).count() == 1


def test_what_makes_a_call_off_stands_from_award_on(people: People) -> None:
    case, other = a_case(people, until=Stage.AWARD), a_case(people)
    with pytest.raises(RefusedError, match="stands once a tender is at its gate"):
        linked(case, other.reference, people, LinkKind.CALL_OFF_UNDER)
    linked(case, other.reference, people, LinkKind.SPLIT_FROM)
