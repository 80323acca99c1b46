"""A question as people meet it: on the task, at the gate, on the case, and never where its sections may not be read."""

from __future__ import annotations

from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.gates.models import Gate, Question
from tests.api.council import Council
from tests.api.council import founded as founded
from tests.commissioning.casefile.conftest import adviser as adviser
from tests.commissioning.casefile.conftest import at_gate as at_gate
from tests.commissioning.casefile.conftest import commissioner as commissioner
from tests.commissioning.casefile.conftest import council as council
from tests.commissioning.casefile.conftest import drafting as drafting
from tests.commissioning.casefile.conftest import finance as finance
from tests.commissioning.casefile.conftest import head as head
from tests.commissioning.casefile.pages import Reader

SECRET, OPEN = "Is 612,000 with VAT?", "Whom did you count as older?"
MOST = 12


def asks(reader: Reader, case: Case, kind: str, text: str, *sections: str, status: int = 302) -> Ask:
    """Ask the author on the page of the reader's task."""
    task = reader.task(case, kind)
    reader.post(f"/tasks/{task.pk}/", {"action": "ask", "text": text, "sections": sections}, status)
    return task


def replies(reader: Reader, text: str) -> None:
    """Answer the newest question on its page."""
    task = Question.objects.order_by("-pk")[0].ask
    reader.post(f"/tasks/{task.pk}/", {"action": "done", "reply": text})


def test_a_question_is_asked_answered_and_read_on_the_pages(
    at_gate: Case, commissioner: Reader, finance: Reader, head: Reader
) -> None:
    task = finance.task(at_gate, "sign")
    page = finance.get(f"/tasks/{task.pk}/")
    assert "Ask the author a question first" in page
    asks(finance, at_gate, "sign", SECRET, "current_spend")
    page = finance.get(f"/tasks/{task.pk}/")
    paused = "Paused: question to Amina Begum since"
    assert paused in page
    assert "its time stands still" in page
    assert "Withdraw the question" in page
    assert "Ask the author a question first" not in page
    work = finance.get("/")
    assert "Paused by a question to the author" in work
    assert paused in work
    for path in (f"/cases/{at_gate.reference}/", f"/cases/{at_gate.reference}/gates/{Gate.objects.get().pk}/"):
        assert "aused: question to Amina Begum since" in head.get(path)
        assert "5 working days left" in head.get(path)
    own = commissioner.get("/")
    assert "Answer a question: Finance" in own
    answering = Question.objects.get().ask
    asked = commissioner.get(f"/tasks/{answering.pk}/")
    assert "Ruth Okafor (Finance officer, Finance) asks about “Current contract and spend”" in asked
    assert SECRET in asked
    replies(commissioner, "It is without VAT.")
    page = finance.get(f"/tasks/{task.pk}/")
    assert "Paused" not in page
    assert "It is without VAT." in page
    assert SECRET in head.get(f"/cases/{at_gate.reference}/gates/{Gate.objects.get().pk}/")
    trail = head.get(f"/cases/{at_gate.reference}/trail/")
    assert "asked the author about “Current contract and spend”" in trail
    assert "answered the question of “Finance”" in trail


def test_the_voluntary_sector_never_sees_a_question_about_what_it_may_not_read(
    at_gate: Case, commissioner: Reader, finance: Reader, adviser: Reader
) -> None:
    task = asks(finance, at_gate, "sign", SECRET, "current_spend", "need")
    replies(commissioner, "It is without VAT.")
    asks(finance, at_gate, "sign", OPEN, "need")
    replies(commissioner, "Everybody over 75.")
    places = (
        f"/tasks/{adviser.task(at_gate, 'consult').pk}/",
        f"/cases/{at_gate.reference}/gates/{Gate.objects.get().pk}/",
    )
    for place in places:
        page = adviser.get(place)
        assert OPEN in page
        assert "Everybody over 75." in page
        assert SECRET not in page
        assert "without VAT" not in page
    assert SECRET not in adviser.get(f"/cases/{at_gate.reference}/")
    adviser.get(f"/tasks/{task.pk}/", 403)
    answering = Question.objects.order_by("pk")[0].ask
    assert SECRET not in adviser.get(f"/tasks/{answering.pk}/")  # closed, and told without its words


def test_whoever_may_not_see_the_case_finds_no_question(at_gate: Case, finance: Reader, council: Council) -> None:
    asks(finance, at_gate, "sign", OPEN, "need")
    Reader(council.stranger).get(f"/tasks/{Question.objects.get().ask_id}/", 404)


def test_a_question_without_words_is_refused_on_its_page(at_gate: Case, finance: Reader) -> None:
    task = asks(finance, at_gate, "sign", " ", status=422)
    assert not Question.objects.exists()
    answer = finance.post(f"/tasks/{task.pk}/", {"action": "ask", "text": OPEN, "sections": ["lessons", "gone"]}, 422)
    assert "Choose among the sections you answer for" in answer.content.decode()


def test_withdrawn_on_the_page(at_gate: Case, finance: Reader) -> None:
    task = asks(finance, at_gate, "sign", OPEN)
    finance.post(f"/tasks/{task.pk}/", {"action": "withdraw"})
    page = finance.get(f"/tasks/{task.pk}/")
    assert "Paused" not in page
    assert "closed without an answer: withdrawn by Ruth Okafor" in page


def test_pages_with_questions_ask_no_more_than_twelve_queries(
    at_gate: Case, finance: Reader, adviser: Reader, head: Reader, django_assert_max_num_queries: object
) -> None:
    asks(finance, at_gate, "sign", OPEN, "need")
    asks(adviser, at_gate, "consult", OPEN, "need")
    gate = f"/cases/{at_gate.reference}/gates/{Gate.objects.get().pk}/"
    task = f"/tasks/{finance.task(at_gate, 'sign').pk}/"
    finance.get(task)  # opens its draft
    for reader, path in (
        (finance, "/"),
        (finance, task),
        (head, gate),
        (head, f"/cases/{at_gate.reference}/"),
        (head, "/cases/"),
    ):
        with django_assert_max_num_queries(MOST):  # type: ignore[operator]  # pytest-django's fixture
            reader.get(path)
