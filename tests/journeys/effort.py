"""What a journey asks of the people who make it: pages, fields, words and decisions, and the minutes these come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Response as Answer

from tests.journeys.visitors import Rows, Visitor

READ_A_MINUTE = 238  # words an adult reads silently (Brysbaert 2019, a review of 190 studies)
TYPED_A_MINUTE = 40 * 5  # characters, at forty words of five each
CHOSEN_A_MINUTE = 20  # fields that are only chosen


@dataclass
class Effort:
    """What was asked of everyone together."""

    people: set[str] = field(default_factory=set)
    pages: int = 0
    fields: int = 0
    typed: int = 0
    read: int = 0

    @property
    def minutes(self) -> float:
        """How long that takes people who read every page whole and type everything themselves."""
        return self.read / READ_A_MINUTE + self.typed / TYPED_A_MINUTE + self.fields / CHOSEN_A_MINUTE


class Counted(Visitor):
    """A visitor whose pages and answers count towards an effort. Other journeys look at the pages."""

    effort: Effort | None = None

    def _arrived(self, answer: Answer | None, status: int) -> None:
        assert answer is not None
        assert answer.status == status, f"{answer.status} instead of {status} at {answer.url}:\n{self.words()}"
        if self.effort is not None:
            self.effort.people.add(str(id(self)))
            self.effort.pages += 1
            self.effort.read += len(self.page.locator("main").inner_text().split())

    def fills_in(self, answers: Mapping[str, Any], rows: Rows | None = None) -> None:
        """Answer the questions of the page, and count them."""
        super().fills_in(answers, rows)
        if self.effort is not None:
            given = [
                *answers.values(),
                *(one for row in (rows or {}).values() for each in row for one in each.values()),
            ]
            self.effort.fields += len(given)
            self.effort.typed += sum(len(one) for one in given if isinstance(one, str))
