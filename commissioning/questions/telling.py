"""Who is told what about a question from the gate, in the same decision."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import eligible
from accounts.models import Person
from accounts.rights import Right
from commissioning.asks.models import Ask
from commissioning.gates.models import Question
from commissioning.telling.outbox import tell
from govuk.wording import day_in_words


def tell_question(question: Question, at: datetime) -> None:
    """Tell whoever is to answer: the author, else all who hold the post."""
    opened = question.ask
    case = opened.case
    tell(
        _who(opened, at),
        case=case,
        ask=opened,
        event=f"ask/{opened.pk}",
        subject=f"{case.reference}: {question.asked_by.full_name} asks you a question",
        text=(
            f"{question.asked_by.full_name} ({question.capacity}) asks about {case.title} ({case.reference}) before "
            f"answering: {question.text}\n\nTheir time stands still until you answer. Please do by "
            f"{day_in_words(opened.due_on)}."
        ),
        at=at,
    )


def _who(opened: Ask, at: datetime) -> list[Person]:
    return [opened.taken_by] if opened.taken_by else eligible(opened.post, on=opened, at=at, right=Right.WRITE_RECORD)


def tell_answer(question: Question, waiting: Ask, at: datetime) -> None:
    """Tell whoever may answer the seat that the clock runs again, and until when."""
    case, who = waiting.case, question.answered_by
    name = who.full_name if who else ""
    tell(
        eligible(waiting.post, on=waiting, at=at),
        case=case,
        ask=waiting,
        event=f"question/{question.pk}/answered",
        subject=f"{case.reference}: {name} has answered your question",
        text=(
            f"You asked about {case.title} ({case.reference}): {question.text}\n\n{name} answers: {question.reply}\n\n"
            f"Your time runs again: please answer by {day_in_words(waiting.due_on)}."
        ),
        at=at,
    )


def tell_withdrawal(question: Question, by: Person, at: datetime) -> None:
    """Tell whoever was to answer that nobody needs it any more."""
    case = question.ask.case
    tell(
        eligible(question.ask.post, on=question.ask, at=at, right=Right.WRITE_RECORD),
        case=case,
        event=f"question/{question.pk}/withdrawn",
        subject=f"{case.reference}: a question to you was withdrawn",
        text=f"{by.full_name} has withdrawn the question about {case.title} ({case.reference}): {question.text}",
        at=at,
    )
