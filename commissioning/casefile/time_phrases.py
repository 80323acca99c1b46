"""What the trail says of time: questions that stop a clock, and tasks that wait for a post nobody holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from commissioning.verbs import Verb
from commissioning.vocabulary import Stage
from govuk.wording import day_in_words, in_words, working_days

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]


def _vacant(about: Facts) -> str:
    return f"told that “{about.get('task', 'a task')}” waits for the {about.get('post', 'post')}, which nobody holds"


def _more_of_vacancy(about: Facts) -> str:
    told = in_words(about.get("told", []))
    return f"Told: {told}." if told else "Nobody could be told: its deputy is vacant, and nobody arranges cover there."


def _question_asked(about: Facts) -> str:
    return f"asked the author about {_about_what(about)}, as “{about.get('seat', '')}”"


def _question_answered(about: Facts) -> str:
    return f"answered the question of “{about.get('seat', '')}” about {_about_what(about)}"


def _question_withdrawn(about: Facts) -> str:
    return f"withdrew the question of “{about.get('seat', '')}” about {_about_what(about)}"


def _about_what(about: Facts) -> str:
    titles = in_words(f"“{title}”" for title in about.get("sections", []))
    stage = str(about.get("stage", ""))
    return f"{titles} in {Stage(stage).label.lower()}{_of_part(about)}" if stage in Stage.values else titles


def _of_part(about: Facts) -> str:
    return f" ({about['part']})" if about.get("part") else ""


def _more_of_question(about: Facts) -> str:
    """Of whom it was asked and what the clock has left, or what was asked and until when the clock runs now."""
    due = about.get("due_on")
    told = [
        f"The question: {about['question']}" if about.get("question") else "",
        f"Of {about['to']}. The clock stands with {working_days(about['days_left'])} left." if about.get("to") else "",
        f"The clock runs again, until {day_in_words(date.fromisoformat(due))}." if due else "",
    ]
    return "\n".join(words for words in told if words)


PHRASES: Mapping[str, Phrase] = {
    Verb.ASK_VACANT: _vacant,
    Verb.QUESTION_ASKED: _question_asked,
    Verb.QUESTION_ANSWERED: _question_answered,
    Verb.QUESTION_WITHDRAWN: _question_withdrawn,
}
MORE: Mapping[str, Phrase] = {
    Verb.ASK_VACANT: _more_of_vacancy,
    Verb.QUESTION_ASKED: _more_of_question,
    Verb.QUESTION_ANSWERED: _more_of_question,
    Verb.QUESTION_WITHDRAWN: _more_of_question,
}
