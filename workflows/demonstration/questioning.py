"""A question of the demonstration that is open: the director asks the author of a joining record before deciding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.questions.decisions import ask_author
from commissioning.vocabulary import AskKind
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import LED_OUTSIDE

QUESTION = (
    "The agreement says that we may leave until tenders are due. On which day is that, and what would leaving cost us?"
)


def ask_the_author(cases: Mapping[str, Case], people: Mapping[str, Person], now: datetime) -> None:
    """Ask yesterday until when we may leave what another body leads; the clock of the decision stands since."""
    asks = Ask.objects.select_related("case", "strand", "post__body")
    task = asks.get(case=cases[LED_OUTSIDE.key], kind=AskKind.DECIDE, closed_at=None)
    at = moment(days_ago(now, 1), 2)
    ask_author(task, text=QUESTION, sections=("lead",), by=people["director"], at=at, key="demo/question")
