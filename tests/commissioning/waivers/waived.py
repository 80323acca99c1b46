"""A waiver at the points where tests meet it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.authority import eligible
from accounts.models import Person
from audit.deciding import deciding
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from commissioning.waivers.decisions import draft, submit
from commissioning.waivers.kinds import WaiverAction
from commissioning.waivers.models import Waiver
from tests.accounts.factories import a_key
from tests.commissioning.fast.bought import a_purchase
from tests.council import AT, People, ask_of

ANSWERS: Mapping[str, Any] = {
    "rule": "competition",
    "rule_detail": "Rule 14.2",
    "ground": "one_supplier",
    "reason": "Nobody else makes the parts of this lift.",
    "supplier": "Rowan Lifts Ltd",
    "value_net": Decimal("10000.00"),
    "value_gross": Decimal("12000.00"),
    "starts_on": date(2026, 5, 1),
    "ends_on": date(2026, 10, 31),
    "expires_on": date(2026, 10, 31),
    "begun_on": None,
    "retrospective_reason": "",
}


def a_small_case(people: People, *, service: str = "corporate-resources", cpv: str = "50750000", **more: Any) -> Case:
    """A case of 12,000 pounds with VAT, of a kind that is known."""
    case = a_purchase(people, title="Lift repairs", net="10000", gross="12000", service=service, **more)
    with deciding(Verb.CASE_UPDATED, case, by=None, at=AT, key=a_key()):
        case.cpv = cpv
        case.save(update_fields=["cpv"])
    return case


def drafted(case: Case, people: People, *, by: str = "commissioner", at: datetime = AT, **answers: Any) -> Waiver:
    """A waiver that is being drafted."""
    return draft(case, answers={**ANSWERS, **answers}, by=people[by], at=at, key=a_key())


def submitted(case: Case, people: People, *, at: datetime = AT, **answers: Any) -> Waiver:
    """A waiver that was handed in."""
    waiver = drafted(case, people, at=at, **answers)
    submit(waiver, by=people["commissioner"], at=at, key=a_key())
    return fresh(waiver)


def advised(case: Case, people: People, *, at: datetime = AT, **answers: Any) -> Waiver:
    """A waiver on which Procurement and Legal have given advice."""
    waiver = submitted(case, people, at=at, **answers)
    for ask in Ask.objects.filter(case=case, closed_at=None, kind="consult").select_related("case", "strand", "post"):
        answers_it(ask, reason="The ground holds.", at=at)
    return fresh(waiver)


def approved(case: Case, people: People, *, at: datetime = AT, **answers: Any) -> Waiver:
    """A waiver that was approved by whoever may."""
    waiver = advised(case, people, at=at, **answers)
    decides(case, WaiverAction.APPROVE, at=at)
    return fresh(waiver)


def decides(case: Case, answer: WaiverAction, *, by: Person | None = None, at: datetime = AT, **more: Any) -> None:
    """Answer the waiver of a case that waits for its approver."""
    answers_it(ask_of(case, "waiver"), by=by, at=at, answer=answer.value, **{"reason": "It is needed.", **more})


def answers_it(
    ask: Ask, *, by: Person | None = None, at: datetime = AT, key: str = "", digest: str = "", **fields: Any
) -> None:
    """Answer what is asked of a waiver, having read its text, by whoever can where nobody is named."""
    person = by or eligible(ask.post, on=ask, at=at)[0]
    read = digest or Waiver.objects.get(pk=int(ask.source.rpartition("/")[2])).text.digest
    carry_out(ask, Deed(Action.DONE, fields={"digest": read, **fields}), by=person, at=at, key=key or a_key())


def fresh(waiver: Waiver) -> Waiver:
    """The same waiver, read anew."""
    return Waiver.objects.select_related("case", "text").get(pk=waiver.pk)
