"""Tasks as people meet them: what they read, what they can do, and how a refusal reads."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case
from commissioning.gates.models import Seat
from govuk.wording import day_in_words
from tests.accounts.factories import a_key
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words

NEED = "Older people wait 9 weeks for help at home."
SPEND = "612,000.50"


def test_a_seat_reads_the_stored_text_and_its_fingerprint(at_gate: Case, finance: Reader) -> None:
    page = finance.get(f"/tasks/{finance.task(at_gate, 'sign').pk}/")
    assert NEED in page
    assert SPEND in page
    assert (
        "You answer for the sections shown here, as part of submission 1. Fingerprint of the whole submission:" in page
    )
    assert "Voluntary sector" in page


def test_the_stored_text_is_shown_whatever_the_record_says_now(at_gate: Case, finance: Reader) -> None:
    seat = Seat.objects.select_related("gate").get(rule__title="Finance")
    stored = seat.gate.submissions.get().sections.get(key="need")
    assert stored.stated["statement"] == NEED
    assert NEED in finance.get(f"/tasks/{finance.task(at_gate, 'sign').pk}/")


def test_the_voluntary_sector_reads_its_own_sections_alone(at_gate: Case, adviser: Reader) -> None:
    page = adviser.get(f"/tasks/{adviser.task(at_gate, 'consult').pk}/")
    assert NEED in page
    assert SPEND not in page
    assert "Hours at 21 pounds." not in page


def test_the_voluntary_sector_does_not_open_anothers_task(at_gate: Case, adviser: Reader, finance: Reader) -> None:
    page = adviser.get(f"/tasks/{finance.task(at_gate, 'sign').pk}/", 403)
    assert "You cannot do this" in page
    assert SPEND not in page


def test_the_author_learns_why_they_cannot_sign(at_gate: Case, commissioner: Reader, finance: Reader) -> None:
    page = commissioner.get(f"/tasks/{finance.task(at_gate, 'sign').pk}/", 403)
    assert "This waits for the Finance officer, Finance, a post you do not hold." in page


def test_a_task_of_a_case_one_may_not_see_is_not_there(
    at_gate: Case, readers: dict[str, Reader], finance: Reader
) -> None:
    task = finance.task(at_gate, "sign")
    for name in ("stranger", "supplier"):
        readers[name].get(f"/tasks/{task.pk}/", 404)
        readers[name].post(f"/tasks/{task.pk}/", {"action": "sign"}, 404)


def test_a_signature_gives_a_receipt(at_gate: Case, finance: Reader) -> None:
    answer = finance.act(finance.task(at_gate, "sign"), "sign")
    entry = Entry.objects.get(stream=at_gate.stream_name, verb="gate.answered")
    page = finance.get(answer.url)
    assert "You signed" in page
    assert f"entry {entry.number} of the trail of {at_gate.reference}" in page
    assert entry.digest[:4] in page
    assert "What happens next" in page


def test_a_receipt_is_for_who_made_the_entry(at_gate: Case, finance: Reader, head: Reader) -> None:
    receipt = finance.act(finance.task(at_gate, "sign"), "sign").url
    head.get(receipt, 404)
    finance.get(receipt.split("?", maxsplit=1)[0], 404)


def test_a_receipt_says_what_its_entry_says_whatever_the_address_says(at_gate: Case, finance: Reader) -> None:
    receipt = finance.act(finance.task(at_gate, "sign"), "return", reason="Not yet.").url
    assert "action" not in receipt
    for query in ("", "&action=stop", "&action=sign"):
        page = finance.get(f"{receipt}{query}")
        assert "You returned the record" in page
        assert "You stopped the case" not in page
        assert "You signed" not in page


def test_an_entry_about_something_else_is_no_receipt_of_a_task(
    at_gate: Case, council: Council, commissioner: Reader, finance: Reader
) -> None:
    task = finance.task(at_gate, "sign")
    finance.act(task, "take")
    taken = Entry.objects.get(verb="ask.taken")
    finance.get(f"/tasks/{task.pk}/receipt/?entry={taken.number}", 404)
    written = Ask.objects.get(case=at_gate, kind="write", closed_by=commissioner.person)
    opened, submitted = Entry.objects.get(verb="case.opened"), Entry.objects.get(verb="record.submitted")
    commissioner.get(f"/tasks/{written.pk}/receipt/?entry={opened.number}", 404)
    commissioner.get(f"/tasks/{task.pk}/receipt/?entry={submitted.number}", 404)
    assert "The record is at its gate" in commissioner.get(f"/tasks/{written.pk}/receipt/?entry={submitted.number}")


def test_an_earlier_answer_is_no_receipt_of_a_later_task_of_the_same_seat(
    returned: Case, commissioner: Reader, finance: Reader
) -> None:
    first = Ask.objects.get(case=returned, kind="sign")
    answer = Entry.objects.get(verb="gate.answered", person=finance.person)
    assert "You returned the record" in finance.get(f"/tasks/{first.pk}/receipt/?entry={answer.number}")
    commissioner.submit(returned)
    finance.get(f"/tasks/{finance.task(returned, 'sign').pk}/receipt/?entry={answer.number}", 404)


def test_the_same_page_sent_twice_is_answered_as_the_first_time(at_gate: Case, finance: Reader) -> None:
    task, key = finance.task(at_gate, "sign"), a_key()
    first = finance.act(task, "sign", key=key, digest=digest_of(task))
    second = finance.act(task, "sign", key=key, digest=digest_of(task))
    assert first.url == second.url
    assert Entry.objects.filter(verb="gate.answered").count() == 1


def digest_of(task: Ask) -> str:
    """The digest that a task's page holds."""
    seat = Seat.objects.get(pk=int(task.source.removeprefix("seat/")))
    return str(seat.gate.submissions.get().digest)


def test_the_same_key_with_another_answer_is_refused(at_gate: Case, finance: Reader) -> None:
    task, key = finance.task(at_gate, "sign"), a_key()
    finance.act(task, "sign", key=key)
    answer = finance.post(f"/tasks/{task.pk}/", {"action": "return", "reason": "No.", "key": key}, 422)
    assert "This page was used already" in words(answer)


def test_who_comes_second_reads_who_was_first(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    digest = digest_of(task)
    finance.act(task, "sign")
    answer = finance.post(f"/tasks/{task.pk}/", {"action": "sign", "digest": digest}, 409)
    assert "Ruth Okafor" in words(answer)
    assert "Nothing of yours was changed." in words(answer)


def test_a_closed_task_says_who_did_what_when(at_gate: Case, finance: Reader, head: Reader) -> None:
    task = finance.task(at_gate, "sign")
    finance.act(task, "sign")
    told = head.get(f"/tasks/{task.pk}/")
    assert "Ruth Okafor closed this task on" in told
    assert ": signed." in told


@pytest.mark.parametrize("action", ["object", "return"])
def test_a_reason_is_asked_for_on_the_page(at_gate: Case, finance: Reader, action: str) -> None:
    task = finance.task(at_gate, "sign")
    answer = finance.act(task, action, 422)
    assert "There is a problem" in words(answer)
    assert "Say why." in words(answer)
    assert "Error: Sign the record of needs analysis" in answer.content.decode()
    assert Ask.objects.get(pk=task.pk).open


def test_another_text_than_the_one_read_is_overtaken(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    answer = finance.post(f"/tasks/{task.pk}/", {"action": "sign", "digest": "0" * 64}, 409)
    assert "The text has changed since you read it." in words(answer)


def test_an_answer_that_was_not_chosen_is_asked_for(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    assert "Answer the question: What do you answer?" in words(finance.post(f"/tasks/{task.pk}/", {}, 422))
    finance.post(f"/tasks/{task.pk}/", {"action": "dance"}, 422)


def test_an_answer_without_its_key_is_refused(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    assert "This page is incomplete." in words(finance.act(task, "sign", 422, key=""))


def test_a_seat_asked_again_sees_the_words_that_changed(
    returned: Case, commissioner: Reader, finance: Reader, adviser: Reader
) -> None:
    commissioner.save(returned, "lessons", lessons="Two suppliers leave a choice.")
    page = commissioner.get(f"/cases/{returned.reference}/records/needs/submit/")
    assert "Not asked again: their answer still stands" in page
    commissioner.submit(returned)
    page = finance.get(f"/tasks/{finance.task(returned, 'sign').pk}/")
    assert "Since you last answered, 1 of the 19 sections you answer for has changed." in page
    assert "struck out: One supplier left no put in: Two suppliers leave a choice." in page
    assert not Ask.objects.filter(kind="consult", closed_at=None).exists()
    gate_id = Seat.objects.order_by("pk")[0].gate_id
    gate = commissioner.get(f"/cases/{returned.reference}/gates/{gate_id}/")
    assert "Advice given, carried over" in gate


def test_a_seat_asked_again_about_the_same_text_is_told_so(
    returned: Case, commissioner: Reader, finance: Reader
) -> None:
    commissioner.submit(returned)
    page = finance.get(f"/tasks/{finance.task(returned, 'sign').pk}/")
    assert "None of the sections you answer for has changed since you last answered." in page


def test_the_author_sees_every_reason_and_what_is_not_mended(returned: Case, commissioner: Reader) -> None:
    page = commissioner.get(f"/cases/{returned.reference}/records/needs/")
    assert "Returned as not ready" in page
    assert "The lessons name one supplier only." in page
    assert page.index("Returned as not ready") < page.index("Advice given") < page.index("Ask the lunch clubs.")
    assert page.count("Returned") >= 10
    commissioner.save(returned, "lessons", lessons="Two suppliers leave a choice.")
    page = commissioner.get(f"/cases/{returned.reference}/records/needs/")
    assert "1 of 14 sections are complete" in page
    assert "The lessons name one supplier only." in commissioner.get(
        f"/cases/{returned.reference}/records/needs/lessons/"
    )


def test_a_record_is_taken_back_after_a_return(at_gate: Case, commissioner: Reader, finance: Reader) -> None:
    finance.act(finance.task(at_gate, "sign"), "return", reason="One supplier only.")
    task = commissioner.task(at_gate, "write")
    assert "Take it back now" in commissioner.get(f"/tasks/{task.pk}/")
    assert "It has been returned already" in commissioner.get(f"/cases/{at_gate.reference}/")
    assert "Enter why" in words(commissioner.act(task, "take_back", 422, reason=""))
    receipt = commissioner.act(task, "take_back", reason="I see what is meant.")
    assert "The record is yours again" in commissioner.get(receipt.url)
    assert "was returned and is being mended" in commissioner.get(f"/cases/{at_gate.reference}/")


def test_a_task_is_taken_and_given_back(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    assert finance.act(task, "take").url == f"/tasks/{task.pk}/"
    assert "You are on it" in finance.get(f"/tasks/{task.pk}/")
    assert "Enter why" in words(finance.act(task, "give_back", 422, reason=" "))
    assert finance.act(task, "give_back", reason="On leave.").url == "/"
    assert "The others who hold this post can take it." in finance.get("/")


def test_a_decision_is_deferred_until_a_day(
    at_gate: Case, finance: Reader, adviser: Reader, head: Reader, council: Council
) -> None:
    finance.act(finance.task(at_gate, "sign"), "sign")
    adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Ask the lunch clubs.")
    task = head.task(at_gate, "decide")
    page = head.get(f"/tasks/{task.pk}/")
    assert "Ask the lunch clubs." in page
    past = {"until_day": "1", "until_month": "2", "until_year": "2020"}
    assert "Enter a day after today" in words(head.act(task, "defer", 422, reason="Wait.", **past))
    far = {"until_day": "3", "until_month": "february", "until_year": "2049"}
    assert "Enter a date within a year" in words(head.act(task, "defer", 422, reason="Wait.", **far))
    soon = timezone.localdate() + timedelta(days=200)
    ahead = {"until_day": str(soon.day), "until_month": f"{soon:%B}", "until_year": str(soon.year)}
    receipt = head.act(task, "defer", reason="Wait for the budget.", **ahead)
    assert "You deferred the decision" in head.get(receipt.url)
    assert day_in_words(soon) in head.get("/")
    amended = {"reason": "Two years.", "text": "Agreed for two years.", **past}  # a day is only of a deferral
    head.act(head.task(at_gate, "decide"), "amend", **amended)
    assert "Agreed for two years." in head.get(f"/cases/{at_gate.reference}/trail/")


def test_agreeing_against_a_seat_that_did_not_support_it_needs_a_reason_and_is_flagged(
    at_gate: Case, finance: Reader, adviser: Reader, head: Reader
) -> None:
    finance.act(finance.task(at_gate, "sign"), "object", reason="The fourth year has no budget.")
    adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Yes.")
    task = head.task(at_gate, "decide")
    assert "Answered: Finance (not supported) and Voluntary sector (gave advice)" in head.get(
        f"/cases/{at_gate.reference}/"
    )
    assert "Say why you agree all the same" in words(head.act(task, "pass", 422))
    head.act(task, "pass", reason="Members will find it.")
    gate = Seat.objects.order_by("pk")[0].gate_id
    assert "The decision was taken although a seat signed “not supported”." in head.get(
        f"/cases/{at_gate.reference}/gates/{gate}/"
    )


def test_a_record_that_is_not_complete_is_not_submitted(drafting: Case, commissioner: Reader) -> None:
    task = commissioner.task(drafting, "write")
    answer = commissioner.act(task, "submit", 422)
    assert "There is a problem" in words(answer)
    assert "Finish these sections first: The need" in words(answer)
    assert "/records/needs/need/" in answer.content.decode()


def test_an_answer_of_another_kind_is_refused(drafting: Case, commissioner: Reader) -> None:
    task = commissioner.task(drafting, "write")
    assert "cannot be answered with" in words(commissioner.act(task, "sign", 422))


def test_a_long_list_of_work_has_pages(drafting: Case, commissioner: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioning.casefile.views.work.work_list", partial(work_list, size=1))
    write = Ask.objects.get(case=drafting, kind="write")
    later = write.due_on + timedelta(days=30)
    Ask.objects.create(**{**_columns(write), "title": "Write it all again", "source": "write/again", "due_on": later})
    first, second = commissioner.get("/"), commissioner.get("/?page=2")
    assert "Waiting for you (1+)" in first
    assert "Write it all again" not in first
    assert "Waiting for you (2)" in second
    assert "Write it all again" in second
    assert 'href="?page=2"' in commissioner.client.get("/").content.decode()
    assert 'href="?page=1"' in commissioner.client.get("/?page=2").content.decode()
    assert "Nothing waits for you on this page." in commissioner.get("/?page=3")
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert "Waiting for you (1+)" in commissioner.get(f"/?page={odd}")


def _columns(row: Ask) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def test_the_next_piece_of_work_is_one_that_can_be_done(
    at_gate: Case, council: Council, commissioner: Reader, finance: Reader
) -> None:
    """Not what waits for an answer to a question, though it is due first."""
    paused = finance.task(at_gate, "sign")
    finance.act(paused, "ask", text="Is the second year in the costs?")
    assert Ask.objects.get(pk=paused.pk).paused
    cases = [commissioner.open_case(council, title) for title in ("Youth hubs", "Parks")]
    for case in cases:
        commissioner.write_needs(case)
        commissioner.submit(case)
    page = finance.get(finance.act(finance.task(cases[1], "sign"), "sign").url)
    shown = page.split("Your next piece of work")[1]
    assert cases[0].reference in shown
    assert at_gate.reference not in shown
