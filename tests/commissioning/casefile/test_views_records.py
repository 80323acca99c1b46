"""Writing a record, page by page: nothing typed is lost, and what was submitted is read as it was."""

from __future__ import annotations

import re

from accounts.models import Holding
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.casefile.forms import MOST_ROWS
from commissioning.gates.models import Seat, SignOff
from commissioning.needs.models import NeedOutcome, NeedsRecord, Option
from commissioning.records.forms import LONGEST_ANSWER
from govuk.fields import LONGEST_REASON
from tests.accounts.factories import a_key, appointed
from tests.commissioning.casefile.pages import NEED, OPTIONS, OUTCOMES, WEIGHTS, Reader, rows, words

LEFT = "Answer “Who needs it, and how many are they?”. Answer “Which wards are affected?”"


def at(case: Case, page: str = "") -> str:
    """The address of a page of the needs record."""
    return f"/cases/{case.reference}/records/needs/{page}"


def test_a_task_list_says_how_far_each_section_is(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "need", statement=NEED["statement"])
    commissioner.save(drafting, "evidence", evidence="Delays.", sources="Assessment.")
    page = commissioner.get(at(drafting))
    assert f"The need 2 things to do: {LEFT} In progress" in page
    assert "Evidence Complete" in page
    assert "Lessons Asked because the value with VAT over the whole life is £100,000 or more Not started" in page
    assert "1 of 13 sections" in page


def test_a_half_done_section_is_kept(drafting: Case, commissioner: Reader) -> None:
    answer = commissioner.save(drafting, "need", statement=NEED["statement"])
    assert answer.url == at(drafting)
    assert "“The need” is saved." in commissioner.get(at(drafting))
    assert NEED["statement"] in commissioner.get(at(drafting, "need/"))


def test_saving_can_go_on_to_the_next_section(drafting: Case, commissioner: Reader) -> None:
    assert commissioner.save(drafting, "need", then="next", **NEED).url == at(drafting, "screening/")
    assert commissioner.save(drafting, "lessons", then="next", lessons="None.").url == at(drafting)


def test_the_next_section_is_named_where_no_answer_puts_another_before_it(drafting: Case, commissioner: Reader) -> None:
    """Whether personal data is handled decides what comes after that page."""
    assert "Save and go on to Personal data and staff" in commissioner.get(at(drafting, "need/"))
    page = commissioner.get(at(drafting, "screening/"))
    assert "Save and go on" in page
    assert "Save and go on to" not in page


def test_what_is_not_asked_is_passed_over_and_listed_with_why(drafting: Case, commissioner: Reader) -> None:
    answer = commissioner.save(drafting, "screening", then="next", personal_data="no", tupe="no")
    assert answer.url == at(drafting, "evidence/")
    answer = commissioner.save(drafting, "screening", then="next", personal_data="yes", tupe="no")
    assert answer.url == at(drafting, "data_protection/")
    assert "Asked because personal data will be handled." in commissioner.get(at(drafting, "data_protection/"))
    page = commissioner.get(at(drafting))
    assert "Not asked here: 4 sections" in page
    assert "Staff who may transfer : it is asked where staff may transfer from one employer to another" in page


def test_an_answer_that_cannot_be_read_is_shown_with_its_question(drafting: Case, commissioner: Reader) -> None:
    answer = commissioner.save(drafting, "current_spend", 422, annual_spend="much", current_contract="Bright Days")
    page = answer.content.decode()
    assert "There is a problem" in words(answer)
    assert 'href="#id_annual_spend"' in page
    assert "Bright Days" in page
    assert NeedsRecord.objects.get().current_contract == ""


def test_rows_are_added_changed_and_removed(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "options", **rows("options", OPTIONS))
    first, second = Option.objects.order_by("pk")
    changed = [
        {"id": str(first.pk), **OPTIONS[0], "DELETE": "on"},
        {"id": str(second.pk), **OPTIONS[1], "title": "Three lots"},
        {**OPTIONS[0], "title": "Wait a year"},
    ]
    commissioner.save(drafting, "options", **rows("options", changed, initial=2))
    assert list(Option.objects.order_by("pk").values_list("title", flat=True)) == ["Three lots", "Wait a year"]
    assert Option.objects.order_by("pk")[0].pk == second.pk


def test_enter_saves_on_a_page_with_rows(drafting: Case, commissioner: Reader) -> None:
    for section in ("outcomes", "options", "lessons"):
        page = commissioner.client.get(at(drafting, f"{section}/")).content.decode()
        form = page[page.index('enctype="multipart/form-data" novalidate data-drafts=') :]
        first, *others = re.findall(r'<button [^>]*type="submit"[^>]*>', form[: form.index("</form>")])
        assert "name=" not in first
        heard = [button for button in (first, *others) if "aria-hidden" not in button and "name=" not in button]
        assert len(heard) == 1
        assert ('aria-hidden="true"' in first, 'tabindex="-1"' in first) == (True, True)


def test_an_empty_row_is_no_row(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "outcomes", **rows("outcomes", [*OUTCOMES, {"title": ""}]))
    assert NeedOutcome.objects.count() == 1


def test_another_row_can_be_asked_for_without_losing_what_was_typed(drafting: Case, commissioner: Reader) -> None:
    typed = {**rows("outcomes", OUTCOMES), "add_another": "outcomes"}
    answer = commissioner.save(drafting, "outcomes", 200, **typed)
    page = answer.content.decode()
    assert 'name="outcomes-1-title"' in page
    assert OUTCOMES[0]["title"] in page
    assert not NeedOutcome.objects.exists()


def test_a_row_that_someone_else_removed_is_refused_and_what_was_typed_stays(
    drafting: Case, commissioner: Reader
) -> None:
    gone = [{"id": "999", **OUTCOMES[0]}]
    answer = commissioner.save(drafting, "outcomes", 422, **rows("outcomes", gone, initial=1))
    assert "That outcome is not part of this record any more." in words(answer)
    assert OUTCOMES[0]["title"] in answer.content.decode()


def read_of(reader: Reader, path: str) -> str:
    """The hidden digest of the section as its page was opened."""
    found = re.search(r'name="read" value="([0-9a-f]+)"', reader.client.get(path).content.decode())
    assert found is not None
    return found[1]


def test_who_saves_over_someone_else_sees_both_texts_and_loses_nothing(drafting: Case, commissioner: Reader) -> None:
    path = at(drafting, "lessons/")
    read = read_of(commissioner, path)
    commissioner.post(path, {"lessons": "What the other wrote.", "read": read})
    answer = commissioner.post(path, {"lessons": "What I wrote.", "read": read}, 409)
    assert "Someone else saved “Lessons” while you had it open." in words(answer)
    assert "What the other wrote." in words(answer)
    page = answer.content.decode()
    assert "What I wrote.</textarea>" in page
    fresh = dict(re.findall(r'name="(key|read)" value="([0-9a-f]+)"', page))
    commissioner.post(path, {"lessons": "What I wrote.", **fresh})
    assert NeedsRecord.objects.get().lessons == "What I wrote."


def test_a_page_sent_twice_saves_once_and_with_other_answers_asks_again(drafting: Case, commissioner: Reader) -> None:
    path, key = at(drafting, "lessons/"), a_key()
    first = commissioner.post(path, {"lessons": "One.", "key": key})
    assert commissioner.post(path, {"lessons": "One.", "key": key}).url == first.url
    assert Entry.objects.filter(verb="record.saved").count() == 1
    answer = commissioner.post(path, {"lessons": "Two.", "key": key}, 422)
    assert "This page was sent before" in words(answer)
    assert "Two.</textarea>" in answer.content.decode()


def test_an_error_in_a_row_names_the_row(drafting: Case, commissioner: Reader) -> None:
    assert "Save the options first" in commissioner.get(at(drafting, "option_costs/"))
    commissioner.write_needs(drafting)
    assert "Save the options first" not in commissioner.get(at(drafting, "option_costs/"))
    first, second = Option.objects.order_by("pk")
    marks = [{"id": str(first.pk), "benefit_score": "3"}, {"id": str(second.pk), "benefit_score": "6"}]
    page = words(commissioner.save(drafting, "option_scores", 422, **WEIGHTS, **rows("options", marks, 2)))
    assert "There is a problem Option 2, “Two lots”: Score for its benefits must be 5 or less" in page


def test_a_page_without_its_key_is_refused(drafting: Case, commissioner: Reader) -> None:
    answer = commissioner.save(drafting, "lessons", 422, lessons="One.", key="")
    assert "This page is incomplete." in words(answer)


def test_those_who_cannot_write_a_section_read_it(drafting: Case, commissioner: Reader, finance: Reader) -> None:
    commissioner.save(drafting, "need", **NEED)
    assert "Nothing in it has been submitted yet." in finance.get(at(drafting))
    page = finance.get(at(drafting, "need/"))
    assert NEED["statement"] in page
    assert "You can read this section." in page
    assert "cannot" in words(finance.save(drafting, "need", 403, **NEED))
    finance.get(at(drafting, "check/"), 403)


def test_the_voluntary_sector_reads_nothing_before_it_is_asked(
    drafting: Case, commissioner: Reader, adviser: Reader
) -> None:
    commissioner.save(drafting, "need", **NEED)
    page = adviser.get(at(drafting))
    assert "There is nothing for you to read here." in page
    assert NEED["statement"] not in page
    adviser.get(at(drafting, "need/"), 403)


def test_the_voluntary_sector_reads_its_own_sections_afterwards(at_gate: Case, adviser: Reader) -> None:
    page = adviser.get(at(at_gate))
    assert NEED["statement"] in page
    assert "You see the sections that your post is asked about." in page
    assert "612,000" not in page


def test_answers_are_checked_before_they_are_submitted(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "need", **NEED)
    page = commissioner.get(at(drafting, "check/"))
    assert NEED["statement"] in page
    assert "sections are not complete yet" in page
    commissioner.write_needs(drafting)
    page = commissioner.get(at(drafting, "check/"))
    assert "612,000.50" in page
    assert "Continue" in page


def test_what_is_still_to_do_is_named_one_by_one(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "need", statement=NEED["statement"])
    page = commissioner.get(at(drafting, "check/"))
    assert f"2 things to do {LEFT}" in page
    assert f"Still to do: {LEFT}" in commissioner.get(at(drafting, "need/"))
    assert "Still to do" not in commissioner.get(at(drafting, "lessons/"))
    refused = commissioner.act(commissioner.task(drafting, "write"), "submit", 422)
    assert f"2 things to do {LEFT}" in words(refused)


def test_who_will_be_asked_is_said_before_submitting(drafting: Case, commissioner: Reader) -> None:
    commissioner.write_needs(drafting)
    page = commissioner.get(at(drafting, "submit/"))
    assert (
        "Finance officer, Finance (Ruth Okafor) What they do Signs For which sections All sections Until when By"
        in page
    )
    assert "For which sections The need Evidence Engagement Equality screening Outcomes sought Options" in page
    assert "Within 5 working days of being asked" in page
    assert "The policy asks for them." in page


def test_a_submitted_record_is_read_from_its_stored_text(at_gate: Case, commissioner: Reader) -> None:
    page = commissioner.get(at(at_gate))
    assert "Submission 1, handed in by Amina Begum" in page
    assert "612,000.50" in page
    assert commissioner.client.get(at(at_gate, "need/")).url == at(at_gate)  # type: ignore[attr-defined]  # a redirect
    assert commissioner.client.get(at(at_gate, "check/")).status_code == 302
    assert commissioner.client.get(at(at_gate, "submit/")).status_code == 302


def test_saving_a_submitted_section_is_overtaken(at_gate: Case, commissioner: Reader) -> None:
    answer = commissioner.save(at_gate, "lessons", 409, lessons="Too late.")
    assert "is not open for writing now" in words(answer)
    assert "Too late." in answer.content.decode()


def test_an_earlier_submission_can_be_read(returned: Case, commissioner: Reader) -> None:
    commissioner.save(returned, "lessons", lessons="Two suppliers leave a choice.")
    commissioner.submit(returned)
    assert "Two suppliers leave a choice." in commissioner.get(at(returned))
    earlier = commissioner.get(at(returned) + "?submission=1")
    assert "One supplier left no choice." in earlier
    assert "Two suppliers leave a choice." not in earlier
    commissioner.get(at(returned) + "?submission=9", 404)


def test_changed_answers_are_marked_when_they_are_checked_again(returned: Case, commissioner: Reader) -> None:
    commissioner.save(returned, "lessons", lessons="Two suppliers leave a choice.")
    answer = commissioner.client.get(at(returned, "check/"))
    assert "Lessons Changed" in words(answer)
    assert f'href="{at(returned, "submit/")}"' in answer.content.decode()


def carried_in(reader: Reader, case: Case, query: str = "") -> int:
    """How many seats the page before submitting says are not asked again."""
    return reader.get(at(case, f"submit/{query}")).count("Not asked again: their answer still stands")


def test_who_is_asked_again_follows_from_what_is_stored_whatever_the_address_says(
    returned: Case, commissioner: Reader
) -> None:
    for query in ("", "?changed=need", "?changed=lessons&changed=need"):
        assert carried_in(commissioner, returned, query) == 1
    commissioner.save(returned, "need", **{**NEED, "statement": "They wait ten weeks."})
    for query in ("", "?changed=", "?changed=lessons"):
        assert carried_in(commissioner, returned, query) == 0
    commissioner.save(returned, "need", **NEED)
    assert carried_in(commissioner, returned) == 1


def test_who_is_asked_again_is_who_the_submission_asks(returned: Case, commissioner: Reader, adviser: Reader) -> None:
    appointed(adviser.person, Holding.objects.get(person=commissioner.person).post)
    assert carried_in(commissioner, returned) == 1
    adviser.save(returned, "lessons", lessons="What I would bid for.")
    assert carried_in(commissioner, returned) == 0
    commissioner.submit(returned)
    assert not Seat.objects.filter(carried=True).exists()


def test_what_is_not_there_is_not_found(drafting: Case, commissioner: Reader) -> None:
    for path in ("records/tender/", "records/tea/", "records/needs/tea/", "records/needs/?strand=9", "gates/9/"):
        commissioner.get(f"/cases/{drafting.reference}/{path}", 404)
    commissioner.get("/cases/TG-1999-0001/", 404)


def test_an_answer_may_be_as_long_on_the_page_as_by_script(drafting: Case, commissioner: Reader) -> None:
    answer = commissioner.save(drafting, "lessons", 422, lessons="x" * (LONGEST_ANSWER + 1))
    assert "must be 50,000 characters or less, and has 50,001. Shorten it" in words(answer)
    assert NeedsRecord.objects.get().lessons == ""
    lines = "x" * (LONGEST_ANSWER // 2 - 1) + "\r\n" + "x" * (LONGEST_ANSWER // 2)
    commissioner.save(drafting, "lessons", lessons=lines)
    wards = "\n".join(f"Ward {number}" for number in range(LONGEST_ANSWER // 8))
    told = words(commissioner.save(drafting, "need", 422, wards=wards))
    assert "must be 50,000 characters or less" in told


def test_a_reason_may_be_as_long_on_the_page_as_by_script(at_gate: Case, finance: Reader) -> None:
    answer = finance.act(finance.task(at_gate, "sign"), "return", 422, reason="x" * (LONGEST_REASON + 1))
    assert "must be 10,000 characters or less, and has 10,001" in words(answer)
    assert not SignOff.objects.exists()


def test_a_section_takes_as_many_rows_as_a_page_may_have(drafting: Case, commissioner: Reader) -> None:
    options = [{**OPTIONS[0], "title": f"Option {number}"} for number in range(MOST_ROWS)]
    commissioner.save(drafting, "options", option_reason="Too many to choose from.", **rows("options", options))
    assert f"Option {MOST_ROWS - 1}" in commissioner.get(f"/cases/{drafting.reference}/records/needs/options/")
