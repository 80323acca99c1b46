"""Two people at one record, and text that was typed and not saved: nothing is lost, and nobody else sees it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Holding
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.drafts.keeping import OPEN_FOR
from commissioning.drafts.models import Draft
from commissioning.drafts.slips import Slip
from commissioning.needs.models import NeedOutcome, NeedsRecord, Option
from commissioning.verbs import Verb
from tests.accounts.factories import AT, a_key, appointed
from tests.api.council import Caller, Council
from tests.commissioning.casefile.pages import NEED, OPTIONS, OUTCOMES, Reader, rows, words

MINE, THEIRS = "Waits grew to 9 weeks in 2025.", "Waits grew to 12 weeks in 2026."
LESSONS = {"read": "", "lessons": MINE}


@pytest.fixture
def other(council: Council, adviser: Reader, commissioner: Reader) -> Reader:
    """Somebody else who writes the same records."""
    appointed(adviser.person, Holding.objects.get(person=commissioner.person).post)
    return adviser


def at(case: Case, page: str = "") -> str:
    """The address of a page of the needs record."""
    return f"/cases/{case.reference}/records/needs/{page}"


def hidden(page: str, form: str = "data-drafts") -> dict[str, str]:
    """The hidden fields of the form with these words in its tag."""
    start = page.index(form)
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page[start : page.index("</form>", start)]
    )
    return {name: unescape(value) for name, value in found}


def opened(reader: Reader, path: str) -> dict[str, str]:
    """Open a page, and return the hidden fields of its form."""
    return hidden(reader.client.get(path).content.decode())


def types(reader: Reader, path: str, status: int = 200, /, **typed: Any) -> dict[str, str]:
    """Open a page, and let its script send what is typed. Returns the page's hidden fields."""
    page = opened(reader, path)
    assert reader.client.post("/drafts/", {**page, **typed}).status_code == status
    return page


def test_what_was_typed_is_there_again_until_it_is_saved(drafting: Case, commissioner: Reader) -> None:
    path = at(drafting, "lessons/")
    page = types(commissioner, path, lessons=MINE)
    answer = commissioner.client.get(path)
    assert f"{MINE}</textarea>" in answer.content.decode()
    assert "We kept what you typed on" in words(answer)
    assert "not saved yet" in words(answer)
    assert NeedsRecord.objects.get().lessons == ""
    again = hidden(answer.content.decode())
    assert again["read"] == page["read"]
    commissioner.post(path, {**again, "lessons": MINE})
    assert not Draft.objects.exists()
    assert NeedsRecord.objects.get().lessons == MINE
    assert "We kept" not in commissioner.get(path)


def test_saving_a_section_leaves_the_drafts_of_others_alone(
    drafting: Case, commissioner: Reader, other: Reader
) -> None:
    types(commissioner, at(drafting, "lessons/"), lessons=MINE)
    types(commissioner, at(drafting, "evidence/"), evidence="Half a")
    types(other, at(drafting, "lessons/"), lessons=THEIRS)
    commissioner.save(drafting, "lessons", lessons="Saved.")
    left = Draft.objects.values_list("person__full_name", "section")
    assert set(left) == {("Amina Begum", "evidence"), ("Grace Mensah", "lessons")}


def test_a_section_saved_by_a_script_takes_its_draft_along(drafting: Case, commissioner: Reader) -> None:
    types(commissioner, at(drafting, "lessons/"), lessons=MINE)
    path = f"cases/{drafting.reference}/records/needs/"
    assert Caller(commissioner.person).patch(path, {"lessons": {"lessons": "By a script."}}).status_code == 200
    assert not Draft.objects.exists()


def test_a_draft_that_says_what_is_saved_is_not_mentioned(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "current_spend", annual_spend="612,000", current_contract="Bright Days")
    types(commissioner, at(drafting, "current_spend/"), annual_spend="£612000", current_contract="Bright Days")
    assert "We kept" not in commissioner.get(at(drafting, "current_spend/"))


def test_a_draft_can_be_thrown_away(drafting: Case, commissioner: Reader) -> None:
    path = at(drafting, "lessons/")
    types(commissioner, path, lessons=MINE)
    slip = hidden(commissioner.client.get(path).content.decode(), "/drafts/throw-away/")
    assert commissioner.client.post("/drafts/throw-away/", slip).url == path  # type: ignore[attr-defined]  # a redirect
    page = commissioner.get(path)
    assert "Your draft is thrown away." in page
    assert MINE not in page


def test_throwing_away_needs_ones_own_slip(drafting: Case, commissioner: Reader, other: Reader) -> None:
    page = types(commissioner, at(drafting, "lessons/"), lessons=MINE)
    for slip in ("", "x", page["draft"]):
        assert other.client.post("/drafts/throw-away/", {"draft": slip}).status_code == 422
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(commissioner.person)
    assert strict.post("/drafts/throw-away/", {"draft": page["draft"]}).status_code == 403
    assert Draft.objects.get(person=commissioner.person).typed


def test_a_draft_is_for_its_writer_alone(
    drafting: Case, commissioner: Reader, other: Reader, finance: Reader, head: Reader
) -> None:
    types(commissioner, at(drafting, "lessons/"), lessons=MINE)
    for reader in (other, finance, head):
        for path in (at(drafting), at(drafting, "lessons/"), f"/cases/{drafting.reference}/trail/"):
            assert MINE not in reader.client.get(path).content.decode()
    read = Caller(other.person).get(f"cases/{drafting.reference}/records/needs/")
    assert MINE not in read.content.decode()
    assert not Entry.objects.filter(verb=Verb.SECTION_SAVED).exists()


@pytest.mark.parametrize("slip", ["", "x", "another's"])
def test_nothing_is_kept_without_a_slip_of_ones_own(
    drafting: Case, commissioner: Reader, other: Reader, slip: str
) -> None:
    sent = Slip(other.person.pk, "write/1/needs/1", "need", "/").signed() if slip == "another's" else slip
    answer = commissioner.client.post("/drafts/", {"draft": sent, "lessons": MINE})
    assert answer.status_code == (403 if slip == "another's" else 422)
    assert "Not kept" in answer.content.decode()
    assert not Draft.objects.exists()
    assert commissioner.client.get("/drafts/").status_code == 405


def test_what_comes_after_saving_is_not_kept(drafting: Case, commissioner: Reader) -> None:
    path = at(drafting, "lessons/")
    page = opened(commissioner, path)
    commissioner.post(path, {**page, "lessons": MINE})
    answer = commissioner.client.post("/drafts/", {**page, "lessons": "Half of"})
    assert (answer.status_code, answer.content.decode()[:31]) == (422, "This page was saved already. Op")
    assert not Draft.objects.exists()


def test_readers_leave_no_mark_and_get_no_slip(drafting: Case, commissioner: Reader, finance: Reader) -> None:
    assert "data-drafts" not in finance.client.get(at(drafting, "lessons/")).content.decode()
    commissioner.client.head(at(drafting, "lessons/"))
    commissioner.get(at(drafting))
    assert not Draft.objects.exists()


def test_two_people_at_one_section_see_each_other(drafting: Case, commissioner: Reader, other: Reader) -> None:
    with time_machine.travel(AT, tick=False):
        assert "has had this section open" not in other.get(at(drafting, "lessons/"))
    with time_machine.travel(AT + OPEN_FOR / 2, tick=False):
        assert "Grace Mensah has had this section open since 10am." in commissioner.get(at(drafting, "lessons/"))
        assert "Grace Mensah has had it open since 10am" in commissioner.get(at(drafting))
        assert "has had this section open" not in commissioner.get(at(drafting, "evidence/"))
        assert "Amina Begum has had this section open since 10:07am." in other.get(at(drafting, "lessons/"))
    with time_machine.travel(AT + 2 * OPEN_FOR, tick=False):
        page = commissioner.get(at(drafting))
        assert "has had it open" not in page
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        types(other, at(drafting, "lessons/"), lessons=THEIRS)
        assert "You have a draft of 10am that is not saved" in other.get(at(drafting))


def test_who_saves_later_is_shown_both_texts_question_by_question(
    drafting: Case, commissioner: Reader, other: Reader
) -> None:
    path = at(drafting, "need/")
    commissioner.post(path, {**opened(commissioner, path), **NEED})
    page = opened(commissioner, path)
    mine = {"population": "About 600 people over 75."}
    with time_machine.travel(AT, tick=False):
        other.post(path, {**opened(other, path), **NEED, "statement": "Older people wait 12 weeks for help at home."})
    answer = commissioner.post(path, {**page, **NEED, **mine}, 409)
    said = words(answer)
    assert "Someone else saved “The need” while you had it open." in said
    assert "It was last saved by Grace Mensah, on 6 October 2026 at 10am." in said
    text = answer.content.decode()
    assert text.count('class="tg-clash"') == 2
    saved, typed = re.findall(r'(?s)<div class="tg-diff">(.*?)</div>', text)[:2]
    assert "struck out: </span>12</del>" in saved
    assert "put in: </span>9</ins>" in typed
    assert "About 600 people over 75.</textarea>" in text
    fresh = hidden(text)
    assert fresh["key"] != page["key"]
    commissioner.post(path, {**fresh, **NEED, **mine})
    assert NeedsRecord.objects.get().population == mine["population"]


def test_what_was_refused_is_kept_for_whoever_goes_away(drafting: Case, commissioner: Reader, other: Reader) -> None:
    path = at(drafting, "lessons/")
    page = opened(commissioner, path)
    other.post(path, {**opened(other, path), "lessons": THEIRS})
    commissioner.post(path, {**page, "lessons": MINE}, 409)
    answer = commissioner.client.get(path)
    assert "What is saved was changed after you opened the page. It was last saved by Grace Mensah" in words(answer)
    assert "tg-clash" in answer.content.decode()
    assert f"{MINE}</textarea>" in answer.content.decode()
    commissioner.post(path, {**hidden(answer.content.decode()), "lessons": MINE})
    assert NeedsRecord.objects.get().lessons == MINE


def test_who_saves_in_two_windows_is_told_so(drafting: Case, commissioner: Reader) -> None:
    path = at(drafting, "lessons/")
    page = opened(commissioner, path)
    commissioner.post(path, {**opened(commissioner, path), "lessons": THEIRS})
    assert "It was last saved by you, on" in words(commissioner.post(path, {**page, "lessons": MINE}, 409))


def test_a_section_changes_with_what_it_draws_on_too(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "options", option_reason="", **rows("options", OPTIONS))
    option = str(Option.objects.order_by("pk")[0].pk)
    path = at(drafting, "option_costs/")
    commissioner.post(path, {**opened(commissioner, path), **rows("option_costs", [{"option": option, "cost": "5"}])})
    [cost] = re.findall(r'name="option_costs-0-id" value="(\d+)"', commissioner.client.get(path).content.decode())
    page = opened(commissioner, path)
    first, second = Option.objects.order_by("pk")
    changed = [{"id": str(first.pk), **OPTIONS[0], "title": "Let it end soon"}, {"id": str(second.pk), **OPTIONS[1]}]
    commissioner.save(drafting, "options", option_reason="", **rows("options", changed, initial=2))
    again = rows("option_costs", [{"id": cost, "option": option, "cost": "6"}], initial=1)
    answer = commissioner.post(path, {**page, **again}, 409)
    assert "It was last saved by you, on" in words(answer)


def three_outcomes(case: Case, writer: Reader) -> list[NeedOutcome]:
    given = [{**OUTCOMES[0], "title": title} for title in ("One", "Two", "Three")]
    writer.save(case, "outcomes", **rows("outcomes", given))
    return list(NeedOutcome.objects.order_by("pk"))


def as_typed(outcome: NeedOutcome, **changed: str) -> dict[str, str]:
    return {"id": str(outcome.pk), **OUTCOMES[0], "title": outcome.title, **changed}


def test_rows_that_someone_else_added_or_removed_are_neither_lost_nor_forgotten(
    drafting: Case, commissioner: Reader, other: Reader
) -> None:
    path = at(drafting, "outcomes/")
    one, two, three = three_outcomes(drafting, commissioner)
    page = opened(commissioner, path)
    theirs = [as_typed(one, title="One, by Grace"), as_typed(two, DELETE="on"), as_typed(three), {"title": "Four"}]
    other.post(path, {**opened(other, path), **rows("outcomes", theirs, initial=3)})
    mine = [as_typed(one), as_typed(two, who_benefits="Carers"), as_typed(three, DELETE="on"), {"title": "Five"}]
    answer = commissioner.post(path, {**page, **rows("outcomes", mine, initial=3)}, 409)
    said = words(answer)
    for text in (
        "One, by Grace”: ",
        "Added while you had the page open.",
        "Removed while you had the page open.",
        "You remove it.",
        "You added it.",
    ):
        assert text in said, said
    sent = sent_by(answer.content.decode())
    commissioner.post(path, {**hidden(answer.content.decode()), **sent})
    standing = NeedOutcome.objects.order_by("pk").values_list("title", "who_benefits")
    people = OUTCOMES[0]["who_benefits"]
    assert list(standing) == [("One", people), ("Four", ""), ("Two", "Carers"), ("Five", "")]


def sent_by(page: str) -> dict[str, str]:
    """What the rows of a page would send."""
    found = re.findall(r'<input type="(?:text|hidden)" name="(outcomes-[^"]+)"(?: value="([^"]*)")?', page)
    areas = re.findall(r'<textarea name="(outcomes-[^"]+)"[^>]*>\s*([^<]*)</textarea>', page)
    ticked = re.findall(r'<input type="checkbox" name="(outcomes-[^"]+)"[^>]* checked', page)
    return {name: unescape(value) for name, value in [*found, *areas]} | dict.fromkeys(ticked, "on")


def test_a_row_that_both_remove_is_gone(drafting: Case, commissioner: Reader, other: Reader) -> None:
    path = at(drafting, "outcomes/")
    one, two, three = three_outcomes(drafting, commissioner)
    page = opened(commissioner, path)
    gone = rows("outcomes", [as_typed(one), as_typed(two, DELETE="on"), as_typed(three)], initial=3)
    other.post(path, {**opened(other, path), **gone})
    answer = commissioner.post(path, {**page, **gone}, 409)
    assert 'name="outcomes-2-title"' not in answer.content.decode()
    assert "tg-clash" not in answer.content.decode()


def test_rows_come_back_with_a_draft(drafting: Case, commissioner: Reader) -> None:
    path = at(drafting, "outcomes/")
    one, two, three = three_outcomes(drafting, commissioner)
    typed = [as_typed(one), as_typed(two, title="Two, better"), as_typed(three, DELETE="on"), {"title": "Four"}]
    types(commissioner, path, **rows("outcomes", typed, initial=3))
    page = commissioner.client.get(path).content.decode()
    assert sent_by(page) | {"outcomes-3-id": ""} == sent_by(page)
    assert ['value="Two, better"' in page, 'value="Four"' in page] == [True, True]
    commissioner.post(path, {**hidden(page), **sent_by(page)})
    assert list(NeedOutcome.objects.order_by("pk").values_list("title", flat=True)) == ["One", "Two, better", "Four"]


@pytest.mark.parametrize("count", ["", "-1", "x", "9" * 5000, "9999"])
def test_rows_that_cannot_be_counted_do_no_harm(drafting: Case, commissioner: Reader, count: str) -> None:
    path = at(drafting, "outcomes/")
    three_outcomes(drafting, commissioner)
    types(commissioner, path, **{"outcomes-TOTAL_FORMS": count, "outcomes-0-title": "\0"})
    assert commissioner.client.get(path).status_code == 200
    assert NeedOutcome.objects.count() == 3


def test_what_is_typed_twice_under_one_key_is_kept_once(drafting: Case, commissioner: Reader) -> None:
    path, key = at(drafting, "lessons/"), a_key()
    commissioner.post(path, {"lessons": "One.", "key": key})
    commissioner.post(path, {"lessons": "Two.", "key": key}, 422)
    assert "Two.</textarea>" in commissioner.client.get(path).content.decode()


def test_what_was_typed_before_a_record_was_submitted_can_still_be_read(
    at_gate: Case, commissioner: Reader, other: Reader
) -> None:
    path = at(at_gate, "lessons/")
    assert commissioner.client.get(path).status_code == 302
    commissioner.save(at_gate, "lessons", 409, lessons=MINE)
    answer = commissioner.client.get(path)
    assert f"{MINE}</textarea>" in answer.content.decode()
    assert "The record is not open for writing now." in words(answer)
    assert other.client.get(path).status_code == 302


def test_a_seat_finds_its_reason_again(at_gate: Case, finance: Reader, head: Reader) -> None:
    path = f"/tasks/{finance.task(at_gate, 'sign').pk}/"
    types(finance, path, action="return", reason="The lessons name one supplier.")
    answer = finance.client.get(path)
    page = answer.content.decode()
    assert "We kept what you typed on" in words(answer)
    assert "The lessons name one supplier.</textarea>" in page
    assert re.search(r'value="return"[^>]* checked', page)
    finance.post(path, {"action": "take"})
    assert "The lessons name one supplier.</textarea>" in finance.client.get(path).content.decode()
    finance.act(finance.task(at_gate, "sign"), "sign")
    assert not Draft.objects.filter(person=finance.person).exists()


def test_a_task_done_by_a_script_takes_its_draft_along(at_gate: Case, finance: Reader, head: Reader) -> None:
    task = finance.task(at_gate, "sign")
    types(finance, f"/tasks/{task.pk}/", action="return", reason="The lessons name one supplier.")
    script = Caller(finance.person)
    assert script.act(script.task("sign"), "sign").status_code == 200
    assert not Draft.objects.filter(person=finance.person).exists()


def test_a_draft_stays_where_what_was_done_is_refused(at_gate: Case, finance: Reader) -> None:
    path = f"/tasks/{finance.task(at_gate, 'sign').pk}/"
    types(finance, path, action="object", reason=MINE)
    finance.act(finance.task(at_gate, "sign"), "return", 422)
    assert MINE in finance.client.get(path).content.decode()


def test_a_reason_beside_the_answer_is_found_again_too(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    finance.post(f"/tasks/{task.pk}/", {"action": "take"})
    types(finance, f"/tasks/{task.pk}/", action="give_back", reason="I am away.")
    page = finance.client.get(f"/tasks/{task.pk}/").content.decode()
    assert re.search(r'(?s)<details class="govuk-details" open>.*?I am away\.</textarea>', page)
    types(finance, f"/tasks/{task.pk}/", action="sign", reason=" ")
    assert "We kept" not in finance.get(f"/tasks/{task.pk}/")


@pytest.mark.parametrize("section", ["need", "options", "option_costs"])
def test_a_page_with_a_draft_asks_the_database_no_more_than_others(
    drafting: Case, commissioner: Reader, other: Reader, section: str, django_assert_max_num_queries: Any
) -> None:
    commissioner.write_needs(drafting)
    path = at(drafting, f"{section}/")
    with time_machine.travel(AT, tick=False):
        types(commissioner, path, statement=MINE, option_reason=MINE)
        other.get(path)
    with time_machine.travel(AT + OPEN_FOR / 2, tick=False), django_assert_max_num_queries(12):
        commissioner.get(path)
    with time_machine.travel(AT + OPEN_FOR, tick=False), django_assert_max_num_queries(12):
        commissioner.get(at(drafting))
