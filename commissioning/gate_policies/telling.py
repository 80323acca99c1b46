"""Word of a draft of the gate policy, in the same decision: to who may publish it, and to who wrote it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.authority import holders_over
from accounts.exclusions import drafters
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import Decision
from commissioning.gate_policies.models import PolicyDraft
from commissioning.telling.outbox import tell
from govuk.wording import day_in_words


def tell_able(people: Iterable[Person], draft: PolicyDraft, by: Person, decision: Decision) -> None:
    """Tell whoever may publish a proposed draft that it waits for one of them."""
    tell(
        people,
        event=f"{draft.stream_name}/{decision.key}",
        subject=f"The gate policy “{draft.title}” waits to be published",
        text=(
            f"{by.full_name} proposed it: {draft.reason} It is to be in force from "
            f"{day_in_words(draft.effective_from or day_of(decision.at))}. Please read it, then publish it or send it "
            "back to be drafted further."
        ),
        path=reverse("publish-policy-draft", args=[draft.pk]),
        at=decision.at,
    )


def tell_writers(draft: PolicyDraft, what: str, text: str, decision: Decision) -> None:
    """Tell whoever may draft it and wrote in it what became of it; not whoever did it."""
    able = holders_over([draft.owner_id], Right.DRAFT_GATE_POLICY, decision.at)
    tell(
        [one for one in drafters(draft.stream_name, able) if one != decision.by],
        event=f"{draft.stream_name}/{decision.key}",
        subject=f"The gate policy “{draft.title}” {what}",
        text=text,
        path=reverse("policy-draft", args=[draft.pk]),
        at=decision.at,
    )
