"""What is still wrong with a needs record, and what is only unwise, with the section each stands in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from accounts.rules import pounds
from commissioning.case.rules import at_most
from commissioning.needs import rules
from commissioning.needs.asking import chosen_kind
from commissioning.needs.kinds import EFFECTS, OptionKind
from commissioning.needs.models import NeedsRecord
from commissioning.needs.rows import ENGAGEMENTS, EVIDENCE, GROUPS, LESSONS, OPTION_COSTS, OPTIONS, OUTCOMES
from commissioning.records.regime import of_regime
from commissioning.records.rooms import Fault
from commissioning.vocabulary import Regime


def faults(record: NeedsRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in: each of these refuses a submission."""
    return [
        *_of_evidence(record),
        *_of_engagement(record),
        *_of_equality(record),
        *_fields("funding", rules.of_funding(record)),
        *_of_outcomes(record),
        *_of_options(record),
        *_under("lessons", "lessons", rules.of_lessons(record.lessons, len(LESSONS.of(record)))),
    ]


def _fields(section: str, found: Iterable[tuple[str, str]]) -> list[Fault]:
    return [Fault(section, text, field) for field, text in found]


def _under(section: str, field: str, texts: Iterable[str]) -> list[Fault]:
    return [Fault(section, text, field) for text in texts]


def _of_evidence(record: NeedsRecord) -> list[Fault]:
    rows = EVIDENCE.of(record)
    attached = [file.document.name for file in record.files_of("evidence")]
    named = [row.file for row in rows]
    return _fields("evidence", rules.of_evidence(record.sources, len(rows), named, attached))


def _of_engagement(record: NeedsRecord) -> list[Fault]:
    kinds = [row.kind for row in ENGAGEMENTS.of(record)]
    return _fields("engagement", rules.of_engagement(record.market_engagement, record.vcse_engagement, kinds))


def _of_equality(record: NeedsRecord) -> list[Fault]:
    effects = [getattr(record, f"{limb}_effect") for limb in EFFECTS]
    named, full = record.equality_characteristics, record.equality_assessment
    assessed = [row.characteristic for row in GROUPS.of(record)]
    return [
        *_fields("equality", rules.of_equality(effects, named, full=full)),
        *_under("equality_impact", "groups", rules.of_groups(named, assessed)),
    ]


def _of_outcomes(record: NeedsRecord) -> list[Fault]:
    kinds = [row.kind for row in OUTCOMES.of(record)]
    return [
        *_under("outcomes", "outcomes", rules.of_outcomes(len(kinds))),
        *_under("outcomes", "outcomes_left_out", rules.of_outcome_kinds(kinds, record.outcomes_left_out)),
    ]


def _of_options(record: NeedsRecord) -> list[Fault]:
    compared = OPTIONS.of(record)
    names = {option.pk: str(option) for option in compared}
    costed = [cost.option_id for cost in OPTION_COSTS.of(record)]
    weights = [record.weight_benefit, record.weight_risk, record.weight_social_value, record.weight_cost]
    return [
        *_under("options", "options", rules.of_options(compared)),
        *_under("option_scores", "weight_benefit", rules.of_weights(weights)),
        *_under("option_costs", "option_costs", rules.of_costs(compared, costed, names, record.weight_cost)),
    ]


def advice(record: NeedsRecord) -> list[Fault]:
    """Say what will be wanted later: shown beside the record, refuses nothing."""
    unassessed = rules.of_unassessed(record.equality_characteristics, full=record.equality_assessment)
    return [
        *of_regime(record, "need"),
        *(Fault("equality", text) for text in unassessed),
        *_of_grant(record),
        *_of_worth(record),
    ]


def _of_grant(record: NeedsRecord) -> list[Fault]:
    if chosen_kind(record) != OptionKind.GRANT or record.strand.case.regime in (Regime.GRANT, Regime.UNKNOWN):
        return []
    words = (
        "You chose to give a grant, but the regime of the case is another. Have “Grant” set on the page of the case."
    )
    return [Fault("grant", words)]


def _of_worth(record: NeedsRecord) -> list[Fault]:
    """What is asked goes by the value of the case, so it should not be less than what the chosen option costs."""
    value, cost = record.strand.case.amount, cost_of_choice(record)
    if value is None or cost is None or cost <= value:
        return []
    words = (
        f"The option chosen can cost {pounds(cost)} with VAT, but the value of the case is {pounds(value)}. What this "
        "record asks goes by the value of the case: say in “The need” why it is right, or open the case anew with the "
        "right one."
    )
    return [Fault("option_costs", words)]


def cost_of_choice(record: NeedsRecord) -> Decimal | None:
    """Return the most that the option chosen can cost with VAT, in pounds; None where no cost is known."""
    cost = next((row.cost for row in OPTION_COSTS.of(record) if row.option.chosen), None)
    return None if cost is None else at_most(cost, None)
