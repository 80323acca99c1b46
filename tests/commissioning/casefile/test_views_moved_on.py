"""Pages that lie open while what they refer to goes away, and answers that no page offers: refused in words, kept."""

from __future__ import annotations

from typing import Any

import pytest

from commissioning.case.models import Case
from commissioning.drafts.models import Draft
from commissioning.needs.models import NeedOutcome, Option, OptionCost
from govuk.fields import INCOMPLETE
from tests.commissioning.casefile.pages import OPTIONS, OUTCOMES, Reader, rows, words
from tests.commissioning.casefile.test_views_drafts import at, opened, types
from tests.commissioning.casefile.test_views_drafts import other as other

BASIS = "Hours at 21 pounds, typed for ten minutes."
GONE = "What you selected is not there any more. Select another, or remove these answers."


def removed(case: Case, reader: Reader, gone: Option) -> None:
    """Take an option out of a record by its page."""
    there = enumerate(Option.objects.order_by("pk"))
    sent = [{**OPTIONS[i], "id": str(one.pk), **({"DELETE": "on"} if one == gone else {})} for i, one in there]
    path = at(case, "options/")
    reader.post(path, {**opened(reader, path), "option_reason": "", **rows("options", sent, initial=2)})


def costs(*options: Option) -> dict[str, str]:
    given = [{"option": str(one.pk), "cost": "1,000", "basis": BASIS} for one in options]
    return rows("option_costs", given)


@pytest.mark.parametrize("remover", ["commissioner", "other"])
def test_a_choice_that_was_removed_meanwhile_costs_no_word_that_was_typed(
    drafting: Case, commissioner: Reader, other: Reader, remover: str
) -> None:
    commissioner.save(drafting, "options", option_reason="", **rows("options", OPTIONS))
    one, two = Option.objects.order_by("pk")
    path = at(drafting, "option_costs/")
    page = types(commissioner, path, **costs(one, two))
    removed(drafting, {"commissioner": commissioner, "other": other}[remover], two)
    answer = commissioner.post(path, {**page, **costs(one, two)}, 422)
    assert words(answer).count(GONE) == 2  # above all questions, and at its own
    again = commissioner.client.get(path)
    assert again.content.decode().count(BASIS) == 2
    assert commissioner.client.get(at(drafting)).status_code == 200
    commissioner.post(path, {**page, **costs(one)})
    assert list(OptionCost.objects.values_list("option", flat=True)) == [one.pk]
    assert not Draft.objects.filter(section="option_costs").exists()


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("consultation", {"consultation": "maybe"}),
        ("options", rows("options", [{**OPTIONS[0], "chosen": "perhaps"}])),
        ("option_costs", rows("option_costs", [{"option": "no number", "cost": "5"}])),
    ],
)
def test_an_answer_that_no_page_offers_is_refused(
    drafting: Case, commissioner: Reader, section: str, typed: dict[str, Any]
) -> None:
    path = at(drafting, f"{section}/")
    page = types(commissioner, path, **typed)
    assert commissioner.client.get(path).status_code == 200
    assert "There is a problem" in words(commissioner.post(path, {**page, **typed}, 422))


@pytest.mark.parametrize("count", ["", "many", "-5", "9999", "9" * 5000])
@pytest.mark.parametrize("button", ["", "outcomes"])
def test_rows_that_are_not_counted_are_neither_removed_nor_multiplied(
    drafting: Case, commissioner: Reader, count: str, button: str
) -> None:
    commissioner.save(drafting, "outcomes", **rows("outcomes", OUTCOMES))
    path = at(drafting, "outcomes/")
    sent = {**opened(commissioner, path), "outcomes-TOTAL_FORMS": count, "add_another": button}
    commissioner.post(path, sent, 200 if button else 422)
    assert NeedOutcome.objects.count() == len(OUTCOMES)


@pytest.mark.parametrize("count", ["", "-5"])
def test_a_page_whose_rows_are_not_counted_says_what_to_do(drafting: Case, commissioner: Reader, count: str) -> None:
    path = at(drafting, "outcomes/")
    sent = {**opened(commissioner, path), "outcomes-TOTAL_FORMS": count}
    assert INCOMPLETE in words(commissioner.post(path, sent, 422))


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_page_without_a_key_of_its_own_says_what_to_do(drafting: Case, commissioner: Reader, key: str) -> None:
    path = at(drafting, "lessons/")
    sent = {**opened(commissioner, path), "lessons": BASIS, "key": key}
    answer = commissioner.post(path, sent, 422)
    assert f"{BASIS}</textarea>" in answer.content.decode()
    assert "There is a problem" in words(answer)
