"""The fast lane's one page in sections: what each states, what it tells its gate, what is still wrong with it."""

from __future__ import annotations

from datetime import datetime

from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.case.rules import POUNDS
from commissioning.fast import forms, rules
from commissioning.fast.lane import amount_of, chosen_quote, chosen_supplier
from commissioning.fast.lifting import lift_for_triggers, lift_where_needed, require_fast
from commissioning.fast.models import FastRecord
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom, fill
from commissioning.records.writing import hundredths
from commissioning.timetable.thresholds import ThresholdKind, is_above_threshold
from commissioning.vocabulary import Regime, Stage

QUOTES = RowSet("quotes", "Quotes", forms.QuoteForm, "quote", shown=rules.QUOTES_WANTED)
WORKING_DAYS = 5
PROCEDURE = "Fast lane: quotes"
HEALTH_AND_CARE = "85"  # the CPV division in which the Provider Selection Regime or the light touch may apply


def need(record: FastRecord) -> dict[str, object]:
    """What is needed, of which kind, and when."""
    return {"need": record.need, "cpv": record.cpv, "first_day": record.starts_on, "last_day": record.ends_on}


def budget(record: FastRecord) -> dict[str, object]:
    """What it costs over its whole life, in pounds, and which budget pays."""
    return {
        "value_without_vat": hundredths(record.value_net),
        "value_with_vat": hundredths(record.value_gross),
        "budget": record.budget,
    }


def quotes(record: FastRecord) -> dict[str, object]:
    """The quotes in the order they were entered, the one to accept, and the reasons."""
    return {
        "quotes": [
            {
                "supplier": quote.supplier,
                "price_without_vat": hundredths(quote.amount_net),
                "price_with_vat": hundredths(quote.amount_gross),
                "received_on": quote.received_on,
                "accepted": bool(quote.chosen),
                "note": quote.note,
            }
            for quote in QUOTES.of(record)
        ],
        "why_fewer_than_three": record.quotes_reason,
        "why_not_the_cheapest": record.choice_reason,
    }


def conflicts(record: FastRecord) -> dict[str, object]:
    """Whether the buyer has a conflict of interest, and what is done about it."""
    return {"buyer_has_a_conflict": record.conflict, "what_it_is": record.conflict_detail}


def triggers(record: FastRecord) -> dict[str, object]:
    """What would need a closer look."""
    return {
        "personal_data": record.personal_data,
        "safeguarding": record.safeguarding,
        "tupe": record.tupe,
        "information_technology": record.information_technology,
    }


def facts(record: FastRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the purchase."""
    return {"value_gross": amount_of(record.strand.case, record), "conflict": bool(record.conflict)}


def faults(record: FastRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    chosen, offered = chosen_quote(record), list(record.quotes.all())
    price = chosen.amount_gross if chosen else None
    found = {
        "need": rules.of_need(record.cpv, record.starts_on, record.ends_on),
        "budget": rules.of_budget(record.value_net, record.value_gross, price),
        "quotes": rules.of_quotes(offered, record.quotes_reason, record.choice_reason),
        "conflicts": rules.of_conflict(record.conflict, record.conflict_detail),
    }
    return [Fault(section, text, FIELDS.get(section, "")) for section, texts in found.items() for text in texts]


FIELDS = {"quotes": "quotes", "conflicts": "conflict_detail"}


def prefill(record: FastRecord) -> None:
    """Begin with what was said when the case was opened."""
    case = record.strand.case
    fill(record, {"need": case.description, "cpv": next(iter(case.cpv.split()), "")})
    if (record.value_net, record.value_gross) == (None, None):
        fill(record, {"value_net": case.value_net, "value_gross": case.value_gross})


def settle(record: FastRecord) -> None:
    """Write what the page states about its case, on submission."""
    case = record.strand.case
    stated: dict[str, object] = {
        "value_net": record.value_net,
        "value_gross": record.value_gross,
        "cpv": record.cpv.strip(),
        "supplier_names": chosen_supplier(record),
        "procedure": PROCEDURE,
        "regime": _regime(case, record),
    }
    for name, value in stated.items():
        setattr(case, name, value)
    case.save(update_fields=list(stated))


def _regime(case: Case, record: FastRecord) -> str:
    """The regime that stands, else below threshold where that is certain: not in health and care."""
    commenced_on, amount = case.commenced_on or day_of(case.opened_at), amount_of(case, record)
    if case.regime != Regime.UNKNOWN or amount is None or record.cpv.startswith(HEALTH_AND_CARE):
        return case.regime
    above = is_above_threshold(amount, ThresholdKind.GOODS_AND_SERVICES, commenced_on)
    return Regime.BELOW_THRESHOLD if above is False and case.currency == POUNDS else case.regime


def after_saving(record: FastRecord, at: datetime) -> None:
    """Leave the fast lane where an answer asks for a closer look."""
    lift_for_triggers(record.strand, at)


SECTIONS = (
    Section("need", 1, "The need", need, forms.NeedForm, files=False),
    Section("budget", 1, "The budget", budget, forms.BudgetForm, figures=True, files=False),
    Section(
        "quotes",
        1,
        "The quotes",
        quotes,
        forms.QuotesForm,
        rows=(QUOTES,),
        intro=(
            "Ask three suppliers, at least one of them local or small. Enter what each of them asks, and attach what "
            "they sent."
        ),
        figures=True,
    ),
    Section("conflicts", 1, "Conflicts of interest", conflicts, forms.ConflictsForm, files=False),
    Section("triggers", 1, "A closer look", triggers, forms.TriggersForm, files=False),
)

ROOM = StageRoom(
    stage=Stage.NEEDS,
    record=FastRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    prefill=prefill,
    settle=settle,
    working_days=WORKING_DAYS,
    called="the fast-lane page",
    saved=after_saving,
    require=require_fast,
    assess=lift_where_needed,
)
