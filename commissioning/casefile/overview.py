"""A case on one page: where it stands in the six stages, its key facts, its warnings and its links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format

from accounts.authority import held_by_somebody, somebody_able
from accounts.models import Holding
from accounts.rules import day_of
from commissioning.asks.models import VALUED, Ask
from commissioning.case.linking import BY_HAND
from commissioning.case.models import Case, CaseLink, Strand, scope_of_case
from commissioning.case.rules import MOST
from commissioning.casefile.owning import row_of_owners
from commissioning.casefile.stages import room_for
from commissioning.casefile.wording import capital
from commissioning.chasing.models import Chase
from commissioning.gates.combining import combines, of_strands
from commissioning.gates.models import Gate, Seat
from commissioning.gates.terms import COMBINABLE
from commissioning.gates.tiers import reopened
from commissioning.interests.standing import stages_of
from commissioning.needs.ways import ENDING
from commissioning.vocabulary import Lane, LinkKind, Outcome, Regime, Stage, State, Way
from govuk.wording import day_in_words, money

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from commissioning.casefile.people import Seen

    class LinkSight(TypedDict):
        """Whether a reader may see both cases of a link."""

        whole: bool

    class Escalation(TypedDict):
        """To which post a late task was escalated last, and when; whether it is vacant, nobody can, or it is own."""

        escalated_to: str | None
        escalated_at: datetime | None
        nobody: bool
        vacant: bool
        own: bool

    Chased = WithAnnotations[Ask, Escalation]


Facts = list[dict[str, object]]

# A seat of a case whose value is not known may be for any amount; writing and recording are held against none.
UNKNOWN_VALUE = Choose(When(kind__in=VALUED, then=Value(MOST)), default=Value(Decimal(0)))

FROM_OTHER = {
    LinkKind.SPLIT_FROM: "Split into",
    LinkKind.MERGED_INTO: "Merged from",
    LinkKind.RETENDER_OF: "Re-tendered as",
    LinkKind.CALL_OFF_UNDER: "Call-off",
    LinkKind.NEXT_CYCLE_OF: "Next cycle",
}
LOOKS = {State.RETURNED: "returned", State.STOPPED: "stopped", State.CLOSED: "done"}


def strands_of(case: Case, today: date | None = None) -> list[Strand]:
    """Return the strands of a case in order, each with whether others go on from it as `passed_on`.

    `earlier` is the stage before, where its record was handed on to the one that the strand is in. For a day it is told
    as well whether the strand's record would be handed on, as `hands_on`.
    """
    heirs = Exists(Strand.objects.filter(origin=OuterRef("pk")))
    told = {f"handed_{stage}": Exists(of_strands(stage)) for stage, _ in COMBINABLE}
    onward = combines(today) if today else Value(value=False)
    told["reopened"] = reopened(strand=OuterRef("pk"), stage=OuterRef("stage"), sequence=OuterRef("sequence"))
    rows = Strand.objects.filter(case=case).annotate(passed_on=heirs, onward=onward, **told)
    found: list[Strand] = list(rows.order_by("number"))
    for strand in found:
        strand.case, own = case, vars(strand)
        before = Stage(strand.stage).before
        own["earlier"] = before.value if before and own.get(f"handed_{before}") else ""
        own["hands_on"] = own["onward"] and strand.state == State.DRAFTING and not own["earlier"]
    return found


def earlier_of(strand: Strand) -> str:
    """Return the stage before, where its record was handed on to the stage of a strand that was read so."""
    return str(vars(strand).get("earlier", ""))


def open_tasks_of(case: Case, today: date, held: QuerySet[Holding] | None = None) -> list[Chased]:
    """Return what a case waits for, the most pressing first, with whom it was escalated to last.

    Each tells as `vacant` whether nobody holds its post, as `nobody` whether no holder is left who can do it, as `own`
    whether it is among the posts that are held.
    """
    own = (Holding.objects.none() if held is None else held).filter(post=OuterRef("post"))
    chased = Chase.objects.filter(ask=OuterRef("pk"), due_on=OuterRef("due_on"), escalates=True).order_by("-position")
    found = Ask.objects.filter(case=case, closed_at=None).select_related("post__body", "strand__execution")
    told = (
        found.with_taker(today)
        .annotate(
            escalated_to=Subquery(chased.values("to")[:1]),
            escalated_at=Subquery(chased.values("at")[:1]),
            whole=Value(scope_of_case(case.pk)),
            limit=Coalesce("amount", UNKNOWN_VALUE),
        )
        .annotate(nobody=~somebody_able(today), vacant=~held_by_somebody(today), own=Exists(own))
    )
    tasks = list(cast("QuerySet[Chased]", told.order_by("due_on", "pk")))
    for task in tasks:
        task.case = case
    return tasks


def gates_of(case: Case) -> list[Gate]:
    """Return every gate of a case, in the order they opened."""
    return list(Gate.objects.filter(strand__case=case).select_related("strand").order_by("pk"))


def open_seats_of(case: Case) -> list[Seat]:
    """Return the seats of the gates that are not over, tier by tier."""
    seats = Seat.objects.filter(gate__strand__case=case, gate__closed_at=None)
    return list(seats.select_related("gate", "rule", "post__body").order_by("gate", "tier", "rule__position"))


def links_of(case: Seen) -> Facts:
    """Return the cases linked with this one, in words, for a summary list.

    One that the reader may not see is told of without its name to those who see figures, and to nobody else: that
    something is bought again may itself be news to who could bid.
    """
    visible = Case.objects.within(case.reach)
    found = CaseLink.objects.filter(Q(case=case) | Q(other=case)).select_related("case", "other").order_by("pk")
    seen = found.annotate(
        whole=Exists(visible.filter(pk=OuterRef("case"))) & Exists(visible.filter(pk=OuterRef("other")))
    )
    return [_link(link, case) for link in seen if link.whole or case.sees_figures]


def link_of(case: Seen, link_id: int) -> CaseLink | None:
    """Return a link of a case that was made by hand; None where there is none for this reader to know of."""
    links = CaseLink.objects.filter(case=case, kind__in=BY_HAND, other__in=Case.objects.within(case.reach))
    return links.select_related("other").filter(pk=link_id).first()


def _link(link: WithAnnotations[CaseLink, LinkSight], case: Seen) -> dict[str, object]:
    outward = link.case_id == case.pk
    other = link.other if outward else link.case
    kind = capital(str(LinkKind(link.kind).label) if outward else FROM_OTHER[LinkKind(link.kind)])
    if not link.whole:
        return {"key": kind, "value": UNSEEN}
    href = reverse("case", args=[other.reference])
    actions = [{"text": "Open", "href": href, "about": str(other)}]
    if outward and case.writes and link.kind in BY_HAND:
        back = reverse("unlink-case", args=[case.reference, link.pk])
        actions.append({"text": "Take back", "href": back, "about": f"the link with {other}"})
    return {"key": kind, "value": str(other), "actions": actions}


UNSEEN = "A case that you cannot see: none of your posts has rights over it."


def strip(case: Case, strands: Sequence[Strand], gates: Sequence[Gate], today: date) -> Facts:
    """Return the six stages as the strip shows them."""
    return [_stage(Stage(stage), case, strands, gates, today) for stage in Stage]


def _stage(
    stage: Stage, case: Case, strands: Sequence[Strand], gates: Sequence[Gate], today: date
) -> dict[str, object]:
    going = [strand for strand in strands if not getattr(strand, "passed_on", False)]
    look, status = _look(stage, case, going)
    of_one_part = len(going) > 1 and any(strand.stage == stage for strand in going)
    note = _note(stage, case, gates, today) if look != "ahead" and not of_one_part else ""
    here = any(stage in (strand.stage, earlier_of(strand)) for strand in strands) and not before_tollgate(case, stage)
    held = here or any(stage in gate.stages for gate in gates)
    if case.lane == Lane.FAST:
        held = stage == Stage.NEEDS
    several = {strand.pk for strand in strands if strand.stage == stage} | {
        gate.strand_id for gate in gates if stage in gate.stages
    }
    address = reverse("record", args=[case.reference, stage])
    if len(several) > 1:
        address = f"{reverse('case-records', args=[case.reference])}#{stage}"
    return {
        "number": stage.number,
        "name": room_for(case, stage).name,
        "state": look,
        "status": status,
        "note": note,
        "href": address if held else "",
    }


def _look(stage: Stage, case: Case, going: Sequence[Strand]) -> tuple[str, str]:
    """How a stage of the strip looks, and its words."""
    if case.lane == Lane.FAST:
        return _in_fast_lane(stage, case)
    return _standing(stage, case, going) if stage in stages_of(case) else _by_the_lead(case)


def _by_the_lead(case: Case) -> tuple[str, str]:
    """A stage that another body runs: what it says of it is in the joining record, and done once we have joined."""
    if Stage(case.stage).number > Stage.TENDER.number:
        return "done", WITH_LEAD
    return "skipped" if case.state == State.STOPPED else "ahead", WITH_LEAD


WITH_LEAD = "Led outside: in the joining record"


def _in_fast_lane(stage: Stage, case: Case) -> tuple[str, str]:
    """One page covers needs to award, one closing question covers monitoring and review."""
    bought = Stage(case.stage).number > Stage.AWARD.number
    state = State(case.state)
    if stage in (Stage.NEEDS, Stage.MONITORING) and case.stage == stage:
        asked = "Closing question" if stage == Stage.MONITORING else str(state.label)
        return LOOKS.get(state, "current"), asked
    if stage.number <= Stage.AWARD.number:
        told = "On the one page" if stage != Stage.NEEDS else "Complete"
        return ("done", told) if bought else ("skipped" if state == State.STOPPED else "ahead", told)
    told = "By the closing question"
    return ("done", told) if state == State.CLOSED else ("ahead", told)


def _standing(stage: Stage, case: Case, going: Sequence[Strand]) -> tuple[str, str]:
    here = [strand for strand in going if strand.stage == stage]
    if not here:
        return _passed(stage, case, going)
    state = next((State(s.state) for s in here if s.state not in (State.STOPPED, State.CLOSED)), State(here[0].state))
    named = next((strand.state_name for strand in here if strand.state == state), state.label)
    alike = sum(strand.state == state for strand in here)
    of_all = f", {alike} of {len(going)} parts" if len(going) > 1 else ""
    return LOOKS.get(state, "current"), f"{named}{of_all}"


def _passed(stage: Stage, case: Case, going: Sequence[Strand]) -> tuple[str, str]:
    """How a stage stands in which no part of the case is now."""
    if case.way in ENDING:
        return "skipped", "Not needed"
    beyond = sum(Stage(strand.stage).number > stage.number for strand in going)
    undecided = next((strand for strand in going if earlier_of(strand) == stage), None)
    if undecided is not None:
        look = "stopped" if undecided.state == State.STOPPED else "ahead"
        return look, f"To be decided with {undecided.get_stage_display().lower()}"
    if stage.number < Stage(case.stage).number:
        return "done", "Complete"
    return ("done", f"Passed by {beyond} of {len(going)} parts") if beyond else ("ahead", "Not started")


def _note(stage: Stage, case: Case, gates: Sequence[Gate], today: date) -> str:
    passed = [gate.closed_at for gate in gates if stage in gate.stages and gate.closed_at and gate.outcome in PASSED]
    if passed:
        return f"signed {short_day(day_of(max(passed)), today)}"
    return "before Tollgate" if before_tollgate(case, stage) else ""


PASSED = (Outcome.PASSED, Outcome.ENDED)


def short_day(day: date, today: date) -> str:
    """Return a day without its year where that is this year's: 12 August."""
    return date_format(day, "j F") if day.year == today.year else day_in_words(day)


def before_tollgate(case: Case, stage: Stage) -> bool:
    """Whether a stage was passed before the case came to Tollgate."""
    if not case.taken_on_at:
        return False
    reached = Stage(case.taken_on_at).number
    return stage.number < reached or (stage.number == reached and case.gate_before_tollgate)


def meta(case: Seen) -> str:
    """Return the line under a case's title: service, lead, value."""
    words = [case.lead_name]
    if case.commissioner:
        words.append(f"lead {case.commissioner.full_name}")
    if case.sees_figures:
        words.append(value_in_words(case))
    return " · ".join(words)


def value_in_words(case: Case) -> str:
    """Return what a case is estimated to be worth, saying whether that is net or gross."""
    if case.value_net is not None:
        return f"estimated {pounds(case, case.value_net)} net"
    if case.value_gross is not None:
        return f"estimated {pounds(case, case.value_gross)} gross"
    return "value not estimated yet"


def pounds(case: Case, amount: object) -> str:
    """Return an amount in the case's currency."""
    words = money(amount)  # type: ignore[arg-type]  # a decimal column, or what SQL made of one
    return words if case.currency == "GBP" else f"{words.replace('£', '')} {case.currency}"


def tags(case: Seen) -> list[dict[str, str]]:
    """Return what sets a case apart, as tags."""
    found = [
        ("Fast lane", "turquoise", case.lane == "fast"),
        (led_by_in_words(case), "turquoise", bool(case.led_by)),
        ("Light touch", "teal", case.light_touch),
        (str(Way(case.way).label) if case.way else "", "blue", case.way not in ("", Way.BUY)),
        ("Key decision", "purple", case.key_decision),
        ("Retrospective", "red", case.retrospective and case.sees_figures),
        ("Stopped", "red", case.state == State.STOPPED),
        ("Closed", "grey", case.state == State.CLOSED),
    ]
    return [{"text": text, "colour": colour} for text, colour, holds in found if holds]


def led_by_in_words(case: Case) -> str:
    """Return who leads the procurement, where a body outside the council does; else ""."""
    return f"Led by {case.led_by}" if case.led_by else ""


def key_facts(case: Seen, today: date) -> Facts:
    """Return the facts of a case that its reader may see, for a summary list."""
    rows: Facts = [
        {"key": "Service", "value": case.lead_name},
        row_of_owners(case, today),
        {"key": "Commissioner", "value": case.commissioner.full_name if case.commissioner else "Nobody yet"},
        _regime(case),
        {"key": "Lane", "value": lane_in_words(case)},
    ]
    if case.way:
        rows.append({"key": "How the need is met", "value": way_in_words(case)})
    if case.led_by:
        rows.insert(0, {"key": "Led by", "value": f"{case.led_by}, outside the council"})
    if case.sees_figures:
        rows += _figures(case)
    commenced = day_in_words(case.commenced_on) if case.commenced_on else ""
    rows.append(_interests(case))
    rows += [{"key": "Opened", "value": day_in_words(case.opened_at)}, {"key": "Commenced", "value": commenced}]
    kept = (("CPV codes", case.cpv), ("Procedure", case.procedure), ("OCID", case.ocid))
    return rows + [{"key": key, "value": value} for key, value in kept if value]


def lane_in_words(case: Seen) -> str:
    """Return the lane and why; the reasons hold amounts, so they are for those who may see figures."""
    lane = case.get_lane_display()
    return f"{lane}. {case.lane_why}" if case.lane_why and case.sees_figures else lane


def way_in_words(case: Seen) -> str:
    """Return how the need is met, what that means for the stages, and why: the reasons are for who sees figures."""
    why = f"Why: {case.way_why}" if case.way_why and case.sees_figures else ""
    words = (f"{Way(case.way).label}.", MEANS.get(Way(case.way), ""), why)
    return " ".join(word for word in words if word)


MEANS = {
    Way.GRANT: (
        "It passes the stages of a procurement: the tender holds the call for applications and its criteria, the award "
        "the applications, the officers’ scores and the decision, with reasons where it departs from the scores."
    ),
    Way.IN_HOUSE: "Nothing is bought, so there are no further stages.",
    Way.NOTHING: "Nothing is bought, so there are no further stages.",
}


def _figures(case: Case) -> Facts:
    net = pounds(case, case.value_net) if case.value_net is not None else ""
    gross = pounds(case, case.value_gross) if case.value_gross is not None else ""
    rows: Facts = [{"key": "Estimated value, net", "value": net}, {"key": "Estimated value, gross", "value": gross}]
    if case.supplier_names:
        rows.append({"key": "Suppliers", "value": case.supplier_names})
    return rows


def _interests(case: Seen) -> dict[str, object]:
    here, declare = (reverse(name, args=[case.reference]) for name in ("case-interests", "declare-interests"))
    actions = [{"text": "Declare yours", "href": declare, "about": "interests in this case"}]
    return {"key": "Interests", "value": "Declared, and still to be declared", "href": here, "actions": actions}


def _regime(case: Seen) -> dict[str, object]:
    row: dict[str, object] = {"key": "Regime", "value": case.get_regime_display()}
    if case.sets_regime and case.open:
        href = reverse("set-regime", args=[case.reference])
        row["actions"] = [
            {"text": "Set" if case.regime == Regime.UNKNOWN else "Change", "href": href, "about": "the regime"}
        ]
    return row


def name_of(strand: Strand, strands: Sequence[Strand]) -> str:
    """Return what tells a strand from the others of its case; nothing where there is only one."""
    return "" if len(strands) == 1 else strand.part or "Whole case"
