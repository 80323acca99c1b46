"""A case of the demonstration that two services own together: one has accepted the stage, the lead has not yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Body, Person
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.ownership.decisions import add_partner
from commissioning.ownership.kinds import AcceptanceAnswer
from commissioning.vocabulary import Action, AskKind
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import RETURNED

PARTNER = "adult-social-care"
WHY = "The hubs are open to adults with a learning disability on two evenings a week, and that service pays for these."


def share_a_case(cases: Mapping[str, Case], people: Mapping[str, Person], now: datetime) -> None:
    """Let Adult Social Care own the youth hubs too, and its head accept the stage."""
    case, partner = Case.objects.get(pk=cases[RETURNED.key].pk), Body.objects.get(slug=PARTNER)
    yesterday = days_ago(now, 1)
    at = moment(yesterday, 0)
    add_partner(case, partner, reason=WHY, by=people["commissioner"], at=at, key="demo/shared/hubs")
    asked = Ask.objects.select_related("case", "strand", "post__body")
    task = asked.get(case=case, kind=AskKind.ACCEPT, closed_at=None, post__body=partner)
    deed = Deed(Action.DONE, fields={"answer": AcceptanceAnswer.ACCEPT.value, "reason": ""})
    head, at = people["head.of.service"], moment(yesterday, 1)
    carry_out(task, deed, by=head, at=at, key="demo/shared/hubs/accepted")
