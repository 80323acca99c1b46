"""Asking the bodies that own a case together to accept a stage, by name. Called inside a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from accounts.models import Body
from accounts.rules import day_of
from commissioning.asks.opening import close_source
from commissioning.case.models import Case, Strand
from commissioning.errors import RefusedError
from commissioning.gates.combining import binding_policy
from commissioning.gates.models import PolicyGate
from commissioning.gates.submitting import current_gate
from commissioning.ownership.answering import ACCEPT
from commissioning.ownership.kinds import WANTING, AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.ownership.posts import answering_posts
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import Lane, Stage, State
from govuk.wording import in_words

OVER: Final = (State.STOPPED, State.CLOSED)


def shared(case: Case) -> bool:
    """Whether several bodies own a case, and so accept its stages. In the fast lane one person decides."""
    return case.lane != Lane.FAST and len(case.bodies) > 1


def settle_owners(case: Case, at: datetime) -> None:
    """Bring what owners are asked to where a case stands.

    Each that has not answered for a stage in which a part of the case is now is asked, once; what was asked for stages
    that are over ends.
    """
    if not shared(case):
        return
    here = _parts_now(case)
    standing = list(Acceptance.objects.filter(case=case).exclude(state=AcceptanceState.ENDED).order_by("pk"))
    for found in standing:
        if found.state == AcceptanceState.ASKED and found.stage not in here:
            end_acceptance(found, at, as_="not answered before the stage ended")
    for stage, strand in here.items():
        _ask_each(case, strand, [found for found in standing if found.stage == stage], at)


def _parts_now(case: Case) -> Mapping[str, Strand]:
    """The stages in which parts of a case are now, each with the first part there."""
    running = Strand.objects.filter(case=case, heirs=None).exclude(state__in=OVER).order_by("-number")
    found = {strand.stage: strand for strand in running}
    for strand in found.values():
        strand.case = case
    return found


def _ask_each(case: Case, strand: Strand, standing: Sequence[Acceptance], at: datetime) -> None:
    known = {found.body_id: found for found in standing}
    posts = answering_posts(case.bodies)
    due_on = england_calendar().add_working_days(day_of(at), settings.OWNERSHIP_DAYS)
    for body in case.bodies:
        found = known.get(body)
        if found is None:
            post = posts.get(body)
            stage = Stage(strand.stage)
            found = Acceptance(case=case, body_id=body, stage=stage, post=post, due_on=due_on, asked_at=at)
            found.save()
        if found.state == AcceptanceState.ASKED and found.post is not None:
            ACCEPT.open(strand, at, due_on=max(found.due_on, day_of(at)), about=found.pk, post=found.post)


def end_acceptance(found: Acceptance, at: datetime, *, as_: str) -> None:
    """End what a body was asked and did not answer."""
    found.state = AcceptanceState.ENDED
    found.save(update_fields=["state"])
    close_source(ACCEPT.source_of(found.pk), by=None, at=at, as_=as_)


def end_asked(case: Case, at: datetime, *, of: Body | None = None) -> None:
    """End what a body is asked that owns a case no more; and what every owner is asked, where one owns it alone."""
    asked = Acceptance.objects.filter(case=case, state=AcceptanceState.ASKED).order_by("pk")
    for found in asked.filter(body=of) if shared(case) else asked:
        end_acceptance(found, at, as_="no longer one of several owners")


def not_accepted(case: Case, stage: Stage) -> list[Acceptance]:
    """Return what owners have not accepted of a stage, or declined. One query; none where one body owns the case."""
    if not shared(case):
        return []
    wanting = Acceptance.objects.filter(case=case, stage=stage, state__in=WANTING, body__in=case.bodies)
    return list(wanting.select_related("body", "person").order_by("pk"))


def require_accepted(strand: Strand, at: datetime) -> None:
    """Refuse a submission that lacks an owner's acceptance, where the gate policy says so."""
    wanting = not_accepted(strand.case, Stage(strand.stage))
    if wanting and owners_must_accept(strand, at):
        names = in_words(found.body.name for found in wanting)
        raise RefusedError(
            f"The gate policy asks every body that owns {strand.case.reference} to accept this stage first, and "
            f"{names} {'has' if len(wanting) == 1 else 'have'} not. Ask them, or remove a partner that declined."
        )


def owners_must_accept(strand: Strand, at: datetime) -> bool:
    """Whether the policy of the strand's gate refuses a record before all owners have accepted."""
    gate = current_gate(strand)
    policy = gate.policy if gate else binding_policy(strand, day_of(at))
    return PolicyGate.objects.filter(
        policy=policy, stage=strand.stage, lane=strand.case.lane_at(strand.stage), owners_accept=True
    ).exists()
