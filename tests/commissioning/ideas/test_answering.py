"""Which ideas bear on a case, what the case makes of each, and who is told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotAllowedError
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ideas.answering import Bearing, answer_idea, bearing_of, ideas_for
from commissioning.ideas.decisions import withdraw
from commissioning.ideas.models import Idea
from commissioning.telling.models import Message
from tests.accounts.factories import a_key
from tests.commissioning.ideas.conftest import GREEN, NEIGHBOURS, UNTIL, an_idea, published
from tests.council import AT, People, entry_of

pytestmark = pytest.mark.django_db
LATER = AT.replace(year=2027)
CASTLE = Bearing(("Castle", "Weavers"))


def answers(idea: Idea, case: Case, people: People, **more: Any) -> None:
    given = {"used": True, "text": "In your hall.", "by": people["commissioner"], "at": AT, "key": a_key(), **more}
    answer_idea(idea, case, **given)


def titles(case: Case, bearing: Bearing) -> list[str]:
    return [idea.title for idea in ideas_for(case, bearing, AT.date())]


def test_a_case_is_about_the_wards_of_its_needs(case: Case) -> None:
    assert bearing_of(case) == Bearing(("Castle", "Riverside North", "Weavers"), ())


def test_an_idea_bears_on_cases_in_its_wards_and_one_for_the_whole_borough_on_all(case: Case, people: People) -> None:
    for title, wards in (("Mill", ("Mill Ward",)), ("Castle", ("castle ward",)), ("All", ())):
        published(an_idea(people, title=title, wards=wards), people)
    an_idea(people, title="Waits", wards=("Castle",))
    assert titles(case, CASTLE) == ["Castle", "All"]
    assert titles(case, Bearing()) == ["All"]
    assert set(titles(case, Bearing(("All wards",)))) == {"Mill", "Castle", "All"}


def test_once_priorities_are_chosen_their_themes_count_as_well(case: Case, people: People) -> None:
    for title, theme in (("Neighbours", NEIGHBOURS), ("Green", GREEN), ("None", "")):
        published(an_idea(people, title=title, wards=(), theme=theme), people)
    assert set(titles(case, Bearing(("Castle",), (NEIGHBOURS,)))) == {"Neighbours", "None"}


def test_what_has_ended_bears_on_no_case_unless_it_was_answered_there(case: Case, people: People) -> None:
    idea, other = (published(an_idea(people, title=title, wards=()), people) for title in ("One", "Two"))
    answers(idea, case, people)
    assert titles(case, CASTLE) == ["Two", "One"]
    later = ideas_for(case, CASTLE, UNTIL.replace(year=2027))
    assert [(found.title, found.was_used, found.answer_text) for found in later] == [("One", True, "In your hall.")]
    assert other.pk not in {found.pk for found in later}


def test_an_answer_stands_in_the_trail_and_its_poster_is_told_without_the_name_of_the_case(
    case: Case, people: People
) -> None:
    idea = published(an_idea(people, wards=()), people)
    answers(idea, case, people)
    answers(idea, case, people, used=False, text="The hall has no lift.")
    said = entry_of(case)["about"]
    assert (said["idea"], said["used"], said["text"]) == (1, False, "The hall has no lift.")
    told = Message.objects.filter(person=people["voluntary.sector"]).latest("pk")
    assert told.subject == "What became of your idea 1"
    assert "It was not used this time: The hall has no lift." in told.text
    assert case.title not in told.text + told.subject
    assert case.reference not in told.text + told.subject
    assert [one.used for one in idea.answers.all()] == [True, False]


def test_an_answer_needs_its_words_and_a_published_idea(case: Case, people: People) -> None:
    idea = published(an_idea(people, wards=()), people)
    for used, words in ((True, "Say how it was used."), (False, "Say why it was not used.")):
        with pytest.raises(RefusedError, match=words):
            answers(idea, case, people, used=used, text=" ")
    with pytest.raises(NotAllowedError):
        answers(idea, case, people, by=people["finance"])
    withdraw(Idea.objects.get(), reason="Let.", by=people["voluntary.sector"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="not published any more"):
        answers(idea, case, people)


def test_an_idea_is_answered_until_its_last_day_and_then_only_anew(case: Case, people: People) -> None:
    idea, other = (published(an_idea(people, title=title, wards=()), people) for title in ("One", "Two"))
    answers(idea, case, people, used=False, text="Not yet.")
    answers(idea, case, people, at=LATER)
    with pytest.raises(OvertakenError, match="stood until 31 December 2026"):
        answers(other, case, people, at=LATER)
    assert [one.used for one in idea.answers.all()] == [False, True]


def test_nothing_is_recorded_in_a_case_that_is_over(case: Case, people: People, monkeypatch: Any) -> None:
    idea = published(an_idea(people, wards=()), people)
    monkeypatch.setattr(Case, "open", False)
    with pytest.raises(RefusedError, match="is over"):
        answers(idea, case, people)
