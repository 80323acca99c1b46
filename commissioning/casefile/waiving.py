"""A waiver as people read it: what it states, what happens next and who holds it, what was answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse

from accounts.rules import day_of
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.asks.opening import BESIDE
from commissioning.casefile.stated import Asked, Line, Questions, lines_of
from commissioning.casefile.trail import body_of
from commissioning.casefile.wording import deadline
from commissioning.gates.canonical import section_bytes
from commissioning.waivers import terms
from commissioning.waivers.answering import ADVICE, DECISION
from commissioning.waivers.answering import waiver_of as about
from commissioning.waivers.earlier import weigh
from commissioning.waivers.kinds import URGENT, WAITING, WaiverAction, WaiverState
from commissioning.waivers.models import Waiver, WaiverAnswer, WaiverText
from commissioning.waivers.rules import approvers_for
from commissioning.waivers.text import written
from govuk.wording import day_in_words, in_words, money

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

QUESTIONS = Questions(
    own={
        "rule": Asked("Rule that is waived"),
        "ground": Asked("Ground"),
        "reason": Asked("Why it is necessary"),
        "supplier": Asked("Supplier"),
        "value_without_vat": Asked("Value without VAT", "£"),
        "value_with_vat": Asked("Value with VAT", "£"),
        "first_day": Asked("Starts"),
        "last_day": Asked("Ends"),
        "expires_on": Asked("Last day to rely on it"),
        "work_began_on": Asked("Work began"),
        "why_retrospective": Asked("Why it was not approved before"),
        "approved_orally_by": Asked("Approved orally by"),
        "approved_orally_at": Asked("Approved orally"),
        "earlier": Asked("Earlier waivers of three years for the same need or supplier"),
        "earlier_total": Asked("Those together, with VAT", "£"),
        "counted_with": Asked("What counts for its approval: with those of twelve months", "£"),
        "approver": Asked("Who approves it"),
        "law": Asked("To be looked at in law"),
        "service": Asked("Service"),
    },
    of_rows={"value_with_vat": Asked("Value with VAT", "£"), "found": Asked("Found as")},
)
NAMED = ("reference", "case", "title")  # the page's own heading says these
COLOURS = {
    WaiverState.APPROVED: "green",
    WaiverState.REFUSED: "red",
    WaiverState.SUBMITTED: "blue",
    WaiverState.ORAL: "orange",
}
Row = dict[str, object]


def lines(stated: dict[str, Any]) -> list[Line]:
    """Return what a waiver states, line by line."""
    return lines_of({key: value for key, value in stated.items() if key not in NAMED}, QUESTIONS)


@dataclass(frozen=True)
class Page:
    """A waiver on its page."""

    waiver: Waiver
    lines: Sequence[Line]
    next: str
    waiting: Sequence[Row]
    answers: Sequence[WaiverAnswer]
    text: WaiverText | None = None
    refusal: str = ""

    @property
    def tags(self) -> list[dict[str, str]]:
        """Where it stands, and whether it is retrospective."""
        return tags_of(self.waiver)

    @property
    def urgent(self) -> bool:
        """Whether it may have been approved orally."""
        return self.waiver.ground in URGENT

    @property
    def withdrawable(self) -> bool:
        """Whether its authors may still withdraw it."""
        return self.waiver.drafting or self.waiver.state == WaiverState.SUBMITTED


def tags_of(waiver: Waiver) -> list[dict[str, str]]:
    """Return where a waiver stands, and whether it is retrospective, as tags."""
    state = WaiverState(waiver.state)
    found = [{"text": str(state.label), "colour": COLOURS.get(state, "grey")}]
    return [*found, *([{"text": "Retrospective", "colour": "red"}] if waiver.retrospective else [])]


def waiver_of(case: Seen, number: int) -> Waiver:
    """Return a waiver of a case. Raises Http404 where there is none of that number."""
    found = Waiver.objects.filter(case=case, number=number).select_related("text", "oral_by", "drafted_by").first()
    if found is None:
        raise Http404
    found.case = case
    return found


def waivers_of(case: Seen) -> list[Waiver]:
    """Return the waivers of a case in their order."""
    found = list(Waiver.objects.filter(case=case).order_by("number"))
    for waiver in found:
        waiver.case = case
    return found


def number_of(entry: Entry) -> int:
    """Return the number in its case of the waiver that an entry is about."""
    return int(str(body_of(entry)["about"]["waiver"]).rpartition("-W")[2])


def page_of(waiver: Waiver, at: datetime) -> Page:
    """Return a waiver's page: while it is drafted as it stands, then as it was handed in."""
    if waiver.drafting:
        weighed = weigh(waiver, at)
        approver = approvers_for(weighed.amount)[0]
        stated = json.loads(section_bytes(written(waiver, weighed, approver)))
        told = DRAFTED.format(advisers=ADVISERS, days=terms.ADVICE_DAYS, approver=approver.power)
        return Page(waiver, lines(stated), told, (), (), refusal=weighed.law.refusal)
    text = getattr(waiver, "text", None)
    stated = text.stated if text else {}
    asks = _asks(waiver, day_of(at)) if waiver.state in WAITING else []
    answers = list(waiver.answers.select_related("person").order_by("pk"))
    return Page(waiver, lines(stated), _next(waiver), [_waiting(ask, day_of(at)) for ask in asks], answers, text)


ADVISERS = in_words([role.label.lower() for role in terms.ADVISERS])
DRAFTED = (
    "It is being drafted. Check it, then hand it in: the {advisers} give advice within {days} working days, then it is "
    "decided. Approves: {approver}."
)


def _next(waiver: Waiver) -> str:
    until = day_in_words(waiver.expires_on)
    return {
        WaiverState.SUBMITTED: "It waits for advice, or for its decision. The rule stands until it is approved.",
        WaiverState.ORAL: "It was approved orally. Whoever approves such waivers now confirms or refuses it.",
        WaiverState.APPROVED: f"It is approved, and may be relied upon until {until}. A reminder comes before.",
        WaiverState.REFUSED: "It is refused: the rule stands. Buy by the rules, or draft another waiver.",
        WaiverState.WITHDRAWN: "It was withdrawn: the rule stands. The trail says by whom and why.",
        WaiverState.EXPIRED: f"It expired on {until}: nobody may rely on it any more.",
    }[WaiverState(waiver.state)]


def _asks(waiver: Waiver, today: date) -> list[Ask]:
    sources = [found.source_of(waiver.pk) for found in (*ADVICE.values(), DECISION)]
    found = Ask.objects.filter(source__in=sources, closed_at=None).select_related("post__body")
    return list(found.with_taker(today).order_by("due_on", "pk"))


def _waiting(ask: Ask, today: date) -> Row:
    on_it = f", {ask.on_it.full_name} is on it" if ask.on_it else ""
    since = f"since {day_in_words(ask.opened_at)}"
    return {
        "who": f"{ask.post.get_role_display()} ({ask.post.body.name}){on_it}",
        "note": f"{ask.title}, {since}, {deadline(ask.due_on, today)}",
        "late": ask.due_on < today,
    }


def is_about_waiver(task: Ask) -> bool:
    """Whether a task is to advise on a waiver or to decide it."""
    return task.filled_in and task.source.startswith(BESIDE)


def read_waiver(task: Ask) -> dict[str, object]:
    """Return what the page of a task shows of its waiver: the text that was handed in, and what others advised."""
    waiver = about(task)
    answers = list(waiver.answers.select_related("person").order_by("pk"))
    return {
        "lines": lines(waiver.text.stated),
        "digest": waiver.text.digest,
        "tags": tags_of(waiver),
        "answers": answers_told(answers),
    }


def section_of_waiver(task: Ask) -> dict[str, Any]:
    """Return the text that a task about a waiver answers, in the shape of a section of a record."""
    text = about(task).text
    return {"key": text.key, "title": text.stated["reference"], "digest": text.digest, "stated": text.stated}


def spoken_of(answer: WaiverAnswer) -> str:
    """Return who answered a waiver, in which post, and how."""
    deed = {WaiverAction.ADVISE: "gave advice", WaiverAction.APPROVE: "approved it"}
    principal = f", for {answer.on_behalf_of}," if answer.on_behalf_of else ""
    said = deed.get(WaiverAction(answer.action), "refused it")
    return f"{answer.person.full_name} ({answer.capacity}){principal} {said}"


def answers_told(answers: Sequence[WaiverAnswer]) -> list[Row]:
    """Return answers as events, newest first."""
    return [{"at": found.at, "title": spoken_of(found), "text": found.reason} for found in reversed(answers)]


def rows_of(waivers: Sequence[Waiver]) -> list[list[Row]]:
    """Return the waivers of a case as rows of a table."""
    return [
        [
            {"text": found.reference, "href": reverse("waiver", args=[found.case.reference, found.number])},
            {"text": found.get_rule_display(), "label": "Rule"},
            {"text": found.supplier, "label": "Supplier"},
            {"text": money(found.value_gross), "label": "Value with VAT"},
            {"text": state_in_words(found), "label": "State"},
        ]
        for found in waivers
    ]


HEAD = [{"text": text} for text in ("Waiver", "Rule", "Supplier", "Value with VAT", "State")]


def state_in_words(waiver: Waiver) -> str:
    """Return where a waiver stands, with its last day while it runs, and whether it is retrospective."""
    ends = f" until {day_in_words(waiver.expires_on)}" if waiver.state == WaiverState.APPROVED else ""
    return f"{waiver.get_state_display()}{ends}{', retrospective' if waiver.retrospective else ''}"
