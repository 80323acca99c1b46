"""A person in front of the pages: opens them, fills in what they ask, presses the buttons."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from zeal import zeal_ignore

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.needs.sections import ROOM
from tests.accounts.factories import a_key
from tests.api.council import Council

NEED = {
    "statement": "Older people wait 9 weeks for help at home.",
    "population": "About 640 people over 75.",
    "wards": "Mill Ward\nHarbour Ward",
}
SECTIONS: dict[str, dict[str, str]] = {
    "need": NEED,
    "screening": {"personal_data": "no", "tupe": "no"},
    "evidence": {"evidence": "Delays rose from 21 to 34 a month.", "sources": "Needs assessment, May 2026."},
    "current_spend": {"current_contract": "Bright Days Care Ltd.", "annual_spend": "£612,000.50"},
    "market": {"market": "A dozen suppliers.", "market_small": "Lots are large."},
    "engagement": {"market_engagement": "An event with 14 suppliers.", "vcse_engagement": "Two meetings."},
    "consultation": {"consultation": "yes", "consultation_reason": "A survey of six weeks."},
    "equality": {
        "equality_discrimination_effect": "helps",
        "equality_discrimination": "Complaints are monitored.",
        "equality_opportunity_effect": "helps",
        "equality_opportunity": "Visits at times that suit.",
        "equality_relations_effect": "none",
        "equality_relations": "Lunch clubs.",
        "equality_characteristics": "Age",
        "equality_assessment": "no",
        "equality_reason": "Nobody is worse off.",
    },
    "funding": {"external_funding": "no"},
    "lessons": {"lessons": "One supplier left no choice."},
}
OUTCOMES = [
    {
        "kind": "people",
        "title": "At home in two days",
        "who_benefits": "People over 75",
        "how_known": "Days to the first visit",
    }
]
LEFT_OUT = "One outcome is enough."
WEIGHTS = {"weight_benefit": "40", "weight_risk": "20", "weight_social_value": "20", "weight_cost": "20"}
OPTIONS = [
    {"kind": "do_nothing", "title": "Let it end", "benefits": "None.", "risks": "Waits grow.", "chosen": "no"},
    {"kind": "contract", "title": "Two lots", "benefits": "Choice.", "risks": "Cost.", "chosen": "yes"},
]


class Reader:
    """A signed-in person, and what they see."""

    def __init__(self, person: Person) -> None:
        self.person, self.client = person, Client()
        self.client.force_login(person)

    def get(self, path: str, status: int = 200) -> str:
        """Open a page and return its words."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{words(answer)}"
        return words(answer)

    def post(self, path: str, data: dict[str, Any], status: int = 302) -> Any:
        """Send a form with a key of its own unless it has one."""
        with zeal_ignore():  # a verb reads and writes its rows one by one
            answer = self.client.post(path, {**managed(path), "key": a_key(), **data})
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{words(answer)}"
        return answer

    def open_case(self, council: Council, title: str = "Homecare, north of the borough", **more: Any) -> Case:
        """Open a case as its commissioner."""
        value = {"value_net": "2,400,000", "value_gross": "£2,880,000"}
        self.post("/cases/open/", {"title": title, "service": council.service.pk, **value, **more})
        return Case.objects.get(title=title)

    def save(self, case: Case, section: str, status: int = 302, /, **answers: str) -> Any:
        """Save a section of the needs."""
        return self.post(f"/cases/{case.reference}/records/needs/{section}/", answers, status)

    def write_needs(self, case: Case) -> None:
        """Answer every question of the needs."""
        for section, answers in SECTIONS.items():
            self.save(case, section, **answers)
        self.save(case, "outcomes", outcomes_left_out=LEFT_OUT, **rows("outcomes", OUTCOMES))
        self.save(case, "options", option_reason="Only a contract can start in April.", **rows("options", OPTIONS))
        page = self.client.get(f"/cases/{case.reference}/records/needs/option_costs/").content.decode()
        ids = re.findall(r'<option value="(\d+)"', page)
        options = list(dict.fromkeys(ids))
        costs = [{"option": pk, "cost": "1,000", "basis": "At 21 pounds.", "cost_score": "3"} for pk in options]
        self.save(case, "option_costs", **rows("option_costs", costs))
        marks = {"social_value": "Jobs.", "benefit_score": "3", "risk_score": "3", "social_value_score": "3"}
        self.save(case, "option_scores", **WEIGHTS, **rows("options", [{"id": pk, **marks} for pk in options], 2))

    def task(self, case: Case, kind: str) -> Ask:
        """The open task of a kind that waits in a case for a post this person holds."""
        mine = Ask.objects.filter(case=case, kind=kind, closed_at=None, post__holdings__person=self.person)
        return mine.get()

    def submit(self, case: Case) -> Any:
        """Submit the record that is being written."""
        return self.act(self.task(case, "write"), "submit")

    def act(self, task: Ask, action: str, status: int = 302, /, **more: str) -> Any:
        """Carry a task out, with the digest that its page holds."""
        page = self.client.get(f"/tasks/{task.pk}/").content.decode()
        digest = re.search(r'name="digest" value="([0-9a-f]*)"', page)
        data = {"action": action, "digest": digest[1] if digest else "", **more}
        return self.post(f"/tasks/{task.pk}/", data, status)


def managed(path: str) -> dict[str, str]:
    """What the page of a section of the needs sends of rows that nobody filled in."""
    found = re.search(r"/records/needs/(\w+)/$", path.partition("?")[0])
    known = [section for section in ROOM.sections if found and section.key == found[1]]
    sets = [row_set for section in known for row_set in section.rows if not row_set.fixed]
    return {name: value for row_set in sets for name, value in rows(row_set.name, []).items()}


def rows(prefix: str, given: list[dict[str, str]], initial: int = 0) -> dict[str, str]:
    """The rows of a section as the page sends them."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": str(initial)}
    for index, row in enumerate(given):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


def words(answer: Any) -> str:
    """The words of a page in one line, without its markup."""
    body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", answer.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
